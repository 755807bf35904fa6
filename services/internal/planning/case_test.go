package planning

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"makcomblang.id/pkg/contract"
	"makcomblang.id/pkg/matching/solve"
)

func opened(t *testing.T, in Inputs, terms Terms) (*Case, *contract.PlanComputed) {
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
	sessions := map[string]string{}
	for _, s := range in.Sessions {
		sessions[s.ID] = s.Innovation
	}
	c, err := OpenCase(fact, given, proof, func(id string) string { return sessions[id] })
	if err != nil {
		t.Fatal(err)
	}
	return c, fact
}

// pairsOf are all pairs that a plan could have, once each.
func pairsOf(c *Case) []Pair {
	var all []Pair
	for _, x := range c.Problem.Candidates {
		if p := (Pair{c.PracticeOf(x.Practice), c.Problem.ColumnID(x.Column)}); !slices.Contains(all, p) {
			all = append(all, p)
		}
	}
	return all
}

// Every pair of every kind of plan gets a reason whose numbers hold: what insisting
// costs is what planning anew with the pair gives, and never less than the proof's
// prices say.
func TestWhyOfEveryPair(t *testing.T) {
	t.Parallel()
	seen := map[string]int{}
	for _, terms := range everyTerm() {
		for seed := range uint64(3) {
			in := made(seed, 10, 5)
			terms.Budget.Limit = min(terms.Budget.Limit, 40_000_000)
			c, fact := opened(t, in, terms)
			name := fmt.Sprintf("%s %t seed %d", terms.Policy, terms.Limited(), seed)
			for _, p := range pairsOf(c) {
				w, f, err := c.Why(t.Context(), p)
				if err != nil {
					t.Fatal(err)
				}
				seen[w.Reason]++
				planned := slices.ContainsFunc(fact.Pairs, func(q contract.PlannedPair) bool { return q.Innovation == p.Innovation && q.Need == p.Need })
				if planned != (w.Reason == WhyPlanned) || w.Reason == WhyNoPair {
					t.Errorf("%s: %v is planned %t, reason %s", name, p, planned, w.Reason)
				}
				if f.With != fact.Objective-f.Loss || w.Loss != f.Loss {
					t.Errorf("%s: %v: %d with it, %d lost of %d", name, p, f.With, f.Loss, fact.Objective)
				}
				if terms.Policy == "score" && !terms.Limited() && !planned && f.Possible && (w.Loss < 0 || w.Gap > w.Loss || !w.Priced) {
					t.Errorf("%s: %v: the loss of %d is below the prices' %d", name, p, w.Loss, w.Gap)
				}
				if w.Reason == WhyStability && !slices.ContainsFunc(w.Sides, func(s Standing) bool { return !s.Prefers }) {
					t.Errorf("%s: both sides prefer %v, and the plan does not have it: %+v", name, p, w.Sides)
				}
				if w.Reason == WhyStability && w.Weakest < w.Score {
					t.Errorf("%s: %v scores %d and blocks: both sides hold at most %d", name, p, w.Score, w.Weakest)
				}
				if terms.Limited() && terms.Policy != "score" && !planned && w.Loss < 0 && f.kept && fact.Bound == fact.Objective {
					t.Errorf("%s: %v raises a sum that is proven best by %d", name, p, -w.Loss)
				}
				if terms.Policy == "leximin" && !planned && w.Visits >= w.Absorbs && w.Reason != WhyCapacity && w.Reason != WhyBudget {
					t.Errorf("%s: %v: its region is full, reason %s", name, p, w.Reason)
				}
				if !planned && f.Possible && !slices.ContainsFunc(f.Changes, func(x Change) bool { return x.Need == p.Need && x.To == p.Innovation }) {
					t.Errorf("%s: %v is not among the changes %+v", name, p, f.Changes)
				}
			}
			w, _, err := c.Why(t.Context(), Pair{"nobody", "n0-0"})
			if err != nil || w.Reason != WhyNoPair || w.Possible {
				t.Errorf("%s: a stranger: %+v, %v", name, w, err)
			}
		}
	}
	for _, reason := range []string{WhyPlanned, WhyPrice, WhyFairness, WhyStability, WhyBudget} {
		if seen[reason] == 0 {
			t.Errorf("no pair was explained by %s: %v", reason, seen)
		}
	}
}

// The worth of one who gives is what planning anew with one visit more or fewer
// gives, under the policy of the plan.
func TestWorthsEqualPlanningAnew(t *testing.T) {
	t.Parallel()
	for _, terms := range everyTerm()[:4] {
		for seed := range uint64(3) {
			c, _ := opened(t, made(seed, 12, 6), terms)
			all, err := c.Worths(t.Context(), 50)
			if err != nil || len(all) == 0 {
				t.Fatalf("got %v, %v", all, err)
			}
			for _, w := range all {
				for by, want := range map[int]int64{1: w.More, -1: -w.Fewer} {
					if got := anew(t, c, w, by); got != want {
						t.Errorf("%s seed %d: %+v: %+d gives %d", terms.Policy, seed, w, by, got)
					}
				}
				if terms.Policy == "score" && (w.More < 0 || w.More > w.Fewer) {
					t.Errorf("the interval of %+v is upside down", w)
				}
			}
		}
	}
}

func anew(t *testing.T, c *Case, w Worth, by int) int64 {
	t.Helper()
	p := *c.Problem
	p.Owners, p.Practices = slices.Clone(p.Owners), slices.Clone(p.Practices)
	for k := range p.Owners {
		if w.Kind == "owner" && p.Owners[k].ID == w.ID {
			p.Owners[k].Capacity = max(0, p.Owners[k].Capacity+by)
		}
	}
	for k := range p.Practices {
		if id := p.Practices[k].ID; w.Kind == "practice" && id == w.ID || w.Kind == "session" && id == SessionPrefix+w.ID {
			p.Practices[k].Capacity = max(0, p.Practices[k].Capacity+by)
		}
	}
	r, err := solve.Solve(context.Background(), &p, c.opt)
	if err != nil {
		t.Fatal(err)
	}
	return c.millionths(r.Objective - c.before.Objective)
}

// Taking the next best costs no less than is said, and no other practice of the
// need is said to cost less.
func TestNexts(t *testing.T) {
	t.Parallel()
	for _, terms := range everyTerm() {
		c, _ := opened(t, made(5, 12, 6), terms)
		others := 0
		for _, n := range c.Nexts() {
			if n.Innovation == "" {
				continue
			}
			others++
			w, f, err := c.Why(t.Context(), Pair{n.Innovation, n.Need})
			if err != nil || w.Reason == WhyPlanned || n.Innovation == n.Has {
				t.Errorf("%s: %+v is planned, %v", terms.Policy, n, err)
			}
			priced := terms.Policy == "score" && !terms.Limited()
			if priced != (n.Loss != nil) || w.Priced && !priced || !priced && w.Owner+w.Practice+w.Region+w.Need+w.Gap != 0 {
				t.Errorf("%s, budget %t: prices prove a loss under the policy score alone: %+v, %+v", terms.Policy, terms.Limited(), n, w)
			}
			if priced && f.Possible && *n.Loss > f.Loss {
				t.Errorf("%s: %+v costs only %d", terms.Policy, n, f.Loss)
			}
		}
		if others == 0 {
			t.Errorf("%s: no need has another practice", terms.Policy)
		}
	}
}
