package solve

import (
	"cmp"
	"context"
	"fmt"
	"slices"
)

// Options choose what Solve promises. The zero value asks for PolicyScore.
type Options struct {
	Policy Policy
}

// Solve returns a best plan with its prices, or the reason why there is none.
// The same input gives the same result, byte for byte.
//
// An error is a *ProblemError (the problem breaks its rules; nothing was
// solved) or the error of ctx. "No plan exists" is not an error but a Result
// with StatusInfeasible.
func Solve(ctx context.Context, p *Problem, opt Options) (*Result, error) {
	if err := p.Check(); err != nil {
		return nil, err
	}
	switch opt.Policy {
	case "", PolicyScore:
		return solveScore(ctx, p)
	default:
		return nil, refuse(fmt.Sprintf("unknown policy %q", opt.Policy), "options")
	}
}

func solveScore(ctx context.Context, p *Problem) (*Result, error) {
	n := compile(p)
	n.start()
	s := newSearch(n)
	stuck, paths, err := n.repair(ctx, s)
	if err != nil {
		return nil, err
	}
	r := &Result{Policy: PolicyScore, Method: "A", Paths: paths}
	if len(stuck) > 0 {
		r.Status = Infeasible
		r.Infeasible, err = explain(ctx, p)
		return r, err
	}
	r.Status = Optimal
	n.plan(r)
	r.Prices = n.prices()
	r.Bound = r.Objective
	return r, nil
}

// plan fills pairs, objective and counts from the flow.
func (n *network) plan(r *Result) {
	r.Pairs = make([]Pair, 0, len(n.p.Required))
	for i, held := range n.held {
		for _, h := range held {
			r.Pairs = append(r.Pairs, Pair{Practice: i, Column: int(h.col)})
			r.Objective += n.sign * h.score
		}
	}
	for k, s := range n.requiredScores() {
		r.Pairs = append(r.Pairs, n.p.Required[k])
		r.Objective += s
	}
	slices.SortFunc(r.Pairs, comparePairs)
	r.Counts = make([]int, len(n.p.Regions))
	for _, q := range r.Pairs {
		r.Counts[n.p.RegionOf(q.Column)]++
	}
}

func comparePairs(a, b Pair) int {
	if c := cmp.Compare(a.Practice, b.Practice); c != 0 {
		return c
	}
	return cmp.Compare(a.Column, b.Column)
}

// requiredScores looks up the score of each required pair, in input sign.
func (n *network) requiredScores() []int64 {
	p := n.p
	out := make([]int64, len(p.Required))
	if p.Scores != nil {
		for k, r := range p.Required {
			out[k] = int64(p.Scores[r.Practice*p.Columns()+r.Column])
		}
		return out
	}
	at := make(map[Pair]int, len(p.Required))
	for k, r := range p.Required {
		at[r] = k
	}
	for _, c := range p.Candidates {
		if k, ok := at[Pair{c.Practice, c.Column}]; ok {
			out[k] = c.Score
		}
	}
	return out
}

// prices reads the dual prices off the potentials: each tree arc is worth the
// difference of its ends.
func (n *network) prices() Prices {
	read := func(from, to int32) []int64 {
		out := make([]int64, 0, to-from)
		for v := from; v < to; v++ {
			out = append(out, n.reduced(v))
		}
		return out
	}
	p := Prices{
		Owners:    read(n.owner0, n.prac0),
		Practices: read(n.prac0, n.region0),
		Regions:   read(n.region0, n.region0+int32(len(n.p.Regions))),
	}
	if n.col0 != n.region0 {
		p.Needs = read(n.col0, n.end)
	}
	return p
}
