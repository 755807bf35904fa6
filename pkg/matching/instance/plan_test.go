package instance_test

import (
	"errors"
	"strings"
	"testing"

	"makcomblang.id/pkg/matching/instance"
)

func TestAPlanIsReadFromAnyObjectWithPairs(t *testing.T) {
	t.Parallel()
	in, err := read(good)
	if err != nil {
		t.Fatal(err)
	}
	plan, err := in.ReadPlan(strings.NewReader(`{"status":"optimal","solver":{"a":[1]},"pairs":[["b","r/1"],["a","q/1"]]}`))
	if err != nil || len(plan) != 2 || plan[0].Practice != 1 || plan[0].Column != 1 || plan[1].Column != 0 {
		t.Errorf("got %v, %v", plan, err)
	}
	for doc, place := range map[string]string{
		``:                                     "",
		`[]`:                                   "",
		`{}`:                                   "pairs",
		`{"pairs":[["z","r/1"]]}`:              "pairs[0][0]",
		`{"pairs":[["a","r"]]}`:                "pairs[0][1]",
		`{"pairs":[["a"]]}`:                    "pairs[0]",
		`{"pairs":[["a","r/1"],["a","r/1"]]}`:  "pairs[1]",
		`{"pairs":[],"pairs":[]}`:              "pairs",
		`{"pairs":[["a","r/1"]],"other":{,}}`:  "other",
		"{\"pairs\":[[\"a\",\n\"r/1\"],\n,]}}": "pairs[1]",
	} {
		_, err := in.ReadPlan(strings.NewReader(doc))
		var refusal *instance.InputError
		if !errors.As(err, &refusal) || refusal.Place != place || refusal.Reason == "" {
			t.Errorf("%s: got %v, want a refusal at %q", doc, err, place)
		}
	}
}

func FuzzReadPlan(f *testing.F) {
	f.Add(`{"status":"optimal","pairs":[["b","r/1"],["a","q/1"]]}`)
	f.Add(`{"pairs":[],"x":[{}]}`)
	in, err := read(good)
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, doc string) {
		plan, err := in.ReadPlan(strings.NewReader(doc))
		if (plan == nil) == (err == nil) {
			t.Errorf("got %v and %v", plan, err)
		}
	})
}
