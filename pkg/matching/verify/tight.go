package verify

import (
	"cmp"
	"slices"
)

// tight proves the order in which leximin served equal regions. Every region
// below its maximum was refused one visit more at some moment. Let the caps of
// that moment be: what each region has, but at most one visit more than the
// refused one for those that come before it in the order, and at most as many
// as it for those behind; and one visit more for the refused one itself. The set
// of nodes that joined by then must need more visits than can come into it, so
// the caps cannot be had, and since the vectors of visits that can be had form
// a polymatroid, the refusal stands whatever comes later. Read as least numbers of
// visits, the caps say the same where owners must keep visits for the minimums of
// other practices, which are counted as going out of the set. All sets grow, so one
// number for each node tells them all, and one pass over the pairs counts what
// comes into each.
type tight struct {
	rows, cols []int64 // when practices and columns joined; far ahead: never
	regions    []int64
	refused    []refusal
	place      []int // of each region in the order
	need, have []int64
}

// refusal of one visit more, to make level visits.
type refusal struct {
	region int
	level  int64
}

// readTight lists the refusals that the visits imply, and reads who joined when.
func (g *given) readTight(c *claim) (*tight, error) {
	t := &tight{place: make([]int, len(g.regions))}
	order := make([]int, len(g.regions))
	for j := range order {
		order[j] = j
	}
	slices.SortStableFunc(order, func(a, b int) int {
		x, y := g.regions[a], g.regions[b]
		return cmp.Or(cmp.Compare(y.urgent, x.urgent), cmp.Compare(x.tie, y.tie))
	})
	for k, j := range order {
		t.place[j] = k
		if r := g.regions[j]; r.visits < r.hi {
			t.refused = append(t.refused, refusal{j, r.visits + 1})
		}
	}
	slices.SortStableFunc(t.refused, func(a, b refusal) int { return cmp.Compare(a.level, b.level) })
	v, given := c.fairness["tight"]
	if !given {
		v = fields{}
	}
	steps, err := g.readPrices(v, "fairness.tight", false)
	if err != nil {
		return nil, err
	}
	t.need, t.have = make([]int64, len(t.refused)+2), make([]int64, len(t.refused)+2)
	for _, list := range [][]int64{steps.owners, steps.practices, steps.regions, steps.columns} {
		for k, s := range list {
			if s < 0 || s > int64(len(t.refused)) {
				return nil, reject("fairness.tight: %d is not one of %d refusals", s, len(t.refused))
			}
			if s == 0 {
				list[k] = t.never()
			}
		}
	}
	t.rows, t.regions, t.cols = steps.practices, steps.regions, steps.columns
	if g.columns == nil {
		t.cols = t.regions
	}
	t.nodes(g, steps)
	return t, nil
}

func (t *tight) never() int64 { return int64(len(t.refused)) + 1 }

// between adds to what is counted while in belongs to the set and out does not.
func (t *tight) between(to []int64, in, out, by int64) {
	if in < out {
		to[in] += by
		to[out] -= by
	}
}

// nodes counts what can come in through the bounds of the nodes.
func (t *tight) nodes(g *given, steps *prices) {
	for k, o := range g.owners {
		t.between(t.have, steps.owners[k], t.never(), o.hi)
	}
	for i, a := range g.practices {
		above := t.never()
		if a.up >= 0 {
			above = steps.owners[a.up]
		}
		t.between(t.have, t.rows[i], above, a.hi)
		t.between(t.need, above, t.rows[i], a.lo) // its minimum goes out of the set
	}
	for c, n := range g.columns {
		t.between(t.have, t.regions[n.up], t.cols[c], n.hi)
	}
}

// pair counts what can come in, or must go out, through a pair.
func (t *tight) pair(i, c int, required bool) {
	t.between(t.have, t.cols[c], t.rows[i], 1)
	if required {
		t.between(t.need, t.rows[i], t.cols[c], 1)
	}
}

// holds compares need and supply at every refusal.
func (t *tight) holds(g *given) error {
	var out, have int64
	for k, f := range t.refused {
		step := int64(k) + 1
		out += t.need[step]
		have += t.have[step]
		need := out
		for j, r := range g.regions {
			if t.regions[j] > step {
				continue
			}
			most := f.level - 1
			if t.place[j] <= t.place[f.region] {
				most = f.level
			}
			visits := min(r.visits, most)
			if j == f.region {
				visits = f.level
			}
			need += max(r.lo, r.forced, visits)
		}
		if need <= have {
			return reject("fairness.tight: %q has %d visits, and nothing shows that it could not have %d before others were served",
				g.regions[f.region].id, f.level-1, f.level)
		}
	}
	return nil
}
