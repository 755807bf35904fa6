package main

import (
	"bytes"
	"os"
	"strings"
	"testing"
)

// TestMain lets this test binary be the server that it measures.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == childWord {
		main()
		return
	}
	os.Exit(m.Run())
}

// A short run: the tool still measures, and what must never happen did not happen.
func TestAShortRun(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	if err := run(t.Context(), []string{"-events", "200", "-only", "to1,kill", "-repeat", "1", "-timeout", "60s"}, &out); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"to1: deliveries/s", "kill: lost of those accepted", "0 of ", "kill: in no final state afterwards", "peak memory (PSS)"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("the table lacks %q:\n%s", want, out.String())
		}
	}
}

func TestABrokenPromiseIsAnError(t *testing.T) {
	t.Parallel()
	for want, r := range map[string]result{
		"":                          {delivered: 10, twice: 4, inFlight: 4},
		"1 accepted facts never":    {delivered: 10, lost: 1, inFlight: 4},
		"5 deliveries came twice":   {delivered: 10, twice: 5, inFlight: 4},
		"2 deliveries are in no fi": {delivered: 10, unfinished: 2},
	} {
		if got := r.broken(); !strings.HasPrefix(got, want) || (want == "") != (got == "") {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}
