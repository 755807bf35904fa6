package solve

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// The best candidates of each column are kept whatever the scores are: of any
// sign, at the ends of their range, with many that are equal, in rows of any
// length.
func TestFrontKeepsTheBest(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	draws := map[string]func() int32{
		"positive": func() int32 { return 1 + r.Int32N(1000) },
		"mixed":    func() int32 { return r.Int32N(2001) - 1000 },
		"negative": func() int32 { return -r.Int32N(1000) },
		"ends": func() int32 {
			return []int32{math.MinInt32, math.MinInt32 + 1, -1, 0, 1, math.MaxInt32 - 1, math.MaxInt32}[r.IntN(7)]
		},
		"whole range": func() int32 { return int32(r.Uint32()) },
	}
	for name, draw := range draws {
		for _, sign := range []int64{1, -1} {
			for _, columns := range []int{1, 2, 15, 16, 17, 32, 51} {
				rows := 1 + r.IntN(600)
				p := &Problem{Practices: make([]Practice, rows), Regions: make([]Region, columns), Scores: make([]int32, rows*columns)}
				for k := range p.Scores {
					p.Scores[k] = draw()
				}
				p.Forbidden = []Pair{{Practice: r.IntN(rows), Column: r.IntN(columns)}}
				checkFront(t, name, newPool(p, sign))
			}
		}
	}
}

func checkFront(t *testing.T, name string, q *pool) {
	t.Helper()
	columns := q.p.Columns()
	f := q.best(columns)
	for c := range columns {
		q.between(c, 0, math.MaxUint64)
		all := slices.Clone(q.keys)
		kept := slices.Clone(f.kept(c))
		slices.Sort(all)
		slices.Sort(kept)
		want := all[len(all)-min(len(kept), len(all)):]
		if !slices.Equal(kept, want) {
			t.Fatalf("%s, sign %d, %d x %d: column %d keeps %d that are not the best", name, q.sign, len(q.p.Practices), columns, c, len(kept))
		}
		if len(q.p.Practices) < 2*sampleEvery*frontDepth/sampleDepth && len(kept) < min(frontDepth, len(all)) {
			t.Fatalf("%s, sign %d, %d x %d: column %d keeps %d only", name, q.sign, len(q.p.Practices), columns, c, len(kept))
		}
	}
}
