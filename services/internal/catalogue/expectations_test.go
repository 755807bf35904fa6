package catalogue_test

import (
	"slices"
	"testing"

	"makcomblang.id/pkg/matching"
	"makcomblang.id/services/internal/catalogue"
)

// Common sense as data: data/expectations.csv.
func TestExpectations(t *testing.T) {
	t.Parallel()
	f := shipped(t)
	for _, r := range rows(t, "expectations.csv") {
		id, code := r["innovation_id"], r["region_code"]
		switch r["kind"] {
		case "never":
			for _, n := range f.Needs() {
				if (code == "*" || code == n.Region) && slices.Contains(f.candidates(t, n.Need), id) {
					t.Errorf("%s is a candidate for %s: %s", id, n.Need, r["why"])
				}
			}
		case "top3", "candidate":
			practice, _ := f.Practice(id)
			ids := f.candidates(t, token(code)+"-"+practice.MainProblem)
			at := slices.Index(ids, id)
			if at < 0 || (r["kind"] == "top3" && at > 2) {
				t.Errorf("%s is at %d for %s (%v): %s", id, at, code, ids, r["why"])
			}
		case "unanswered":
			need := token(code) + "-" + r["problem"]
			if !slices.ContainsFunc(f.Unanswered(today, period), func(n catalogue.Need) bool { return n.Need == need }) {
				t.Errorf("%s is not reported as unanswered", need)
			}
		default:
			t.Errorf("unknown kind %s", r["kind"])
		}
	}
}

func TestShippedFigures(t *testing.T) {
	t.Parallel()
	f := shipped(t)
	pairs, bands, unanswered := 0, map[matching.Band]int{}, map[string]int{}
	for _, n := range f.Needs() {
		r, err := f.Candidates(n.Need, today, period)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range r.Candidates {
			pairs++
			bands[e.Band]++
			if e.Basis != "sample" {
				t.Errorf("%s for %s rests on %s: a sample need makes a sample pair", e.Innovation, n.Need, e.Basis)
			}
		}
		for _, e := range r.Inspiration {
			if e.Candidate() {
				t.Errorf("the foreign %s is a candidate", e.Innovation)
			}
		}
	}
	for _, n := range f.Unanswered(today, period) {
		unanswered[n.Problem]++
	}
	t.Logf("needs %d, pairs %d, bands %v, unanswered %v", len(f.Needs()), pairs, bands, unanswered)
	if pairs < 300 || unanswered["clean-water"] == 0 || len(unanswered) > 6 {
		t.Errorf("pairs %d, unanswered %v", pairs, unanswered)
	}
}

// The arrival of a practice answers the need that had none.
func TestArrivalAnswersANeed(t *testing.T) {
	t.Parallel()
	f := shipped(t)
	before := f.seq
	f.addInnovations(t, "arrivals.csv")
	f.addOffers(t, func(id string) bool { return id == "gebrak-sehati" })
	if ids := f.candidates(t, "5320-clean-water"); len(ids) != 1 || ids[0] != "gebrak-sehati" {
		t.Errorf("candidates %v", ids)
	}
	touched := f.TouchedSince(before)
	if !slices.Contains(touched, "53.20") || len(touched) > 30 {
		t.Errorf("touched %v", touched)
	}
	for _, code := range touched {
		if !slices.ContainsFunc(f.NeedsOf(code), func(n catalogue.Need) bool { return n.Problem == "clean-water" }) {
			t.Errorf("%s has no need of clean water and is touched", code)
		}
	}
}
