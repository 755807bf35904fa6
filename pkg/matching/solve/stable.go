package solve

import (
	"context"
	"slices"
)

// solveStable makes the stable plan in which both sides rank a pair by its
// score: ties go to the earlier practice, then to the earlier column. With one
// order for all the best remaining pair can be taken again and again: neither
// side could do better with anything that is left, so no pair blocks, and it
// does not matter who proposes. Pairs that do not help (score 0 or less under
// Maximise) are not acceptable.
func solveStable(ctx context.Context, p *Problem, opt Options) (*Result, error) {
	if err := p.noMinimums(); err != nil {
		return nil, err
	}
	opt.anyPlan = true
	best, err := solveScore(ctx, p, opt)
	if err != nil {
		return nil, err
	}
	if best.Status == Infeasible {
		best.Policy = PolicyStable
		return best, nil
	}
	r := newThresholds(p).greedy()
	r.compare(best)
	return r, nil
}

const noMinimum = "the policy stable cannot promise a minimum: all stable plans give a side the same visits; leave it out or take another policy"

// noMinimums refuses what stability cannot promise: every stable plan gives
// each side the same number of visits (Roth 1986), so a minimum is either kept
// by all of them or by none.
func (p *Problem) noMinimums() error {
	for i, a := range p.Practices {
		if a.Min > 0 {
			return refuse(noMinimum, "practice %d %q", i, a.ID)
		}
	}
	for j, r := range p.Regions {
		if r.Min > 0 {
			return refuse(noMinimum, "region %d %q", j, r.ID)
		}
	}
	return nil
}

// Blocking lists the pairs that block a plan under the ranking by score: both
// the practice (with its owner) and the column (with its region) have room for
// the pair or hold one that they like less and could give up for it. Required
// pairs are never given up. The plan need not come from this package.
func Blocking(p *Problem, plan []Pair) ([]Pair, error) {
	if err := p.Check(); err != nil {
		return nil, err
	}
	if err := p.checkPlan(plan); err != nil {
		return nil, err
	}
	w := newWorst(p)
	rank := make(map[Pair]int, len(w.free))
	for k, c := range w.free {
		if c.Score > 0 {
			rank[Pair{c.Practice, c.Column}] = k
		}
	}
	b := &blocker{room: newRoom(p), rank: rank}
	b.worst(plan)
	var out []Pair
	for _, c := range w.free {
		q := Pair{c.Practice, c.Column}
		k, acceptable := rank[q]
		if acceptable && !b.held[q] && b.supplyWants(q, k) && b.demandWants(q, k) {
			out = append(out, q)
		}
	}
	sortPairs(out)
	return out, nil
}

// blocker knows the rank of the least liked pair of every node.
type blocker struct {
	room                            *room
	rank                            map[Pair]int
	held                            map[Pair]bool
	owner, practice, column, region []int
}

func (b *blocker) worst(plan []Pair) {
	p := b.room.p
	size := func(n int) []int { return slices.Repeat([]int{-1}, n) }
	b.owner, b.practice = size(len(p.Owners)), size(len(p.Practices))
	b.column, b.region = size(p.Columns()), size(len(p.Regions))
	b.held = make(map[Pair]bool, len(plan))
	for _, q := range plan {
		b.room.take(q)
		b.held[q] = true
		k, ok := b.rank[q]
		if !ok {
			continue // required, or not acceptable: never compared
		}
		if o := p.ownerOf(q.Practice); o != NoOwner {
			b.owner[o] = max(b.owner[o], k)
		}
		j := p.RegionOf(q.Column)
		b.practice[q.Practice] = max(b.practice[q.Practice], k)
		b.column[q.Column] = max(b.column[q.Column], k)
		b.region[j] = max(b.region[j], k)
	}
}

// supplyWants: the innermost full bound decides which pair would be given up.
func (b *blocker) supplyWants(q Pair, k int) bool {
	if b.room.practice[q.Practice] <= 0 {
		return b.practice[q.Practice] > k
	}
	o := b.room.p.ownerOf(q.Practice)
	return o == NoOwner || b.room.owner[o] > 0 || b.owner[o] > k
}

func (b *blocker) demandWants(q Pair, k int) bool {
	if len(b.room.column) > 0 && b.room.column[q.Column] <= 0 {
		return b.column[q.Column] > k
	}
	j := b.room.p.RegionOf(q.Column)
	return b.room.region[j] > 0 || b.region[j] > k
}
