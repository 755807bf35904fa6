package demo_test

import (
	"bytes"
	"context"
	"encoding/json"
	"strings"
	"testing"

	"go.uber.org/goleak"

	"makcomblang.id/services/cmd/makcomblang/demo"
)

func TestMain(m *testing.M) {
	goleak.VerifyTestMain(m, goleak.IgnoreAnyFunction("net/http.(*persistConn).readLoop"), goleak.IgnoreAnyFunction("net/http.(*persistConn).writeLoop"))
}

const dataset = "../../../../data"

func tell(t *testing.T, opt demo.Options) (string, error) {
	t.Helper()
	opt.Dataset = dataset
	var out bytes.Buffer
	err := demo.Run(context.Background(), &out, opt)
	return out.String(), err
}

func TestTheStoryHoldsAndIsTheSameTwice(t *testing.T) {
	t.Parallel()
	var results []demo.Result
	for range 2 {
		out, err := tell(t, demo.Options{JSON: true})
		if err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		var r demo.Result
		if err := json.Unmarshal([]byte(out), &r); err != nil {
			t.Fatal(err)
		}
		r.ElapsedMS = 0
		results = append(results, r)
	}
	a, _ := json.Marshal(results[0])
	b, _ := json.Marshal(results[1])
	if !bytes.Equal(a, b) {
		t.Errorf("two tellings differ:\n%s\n%s", a, b)
	}
}

func TestTheStoryLabelsItsSamplesFirst(t *testing.T) {
	t.Parallel()
	out, err := tell(t, demo.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(out, "DATA CONTOH.") {
		t.Errorf("the first line does not label the sample data: %.80s", out)
	}
}

func TestDamageIsFound(t *testing.T) {
	t.Parallel()
	for spoil, want := range map[string]string{"delivery": "verified", "certificate": "certificate is invalid", "log": "chains are broken"} {
		t.Run(spoil, func(t *testing.T) {
			t.Parallel()
			_, err := tell(t, demo.Options{JSON: true, Spoil: spoil})
			if err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("got %v, want a failure that says %q", err, want)
			}
		})
	}
}
