package solve_test

import (
	"bytes"
	"cmp"
	"math/rand/v2"
	"slices"
	"testing"

	"makcomblang.id/pkg/matching/instance"
	"makcomblang.id/pkg/matching/solve"
	"makcomblang.id/pkg/matching/verify"
)

// chooser says by hand what one side of a nested market would choose.
type chooser struct {
	p     *solve.Problem
	ranks *solve.Rankings
}

// choose goes through the pairs of a side from the best to the worst and takes
// what the capacities still allow.
func (c chooser) choose(pairs []solve.Pair, supply bool) []solve.Pair {
	order := func(a, b solve.Pair) int {
		if supply {
			return cmp.Or(cmp.Compare(slices.Index(c.ranks.Practices[a.Practice], a.Column), slices.Index(c.ranks.Practices[b.Practice], b.Column)),
				cmp.Compare(a.Practice, b.Practice), cmp.Compare(a.Column, b.Column))
		}
		return cmp.Or(cmp.Compare(c.urgency(b), c.urgency(a)),
			cmp.Compare(slices.Index(c.ranks.Columns[a.Column], a.Practice), slices.Index(c.ranks.Columns[b.Column], b.Practice)),
			cmp.Compare(a.Column, b.Column))
	}
	pairs = slices.Clone(pairs)
	slices.SortFunc(pairs, order)
	inner, outer := map[int]int{}, map[int]int{}
	var out []solve.Pair
	for _, q := range pairs {
		in, most := q.Practice, c.p.Practices[q.Practice].Capacity
		group, total := -1, 1<<30
		if supply && len(c.p.Owners) > 0 && c.p.Practices[q.Practice].Owner >= 0 {
			group = c.p.Practices[q.Practice].Owner
			total = c.p.Owners[group].Capacity
		}
		if !supply {
			group = c.p.RegionOf(q.Column)
			in, most, total = q.Column, c.p.Regions[group].Max, c.p.Regions[group].Max
			if len(c.p.Needs) > 0 {
				most = 1
			}
		}
		if inner[in] < most && (group < 0 || outer[group] < total) {
			inner[in]++
			outer[group]++
			out = append(out, q)
		}
	}
	return out
}

func (c chooser) urgency(q solve.Pair) int {
	if len(c.p.Needs) == 0 {
		return 0
	}
	return c.p.Needs[q.Column].Priority
}

// blocks lists by hand who would rather have each other.
func (c chooser) blocks(may, plan []solve.Pair) (out []solve.Pair) {
	for _, q := range may {
		if slices.Contains(plan, q) {
			continue
		}
		with := append(slices.Clone(plan), q)
		if slices.Contains(c.choose(with, true), q) && slices.Contains(c.choose(with, false), q) {
			out = append(out, q)
		}
	}
	return out
}

func TestNestedRankedPlansAreStableAndBestForTheProposers(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(209, 210))
	several := 0
	for k := range 900 {
		p := market(r)
		ranks := ranked(r, p, k%3 > 0)
		var may []solve.Pair
		for i, list := range ranks.Practices {
			for _, c := range list {
				if q := (solve.Pair{Practice: i, Column: c}); slices.Contains(ranks.Columns[c], i) && !slices.Contains(p.Forbidden, q) {
					may = append(may, q)
				}
			}
		}
		hand := chooser{p, ranks}
		var stable [][]solve.Pair
		for set := range 1 << len(may) {
			var plan []solve.Pair
			for b, q := range may {
				if set>>b&1 == 1 {
					plan = append(plan, q)
				}
			}
			if len(hand.choose(plan, true)) < len(plan) || len(hand.choose(plan, false)) < len(plan) {
				continue // over a capacity
			}
			want := hand.blocks(may, plan)
			got, err := solve.BlockingRanked(p, ranks, plan)
			if err != nil || len(got) != len(want) {
				t.Fatalf("case %d: %v is blocked by %v (%v), want %v: %+v %+v", k, plan, got, err, want, p, ranks)
			}
			if len(want) == 0 {
				stable = append(stable, plan)
			}
		}
		if len(stable) > 1 {
			several++
		}
		for _, practices := range []bool{false, true} {
			opt := solve.Options{Policy: solve.PolicyStable, Rankings: ranks, PracticesPropose: practices}
			got := solved(t, p, opt)
			provenRanked(t, p, opt, got)
			for _, other := range stable {
				best := hand.choose(union(got.Pairs, other), practices)
				slices.SortFunc(best, comparePairs)
				if len(got.Pairs) != len(other) || !slices.Equal(best, got.Pairs) {
					t.Fatalf("case %d: proposers would rather have %v than %v", k, other, got.Pairs)
				}
			}
		}
	}
	if several < 20 {
		t.Errorf("only %d cases had more than one stable plan", several)
	}
}

