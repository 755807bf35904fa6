package solve

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
)

// Options choose what Solve promises. The zero value asks for PolicyScore.
type Options struct {
	Policy Policy

	// For PolicyStable: explicit rankings instead of scores, and who proposes.
	Rankings         *Rankings
	PracticesPropose bool

	// Budget limits what the pairs of a plan may cost; not for PolicyStable.
	Budget *Budget

	method  method // forces a method, for tests
	proven  bool   // a result that the deadline cut short is of no use: it is an error
	anyPlan bool   // any of the best plans will do: its value and its prices are wanted
}

type method uint8

const (
	methodA   method = iota + 1 // without a bidding
	methodB                     // the auction
	methodBid                   // A with a bidding
	methodC                     // the simplex
)

// Solve returns a best plan with its prices, or the reason why there is none.
// The same input gives the same result, byte for byte. Among equally good plans
// it is the canonical one: with the fewest visits, and then first in the order
// of the columns (more urgent need, smaller Tie, order of the list) and the
// practices (order of the list).
//
// An error is a *ProblemError (the problem breaks its rules; nothing was
// solved) or the error of ctx. "No plan exists" is not an error but a Result
// with status Infeasible. When the deadline of ctx passes, the best plan found
// is returned with a proven bound, status Bounded; that can take as long again
// as finding any plan at all.
func Solve(ctx context.Context, p *Problem, opt Options) (*Result, error) {
	if opt.Rankings != nil {
		if opt.Policy != PolicyStable {
			return nil, refuse("explicit rankings are for the policy stable; the others go by scores", "preferences")
		}
		if opt.Budget != nil {
			return nil, refuse(stableBudget, "budget")
		}
		return solveRanked(p, opt)
	}
	if err := p.Check(); err != nil {
		return nil, err
	}
	if opt.Budget != nil {
		return solveBudget(ctx, p, opt)
	}
	switch opt.Policy {
	case "", PolicyScore:
		return solveScore(ctx, p, opt)
	case PolicyLeximin:
		return solveLeximin(ctx, p)
	case PolicyWorstFirst:
		return solveWorstFirst(ctx, p)
	case PolicyStable:
		return solveStable(ctx, p, opt)
	default:
		return nil, unknownPolicy(opt.Policy)
	}
}

func unknownPolicy(policy Policy) error {
	return refuse(fmt.Sprintf("unknown policy %q; there are score, leximin, worst-first and stable", policy), "policy")
}

// solveScore solves with method A, which starts from prices of a bidding. A dense
// problem goes to the methods for contended ones where the regions want more visits
// than there are, where the bidding takes too long, and where the repair exhausts
// its budget of list entries.
func solveScore(ctx context.Context, p *Problem, opt Options) (*Result, error) {
	if (opt.method == methodB && auctionable(p)) || (opt.method == methodC && len(p.Scores) > 0) || (opt.method == 0 && contended(p)) {
		return solveContended(ctx, bareOf(p), opt, 0)
	}
	n := compile(p)
	s := newSearch(n)
	started := false
	if bids := n.biddable() && opt.method != methodA; bids && (opt.method == methodBid || len(p.Scores) >= fewPairs) {
		var err error
		if started, err = n.bid(opt.method == methodBid || p.ample()); err != nil {
			return solveContended(ctx, n, opt, 0)
		}
	}
	if !started {
		n.start()
	}
	if s.budget = n.scanBudget(opt.method); !flat(p) {
		s.deeper = len(p.Practices)
	}
	r, err := n.finish(ctx, s, opt)
	if errors.Is(err, errBudget) {
		return solveContended(ctx, n, opt, s.paths)
	}
	return r, err
}

// solveExact is solveScore for callers that need a proven optimum: a result
// that the deadline cut short is an error to them.
func solveExact(ctx context.Context, p *Problem, opt Options) (*Result, error) {
	r, err := solveScore(ctx, p, opt)
	if err == nil && r.Status == Bounded {
		return nil, context.DeadlineExceeded
	}
	return r, err
}

// finish repairs from the present state and reads the result off.
func (n *network) finish(ctx context.Context, s *search, opt Options) (*Result, error) {
	stuck, err := n.repair(ctx, s)
	if errors.Is(err, context.DeadlineExceeded) && !opt.proven {
		return n.interrupted(ctx, s.paths)
	}
	if err != nil {
		return nil, err
	}
	if len(stuck) > 0 {
		return n.infeasible(ctx, s.paths)
	}
	r := &Result{Status: Optimal, Policy: PolicyScore, Method: "A", Paths: s.paths}
	if n.shift != nil {
		r.Method = "B"
	}
	n.plan(r)
	r.Prices = n.prices()
	r.Bound = r.Objective
	if opt.anyPlan {
		return r, nil
	}
	return n.settle(ctx, r, false)
}

func (n *network) infeasible(ctx context.Context, paths int) (*Result, error) {
	v, err := explain(ctx, n.p)
	if err != nil {
		return nil, err
	}
	return &Result{Status: Infeasible, Policy: PolicyScore, Method: "A", Paths: paths, Infeasible: v}, nil
}

// plan fills pairs, objective and counts from the flow.
func (n *network) plan(r *Result) {
	r.Pairs = make([]Pair, 0, len(n.p.Required)+n.held.count())
	for i, at := range n.held.at {
		if at == 0 {
			continue
		}
		held, from := n.held.lists[at-1], len(r.Pairs)
		for _, h := range held {
			r.Pairs = append(r.Pairs, Pair{Practice: i, Column: int(h.col)})
			r.Objective += n.sign * (n.scoreOf(h) + n.shifted(i))
		}
		if len(held) > 1 {
			sortPairs(r.Pairs[from:])
		}
	}
	for k, s := range n.requiredScores() {
		r.Pairs = append(r.Pairs, n.p.Required[k])
		r.Objective += s
	}
	if len(n.p.Required) > 0 {
		sortPairs(r.Pairs)
	}
	r.Counts = n.p.counts(r.Pairs)
}

// counts is how many visits each region has.
func (p *Problem) counts(pairs []Pair) []int {
	counts := make([]int, len(p.Regions))
	for _, q := range pairs {
		counts[p.RegionOf(q.Column)]++
	}
	return counts
}

func sortPairs(pairs []Pair) {
	slices.SortFunc(pairs, func(a, b Pair) int {
		if c := cmp.Compare(a.Practice, b.Practice); c != 0 {
			return c
		}
		return cmp.Compare(a.Column, b.Column)
	})
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
		if to == n.region0 && n.owner0 == n.prac0 && n.shift == nil && n.y[0] == 0 {
			return slices.Clone(n.y[from:to])
		}
		out := make([]int64, to-from)
		for k := range out {
			out[k] = n.reduced(from + int32(k))
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
