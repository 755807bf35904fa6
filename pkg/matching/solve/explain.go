package solve

import (
	"context"
	"slices"
)

// Worth is what a visit of a practice is worth to the plan, in the unit of the
// scores and positive when it helps. Dual prices are not unique; these two are
// the ends of the interval in which every proof's price of the practice and its
// owner lies, found by planning with one visit more and one less.
type Worth struct {
	More     int64 // gained by one visit more
	Fewer    int64 // lost by one visit less
	Required bool  // one visit less leaves no plan at all; Fewer is 0 then
}

// Worth prices one visit more and one less of a practice.
func (pl *Planner) Worth(ctx context.Context, practice int) (Worth, error) {
	var w Worth
	if practice < 0 || practice >= len(pl.n.p.Practices) {
		return w, refuse("unknown practice", "practice %d", practice)
	}
	now, err := pl.Plan(ctx)
	if err != nil || now.Status != Optimal {
		return w, err
	}
	a := pl.n.p.Practices[practice]
	more, err := pl.Effect(ctx, func(q *Planner) error { return q.SetPractice(practice, a.Min, a.Capacity+1) })
	if err != nil {
		return w, err
	}
	w.More = -more.Loss
	if a.Capacity == 0 {
		return w, nil
	}
	fewer, err := pl.Effect(ctx, func(q *Planner) error {
		return q.SetPractice(practice, min(a.Min, a.Capacity-1), a.Capacity-1)
	})
	if err != nil {
		return w, err
	}
	w.Fewer, w.Required = fewer.Loss, fewer.After.Status != Optimal
	return w, nil
}

// Effect says what a change does to everybody, before it is made: who moves and
// who loses. Loss is in the unit of the scores, positive when the plan gets
// worse; it is 0 when the change leaves no plan (After has StatusInfeasible).
type Effect struct {
	Before, After *Result
	Loss          int64
	In, Out       []Pair
	Regions       []RegionChange
}

// RegionChange compares what one region gets.
type RegionChange struct {
	Region        int
	Visits, Score int64 // after minus before
}

// Effect tries a change on a copy; the planner itself stays as it is.
func (pl *Planner) Effect(ctx context.Context, change func(*Planner) error) (*Effect, error) {
	before, err := pl.Plan(ctx)
	if err != nil {
		return nil, err
	}
	what := pl.Clone()
	if err := change(what); err != nil {
		return nil, err
	}
	after, err := what.Plan(ctx)
	if err != nil {
		return nil, err
	}
	e := &Effect{Before: before, After: after}
	if before.Status != Optimal || after.Status != Optimal {
		return e, nil
	}
	e.Loss = pl.n.sign * (before.Objective - after.Objective)
	e.Out, e.In = differ(before.Pairs, after.Pairs), differ(after.Pairs, before.Pairs)
	changes := make([]RegionChange, len(pl.n.p.Regions))
	count := func(from *Planner, pairs []Pair, by int64) {
		scores := scoresOf(from.n.p, pairs)
		for k, q := range pairs {
			c := &changes[from.n.p.RegionOf(q.Column)]
			c.Visits += by
			c.Score += by * scores[k]
		}
	}
	count(what, after.Pairs, 1)
	count(pl, before.Pairs, -1)
	for j, c := range changes {
		if c.Region = j; c.Visits != 0 || c.Score != 0 {
			e.Regions = append(e.Regions, c)
		}
	}
	return e, nil
}

// differ lists the pairs of a that b lacks; both are sorted.
func differ(a, b []Pair) []Pair {
	in := make(map[Pair]bool, len(b))
	for _, q := range b {
		in[q] = true
	}
	var out []Pair
	for _, q := range a {
		if !in[q] {
			out = append(out, q)
		}
	}
	return out
}

// scoresOf looks up the scores of a plan, in input sign.
func scoresOf(p *Problem, pairs []Pair) []int64 {
	out := make([]int64, len(pairs))
	at := make(map[Pair]int, len(pairs))
	for k, q := range pairs {
		at[q] = k
	}
	for k, q := range pairs {
		if p.Scores != nil {
			out[k] = int64(p.Scores[q.Practice*p.Columns()+q.Column])
		}
	}
	for _, c := range p.Candidates {
		if k, ok := at[Pair{c.Practice, c.Column}]; ok {
			out[k] = c.Score
		}
	}
	return out
}

