package verify

import "math/big"

// dual is one dual bound: prices, and the problem they are for. Variants of the
// instance are the unit problem (each pair scores 1), a bonus on every score,
// only pairs of at least a score, and other bounds of regions or practices.
type dual struct {
	wideRows, wideCols []wide  // sums of the prices of a row and of a column
	rows, cols         []int64 // the same where all numbers are small
	unit               bool
	bonus              int64
	least              int64
	far                *sum
	budget             *budget // scores are weighed against costs
	dearest            int64
}

const none = int64(-1) << 62 // below every score

// prices holds the prices of the four kinds of nodes, in the order of the
// instance.
type prices struct{ owners, practices, regions, columns []int64 }

// readPrices reads prices by id; a node that is not listed has price 0 unless
// all must be.
func (g *given) readPrices(v any, what string, all bool) (*prices, error) {
	doc, ok := v.(fields)
	if !ok {
		return nil, reject("%s: missing", what)
	}
	if err := only(doc, what, "owners", "innovators", "regions", "needs"); err != nil {
		return nil, err
	}
	p := &prices{}
	for _, part := range []struct {
		name string
		side []node
		dst  *[]int64
	}{
		{"owners", g.owners, &p.owners},
		{"innovators", g.practices, &p.practices},
		{"regions", g.regions, &p.regions},
		{"needs", g.columns, &p.columns},
	} {
		book, _ := doc[part.name].(fields)
		*part.dst = make([]int64, len(part.side))
		known := 0
		for k, n := range part.side {
			v, listed := book[n.id]
			if !listed {
				continue
			}
			known++
			var err error
			if (*part.dst)[k], err = large(v, what+"."+part.name); err != nil {
				return nil, err
			}
		}
		if known != len(book) || (all && known != len(part.side)) {
			return nil, reject("%s.%s: unknown or missing ids", what, part.name)
		}
	}
	return p, nil
}

// newDual starts a bound with what the nodes contribute. change may replace the
// bounds of a node.
func (g *given) newDual(p *prices, change func(n node, kind string) (lo, hi int64)) *dual {
	d := &dual{far: newSum(), least: none}
	for _, part := range []struct {
		kind   string
		side   []node
		prices []int64
	}{
		{"owner", g.owners, p.owners},
		{"practice", g.practices, p.practices},
		{"region", g.regions, p.regions},
		{"need", g.columns, p.columns},
	} {
		for k, n := range part.side {
			lo, hi := n.lo, n.hi
			if change != nil {
				lo, hi = change(n, part.kind)
			}
			if price := part.prices[k]; price > 0 {
				d.far.addProduct(hi, price)
			} else {
				d.far.addProduct(lo, price)
			}
		}
	}
	d.wideRows = make([]wide, len(g.practices))
	for i, a := range g.practices {
		if d.wideRows[i] = widen(p.practices[i]); a.up >= 0 {
			d.wideRows[i] = d.wideRows[i].plus(widen(p.owners[a.up]))
		}
	}
	d.wideCols = make([]wide, g.width())
	for c := range d.wideCols {
		if g.columns == nil {
			d.wideCols[c] = widen(p.regions[c])
		} else {
			d.wideCols[c] = widen(p.columns[c]).plus(widen(p.regions[g.columns[c].up]))
		}
	}
	return d
}

// ready looks, when all is known that weighs a pair, whether 64 bits hold what is
// left of any score: then no pair takes more. No plan has a free pair dearer than
// dearest.
func (d *dual) ready(dearest int64) {
	d.dearest = dearest
	if _, ok := widen(d.bonus).small(); !ok || d.budget != nil && (d.budget.scale > 1<<59 || d.budget.scale < -1<<59) {
		return
	}
	rows, cols := narrow(d.wideRows), narrow(d.wideCols)
	if rows != nil && cols != nil {
		d.rows, d.cols = rows, cols
	}
}

// narrow is nil if not all numbers are small.
func narrow(list []wide) []int64 {
	out := make([]int64, len(list))
	for k, v := range list {
		small, ok := v.small()
		if !ok {
			return nil
		}
		out[k] = small
	}
	return out
}

// pair adds what one pair contributes: what is left of its score after the four
// prices, if it is worth taking or must be taken.
func (d *dual) pair(i, c int, score int64, required bool) {
	if score < d.least && !required {
		return
	}
	if d.unit {
		score = 1
	}
	cost := int64(0)
	if d.budget != nil {
		if cost = d.budget.costs[i][c]; cost > d.dearest && !required {
			return
		}
		score, cost = d.budget.scale*score, d.budget.multiplier*cost
	}
	if d.rows == nil {
		r := widen(score).minus(widen(cost)).plus(widen(d.bonus)).minus(d.wideRows[i]).minus(d.wideCols[c])
		if r.positive() || required {
			d.far.addWide(r)
		}
		return
	}
	if r := score - cost + d.bonus - d.rows[i] - d.cols[c]; r > 0 || required {
		d.far.add(r)
	}
}

func (d *dual) value() *big.Int { return d.far.total() }
