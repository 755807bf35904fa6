package solve

import (
	"fmt"
	"math"
	"math/bits"
)

// numbered reports whether all nodes of a problem, the root and one more for its
// copies have numbers of 32 bits.
func numbered(owners, practices, regions, needs int) bool {
	return int64(owners)+int64(practices)+int64(regions)+int64(needs) <= math.MaxInt32-2
}

// mostScore is how large a score may be, in size, where a plan has at most so many
// pairs: no plan is then worth more than limit, nor does a path that changes one
// gain or lose more. A path without a node twice has at most two pairs for each
// node of the shorter side; potentials begin no farther apart than two scores, and
// paths add at most what they gain (see search.raise).
func mostScore(practices, columns int, pairs int64) int64 {
	return limit / max(2*int64(min(practices, columns))+4, pairs)
}

// checkSums refuses scores whose sums could overflow, and says how large they may be.
func (p *Problem) checkSums() error {
	pairs := p.mostPairs()
	most := mostScore(len(p.Practices), p.Columns(), pairs)
	if largest := p.largest(most); largest > most {
		return refuse(fmt.Sprintf("scores of up to %d in size could overflow when they are added up: with %d practices, %d columns and plans of up to %d pairs at most %d is allowed",
			largest, len(p.Practices), p.Columns(), pairs, most), "scores")
	}
	return nil
}

// largest is the size of the largest score, or any that is not above most: the
// matrix is not looked at where 32 bits are enough to know.
func (p *Problem) largest(most int64) (largest int64) {
	if len(p.Scores) > 0 && most > math.MaxInt32 {
		return 0
	}
	for _, s := range p.Scores {
		largest = max(largest, magnitude(int64(s)))
	}
	for _, c := range p.Candidates {
		largest = max(largest, magnitude(c.Score))
	}
	return largest
}

// weighable reports whether scores and costs up to such sizes can be weighed
// against each other: with the largest multiplier worth trying, that outweighs any
// score by any cost, a path on which no node comes twice stays within limit. It
// returns that multiplier, in parts of multiplierScale.
func weighable(score, cost int64, shorter int) (multiplier int64, ok bool) {
	steps := uint64(2*shorter + 2)
	over, most := bits.Mul64(uint64(score)+1, multiplierScale*steps)
	if over != 0 || most > uint64(limit) {
		return 0, false
	}
	over, path := bits.Mul64(most, uint64(cost)+1)
	return int64(most), over == 0 && path <= uint64(limit)/(steps+2)
}

// checkWeights refuses what is not weighable.
func (b *budgeted) checkWeights() (err error) {
	shorter, ok := min(len(b.p.Practices), b.p.Columns()), false
	if b.highest, ok = weighable(b.top, b.dear, shorter); !ok {
		steps := int64(2*shorter + 2)
		err = refuse(fmt.Sprintf("costs up to %d and scores up to %d could overflow together: the product of the two, each with 1 added, may be at most %d with so many practices and columns",
			b.dear, b.top, limit/(steps+2)/steps/multiplierScale), "budget")
	}
	return err
}

// summable is checkSums after plans may have come to have more pairs. It is only
// made where all pairs together could overflow.
func (pl *Planner) summable() error {
	p := pl.n.p
	if pairs := int64(len(p.Practices)) * int64(p.Columns()); pl.top <= mostScore(len(p.Practices), p.Columns(), pairs) {
		return nil
	}
	return p.checkSums()
}
