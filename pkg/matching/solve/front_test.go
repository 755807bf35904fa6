package solve

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// draws are ways to make up scores: of any sign, at the ends of their range,
// with many that are equal.
func draws(r *rand.Rand) map[string]func() int32 {
	return map[string]func() int32{
		"positive": func() int32 { return 1 + r.Int32N(1000) },
		"mixed":    func() int32 { return r.Int32N(2001) - 1000 },
		"negative": func() int32 { return -r.Int32N(1000) },
		"few":      func() int32 { return r.Int32N(5) - 1 },
		"ends": func() int32 {
			return []int32{math.MinInt32, math.MinInt32 + 1, -1, 0, 1, math.MaxInt32 - 1, math.MaxInt32}[r.IntN(7)]
		},
		"whole range": func() int32 { return int32(r.Uint32()) },
	}
}

// The best candidates of each column are kept whatever the scores are, in rows
// of any length, with samples and without.
func TestFrontKeepsTheBest(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for name, draw := range draws(r) {
		for _, sign := range []int64{1, -1} {
			for _, columns := range []int{1, 2, 15, 16, 17, 31, 32, 33, 51, 64, 100, 800} {
				p := drawn(draw, 1+r.IntN([]int{300, 3000}[r.IntN(2)]), columns)
				p.Forbidden = []Pair{{Practice: r.IntN(len(p.Practices)), Column: r.IntN(columns)}}
				checkFront(t, name, newPool(p, sign))
			}
		}
	}
}

// Rows in order of their scores, best first or last, mislead the samples.
func TestFrontKeepsTheBestOfSortedRows(t *testing.T) {
	for _, sign := range []int64{1, -1} {
		for _, step := range []int32{-1, 0, 1} {
			next := int32(1 << 20)
			p := drawn(func() int32 { next += step; return next / 64 }, 2500, 40)
			checkFront(t, "sorted", newPool(p, sign))
		}
	}
}

func drawn(draw func() int32, rows, columns int) *Problem {
	p := &Problem{Practices: make([]Practice, rows), Regions: make([]Region, columns), Scores: make([]int32, rows*columns)}
	for k := range p.Scores {
		p.Scores[k] = draw()
	}
	return p
}

// checkFront reads a matrix as one that caches hold, and as one that they do not.
func checkFront(t *testing.T, name string, q *pool) {
	t.Helper()
	for _, far := range []bool{false, true} {
		f, plain := q.front(q.p.Columns(), wide()), q.front(q.p.Columns(), false)
		f.far, plain.far = far, far
		checkKept(t, fmt.Sprintf("%s, far %v", name, far), q, f, plain)
	}
}

func checkKept(t *testing.T, name string, q *pool, f, plain *front) {
	t.Helper()
	columns := q.p.Columns()
	f.read()
	plain.read()
	few := 0
	for c := range columns {
		if !slices.Equal(f.kept(c), plain.kept(c)) {
			t.Fatalf("%s, sign %d, %d x %d: column %d keeps other candidates when compared in blocks", name, q.sign, len(q.p.Practices), columns, c)
		}
		q.between(c, 0, math.MaxUint64)
		all := slices.Clone(q.keys)
		kept := slices.Clone(f.kept(c))
		slices.Sort(all)
		slices.Sort(kept)
		want := all[len(all)-min(len(kept), len(all)):]
		if !slices.Equal(kept, want) {
			t.Fatalf("%s, sign %d, %d x %d: column %d keeps %d that are not the best", name, q.sign, len(q.p.Practices), columns, c, len(kept))
		}
		if len(kept) < min(frontDepth/4, len(all)) {
			few++
		}
	}
	if 16*few >= columns {
		t.Fatalf("%s, sign %d, %d x %d: %d columns keep too few", name, q.sign, len(q.p.Practices), columns, few)
	}
}

// reach notes exactly the scores that reach their marks, each once, in order.
func TestReach(t *testing.T) {
	if !wide() {
		t.Skip("NOT TESTED HERE: this processor has no AVX2, so reach, which compares 32 columns at a time, cannot run")
	}
	r := rand.New(rand.NewPCG(3, 4))
	for name, draw := range draws(r) {
		for range 400 {
			width, rows, apart, flip := lanes+r.IntN(100), 1+r.IntN(together), 1+r.IntN(3), int32(-r.IntN(2))
			p := drawn(draw, (rows-1)*apart+1, width)
			f := newPool(p, int64(1+2*flip)).front(width, true)
			for c := range f.mark {
				f.mark[c] = draw() ^ flip
			}
			var got, want []int
			for _, h := range f.hits[:reach(f.hits, p.Scores, f.mark, rows, apart*width, f.last, flip)] {
				for bit := range lanes {
					if h>>bit&1 != 0 {
						got = append(got, int(h>>48)*apart*width+min(lanes*int(h>>32&0xFFFF), width-lanes)+laneOf(bit))
					}
				}
			}
			for k, s := range p.Scores {
				if s^flip >= f.mark[k%width] && k/width%apart == 0 {
					want = append(want, k)
				}
			}
			sorted := slices.IsSortedFunc(got, func(a, b int) int { return a/width - b/width })
			slices.Sort(got)
			if !sorted || !slices.Equal(got, want) {
				t.Fatalf("%s, every %d. of %d x %d, flip %d: notes %v, want %v", name, apart, len(p.Practices), width, flip, got, want)
			}
		}
	}
}