// Reason says why a pair is not in a plan.
type Reason string

// The reasons. Price means that the practice or the region has something better
// to do with the visit; the numbers of the Answer say by how much.
const (
	InPlan       Reason = "in plan"
	NotCandidate Reason = "not a candidate"
	IsForbidden  Reason = "forbidden"
	NoCapacity   Reason = "no capacity"
	Price        Reason = "price"
	Unhelpful    Reason = "does not help"
)

// Answer explains one pair with numbers. Score counts as a maximisation. Owner,
// Practice, Region and Need are the prices in force; their sum exceeds the score
// by Gap, so forcing the pair costs at least Gap. Loss is what it costs exactly;
// Possible is false when no plan can hold it.
type Answer struct {
	Reason                        Reason
	Score                         int64
	Owner, Practice, Region, Need int64
	Gap                           int64
	Loss                          int64
	Possible                      bool
}

// WhyNot answers "why not this pair?" and what it would cost to insist.
func (pl *Planner) WhyNot(ctx context.Context, q Pair) (*Answer, error) {
	p := pl.n.p
	if !p.inRange(q.Practice, q.Column) {
		return nil, refuse("unknown practice or column", "pair")
	}
	now, err := pl.Plan(ctx)
	if err != nil {
		return nil, err
	}
	score, ok := pl.score(q)
	a := &Answer{Score: pl.n.sign * score}
	switch {
	case slices.Contains(now.Pairs, q):
		a.Reason, a.Possible = InPlan, true
		return a, nil
	case !ok:
		a.Reason = NotCandidate
		return a, nil
	case slices.Contains(p.Forbidden, q):
		a.Reason = IsForbidden
		return a, nil
	case now.Status != Optimal:
		return a, nil
	}
	if o := p.ownerOf(q.Practice); o != NoOwner {
		a.Owner = now.Prices.Owners[o]
	}
	a.Practice, a.Region = now.Prices.Practices[q.Practice], now.Prices.Regions[p.RegionOf(q.Column)]
	if len(p.Needs) > 0 {
		a.Need = now.Prices.Needs[q.Column]
	}
	a.Gap = a.Owner + a.Practice + a.Region + a.Need - a.Score
	switch r := newRoom(p); {
	case !r.fits(q):
		a.Reason = NoCapacity
	case a.Score <= 0:
		a.Reason = Unhelpful
	default:
		a.Reason = Price
	}
	e, err := pl.Effect(ctx, func(w *Planner) error { return w.Require(q) })
	if err != nil {
		return nil, err
	}
	a.Loss, a.Possible = e.Loss, e.After.Status == Optimal
	return a, nil
}

// Regret is what forcing a pair into the plan costs, and whether that is
// possible at all. A pair of the plan costs nothing.
func (pl *Planner) Regret(ctx context.Context, q Pair) (loss int64, possible bool, err error) {
	a, err := pl.WhyNot(ctx, q)
	if err != nil {
		return 0, false, err
	}
	return a.Loss, a.Possible, nil
}

// NextBest is the practice that a column would gain most from among those it
// does not hold, after paying owner and practice, with that gain as a
// maximisation; ok is false when it has no other candidate. Equal gains go to
// the earlier practice.
func (pl *Planner) NextBest(ctx context.Context, column int) (practice int, gain int64, ok bool, err error) {
	p := pl.n.p
	if column < 0 || column >= p.Columns() {
		return 0, 0, false, refuse("unknown column", "column %d", column)
	}
	now, err := pl.Plan(ctx)
	if err != nil || now.Status != Optimal {
		return 0, 0, false, err
	}
	newThresholds(p).each(func(c Candidate, required bool) {
		if c.Column != column || required || slices.Contains(now.Pairs, Pair{c.Practice, c.Column}) {
			return
		}
		g := c.Score - now.Prices.Practices[c.Practice]
		if o := p.ownerOf(c.Practice); o != NoOwner {
			g -= now.Prices.Owners[o]
		}
		if !ok || g > gain || (g == gain && c.Practice < practice) {
			practice, gain, ok = c.Practice, g, true
		}
	})
	return practice, gain, ok, nil
}
