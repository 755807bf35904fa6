package planning

import (
	"bytes"
	"fmt"
	"testing"

	"makcomblang.id/pkg/contract"
)

// Under every policy and under a budget the plan is proven by the verifier, is
// made again to the same bytes, and its fact adds up.
func TestEveryTermIsProvenAndTheSameAgain(t *testing.T) {
	t.Parallel()
	for _, size := range [][2]int{{0, 0}, {1, 1}, {6, 3}, {12, 20}, {60, 12}} {
		for _, terms := range everyTerm() {
			t.Run(fmt.Sprintf("%dx%d %s %t", size[0], size[1], terms.Policy, terms.Limited()), func(t *testing.T) {
				t.Parallel()
				for seed := range uint64(3) {
					in := made(seed, size[0], size[1])
					best, _ := filled(t, in, Terms{})
					fact, files := filled(t, in, terms)
					if _, again := filled(t, in, terms); !bytes.Equal(files, again) {
						t.Fatalf("seed %d: made again to other bytes", seed)
					}
					var sum int64
					for _, p := range fact.Pairs {
						sum += int64(p.Score)
					}
					if sum != fact.Objective || fact.Bound < fact.Objective || fact.Spent > terms.Budget.Limit {
						t.Errorf("seed %d: scores %d, objective %d, bound %d, spent %d", seed, sum, fact.Objective, fact.Bound, fact.Spent)
					}
					if !terms.Limited() && fact.Objective+fact.Fairness != best.Objective {
						t.Errorf("seed %d: %d and %d for fairness are not %d", seed, fact.Objective, fact.Fairness, best.Objective)
					}
				}
			})
		}
	}
}

func filled(t *testing.T, in Inputs, terms Terms) (*contract.PlanComputed, []byte) {
	t.Helper()
	m := NewModel(in, terms)
	r, err := m.Solve(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	given, proof, err := m.Prove(r)
	if err != nil {
		t.Fatal(err)
	}
	fact := &contract.PlanComputed{}
	m.Fill(fact, r)
	return fact, append(given, proof...)
}

// At the size of the country no policy runs out of room for its numbers.
func TestNationalSizeFits(t *testing.T) {
	t.Parallel()
	in := made(1, 3000, 552)
	for _, terms := range everyTerm() {
		m := NewModel(in, terms)
		if err := m.Problem.Check(); err != nil {
			t.Errorf("%s: %v", terms.Policy, err)
		}
		if terms.Policy == "worst-first" && !terms.Limited() && m.Shift() == 0 {
			t.Error("worst-first leaves no room for ties")
		}
	}
}

func BenchmarkTerms(b *testing.B) {
	for _, size := range [][2]int{{120, 62}, {3000, 552}} {
		in := made(1, size[0], size[1])
		for _, terms := range everyTerm() {
			name := string(terms.Policy)
			if terms.Limited() {
				name, terms.Budget.Limit = name+" with a budget", int64(size[1])*5_000_000
			}
			m := NewModel(in, terms)
			b.Run(fmt.Sprintf("%dx%d/%s", size[0], size[1], name), func(b *testing.B) {
				for b.Loop() {
					if _, err := m.Solve(b.Context()); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}