// market is a small nested problem without minimums, scores and required pairs.
func market(r *rand.Rand) *solve.Problem {
	p := loose(r, shape{3, 3, true, true, 3})
	p.Required, p.Candidates = nil, nil
	for i := range p.Practices {
		p.Practices[i].Capacity = r.IntN(3)
	}
	for k := range p.Owners {
		p.Owners[k].Capacity = r.IntN(3)
	}
	for j := range p.Regions {
		p.Regions[j].Max = 1 + r.IntN(2)
	}
	return p
}

// ranked makes random rankings of the columns and the practices, of all or of some.
func ranked(r *rand.Rand, p *solve.Problem, all bool) *solve.Rankings {
	ranks := &solve.Rankings{}
	some := func(n int) []int {
		if all {
			return r.Perm(n)
		}
		return r.Perm(n)[:r.IntN(n+1)]
	}
	for range p.Practices {
		ranks.Practices = append(ranks.Practices, some(p.Columns()))
	}
	for range p.Columns() {
		ranks.Columns = append(ranks.Columns, some(len(p.Practices)))
	}
	return ranks
}

func comparePairs(a, b solve.Pair) int {
	return cmp.Or(cmp.Compare(a.Practice, b.Practice), cmp.Compare(a.Column, b.Column))
}

func union(a, b []solve.Pair) []solve.Pair {
	all := slices.Concat(a, b)
	slices.SortFunc(all, comparePairs)
	return slices.Compact(all)
}

// provenRanked has a ranked plan verified, and each plan with a pair less refused.
func provenRanked(t *testing.T, p *solve.Problem, opt solve.Options, r *solve.Result) {
	t.Helper()
	in := instance.FromProblem(p)
	in.Policy, in.Candidates = "stable", nil
	in.Preferences = &instance.Preferences{Innovators: map[string][]string{}, Regions: map[string][]string{}}
	for i, list := range opt.Rankings.Practices {
		for _, c := range list {
			in.Preferences.Innovators[p.Practices[i].ID] = append(in.Preferences.Innovators[p.Practices[i].ID], p.ColumnID(c))
		}
	}
	for c, list := range opt.Rankings.Columns {
		for _, i := range list {
			in.Preferences.Regions[p.ColumnID(c)] = append(in.Preferences.Regions[p.ColumnID(c)], p.Practices[i].ID)
		}
	}
	var file bytes.Buffer
	if err := in.Write(&file); err != nil {
		t.Fatal(err)
	}
	back, err := instance.Read(bytes.NewReader(file.Bytes()), nil)
	if err != nil {
		t.Fatalf("%v in %s", err, file.Bytes())
	}
	if again := solved(t, back.Problem(), back.Options()); opt.PracticesPropose == back.Options().PracticesPropose && !slices.Equal(again.Pairs, r.Pairs) {
		t.Fatalf("from the file: got %v, want %v", again.Pairs, r.Pairs)
	}
	check := func(r *solve.Result) error {
		var out bytes.Buffer
		if err := instance.NewResult(p, r).Write(&out); err != nil {
			t.Fatal(err)
		}
		_, err := verify.Check(bytes.NewReader(file.Bytes()), nil, &out)
		return err
	}
	if err := check(r); err != nil {
		t.Fatalf("%v\n%s\n%+v", err, file.Bytes(), r)
	}
	for k, q := range r.Pairs {
		less := *r
		less.Pairs, less.Counts = slices.Delete(slices.Clone(r.Pairs), k, k+1), slices.Clone(r.Counts)
		less.Counts[p.RegionOf(q.Column)]--
		if check(&less) == nil {
			t.Fatalf("the plan without %v is accepted: %s", q, file.Bytes())
		}
	}
}
