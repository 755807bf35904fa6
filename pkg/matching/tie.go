package matching

import (
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"math/bits"

	"makcomblang.id/pkg/calendar"
)

// Draw is the lot of a pair in a period: the first ten bits of the SHA-256 of
// period and pair id. It is announced before the run and knows neither names
// nor the order of codes, which would put west before east for ever.
func Draw(period calendar.Period, innovation, need string) int {
	return int(lot(period, innovation, need) >> 54)
}

// lot is the first 64 bits of that hash.
func lot(period calendar.Period, innovation, need string) uint64 {
	sum := sha256.Sum256([]byte(string(period) + "\n" + innovation + "\n" + need))
	return binary.BigEndian.Uint64(sum[:8])
}

// Compare orders two judgements, better first: score, need priority, fewer
// visits so far, draw.
func Compare(a, b *Evaluation) int {
	return cmp.Or(
		cmp.Compare(b.Score, a.Score),
		cmp.Compare(b.Priority, a.Priority),
		cmp.Compare(a.Visits, b.Visits),
		cmp.Compare(lot(b.Period, b.Innovation, b.Need), lot(a.Period, a.Innovation, a.Need)),
		cmp.Compare(a.Innovation, b.Innovation), // never reached but for a pair with itself
	)
}

// tieBits of a tie: 3 for the priority, 2 for visits so far, 10 for the draw.
const tieBits = 15

// Lift makes the number that a plan maximises out of a score and its tie. The
// tie stands in low bits, and below them there is room for the ties of pairs
// more, so that all ties of a plan together never weigh as much as a millionth
// of one score: the plan with the largest lifted total has the largest total of
// scores as well.
type Lift struct{ keep, shift int }

// NewLift makes the lift for plans of at most this many pairs. The sum of a
// plan stays below 2^53; the more pairs, the fewer bits of the draw are kept.
func NewLift(pairs int) Lift {
	room := bits.Len(uint(max(pairs, 1)))
	keep := min(tieBits, max(0, 33-2*room))
	return Lift{keep: keep, shift: keep + room}
}

// Within is the lift with at most this many low bits, for solvers that multiply
// scores: the draw gives up bits, and where the ties of a plan do not fit any
// more there are none.
func (l Lift) Within(bits int) Lift {
	over := l.shift - max(bits, 0)
	switch {
	case over <= 0:
		return l
	case over >= l.keep:
		return Lift{}
	}
	return Lift{keep: l.keep - over, shift: l.shift - over}
}

// Value lifts one judgement.
func (l Lift) Value(e *Evaluation) int64 { return l.With(e, Tie(e)) }

// With is Value for a judgement whose tie is known.
func (l Lift) With(e *Evaluation, tie int) int64 {
	return int64(e.Score)<<l.shift + int64(tie>>(tieBits-l.keep))
}

// Tie is the tie of a judgement: need priority, then fewer visits so far, then
// the draw. It does not depend on the score.
func Tie(e *Evaluation) int {
	return min(max(e.Priority, 0), 7)<<12 | (3-min(max(e.Visits, 0), 3))<<10 | Draw(e.Period, e.Innovation, e.Need)
}

// Shift is how many low bits a lifted score has.
func (l Lift) Shift() int { return l.shift }

// Score gives the whole millionths of a lifted total.
func (l Lift) Score(total int64) int64 { return total >> l.shift }
