package verify_test

import (
	"bytes"
	"strings"
	"testing"

	"makcomblang.id/pkg/matching/verify"
)

// Of several faults the same one is told each time.
func TestOfSeveralFaultsTheSameOneIsTold(t *testing.T) {
	t.Parallel()
	const proofs = `"score_prices":{},"levels":[],"tight":{},"worst":{}`
	for _, c := range []struct{ name, in, from, to, want string }{
		{"fields", nested, `{"status"`, `{"z":1,"b":1,"y":1,"c":1,"status"`, `result: unknown field "b"`},
		{"totals", nested, `"objective":`, `"objective":null,"bound":null,"solver":`, "objective: want a whole number"},
		{"proofs", nested, `"fairness":{`, `"fairness":{` + proofs + `,`, "fairness.score_prices does not belong"},
		{"members", infeasible, `"infeasible":{`, `"infeasible":{"owners":["x"],"needs":["x"],`, "infeasible.owners: unknown or repeated id"},
		{"numbers", infeasible, `"needed":`, `"needed":-7,"available":-7,"prices":`, "infeasible.needed: want"},
	} {
		result := string(unsealed(t, solved(t, c.in)))
		if !strings.Contains(result, c.from) {
			t.Fatalf("%s: no %s in %s", c.name, c.from, result)
		}
		forged := strings.Replace(result, c.from, c.to, 1)
		switch c.name { // what stood there would be given twice
		case "totals":
			forged = forged[:strings.Index(forged, `"solver":`)] + `"pairs":[]}`
		case "numbers":
			forged = forged[:strings.Index(forged, `,"prices":`)] + `,"relax":""}}`
		}
		for range 30 {
			if err := check(c.in, []byte(forged)); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Fatalf("%s: got %v, want %s", c.name, err, c.want)
			}
		}
	}
}

// An instance that gives its scores in two forms has none that a proof could be about.
func TestScoresInTwoFormsAreRefused(t *testing.T) {
	t.Parallel()
	for _, form := range []string{`"scores":[[5]]`, `"candidates":[["a","r",5]]`} {
		given := `{"innovators":[{"id":"a","capacity":1}],"regions":[{"id":"r","max":1}],"scores_file":"x.i32",` + form + `}`
		result := `{"status":"optimal","policy":"score","objective":7,"bound":7,"pairs":[["a","r"]],"prices":{"innovators":{"a":7},"regions":{"r":0}}}`
		_, err := verify.Check(strings.NewReader(given), bytes.NewReader([]byte{7, 0, 0, 0}), strings.NewReader(result))
		if err == nil || !strings.Contains(err.Error(), "and scores_file together") {
			t.Errorf("%s: got %v", form, err)
		}
	}
}
