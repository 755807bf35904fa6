package verify

// explicit checks a stable plan under explicit preferences: every pair ranks
// each other, and no two who rank each other would both rather have each other.
// An owner prefers what is higher in the list of its practice, then the earlier
// practice; a region the more urgent need, then what is higher in the list of
// the need, then the earlier need. Scores play no part, so objective and bound
// are 0.
func (g *given) explicit(c *claim) error {
	prefs, ok := g.doc["preferences"].(fields)
	if !ok {
		return reject("preferences: want an object")
	}
	if c.objective != "0" || c.bound != "0" || c.fairnessPrice != 0 {
		return reject("stable under preferences: objective and bound are 0")
	}
	if err := g.noMinimums(); err != nil {
		return err
	}
	columns := g.columns
	if columns == nil {
		columns = g.regions
	}
	rows, err := rankings(prefs, "innovators", g.practices, g.col)
	if err != nil {
		return err
	}
	cols, err := rankings(prefs, "regions", columns, g.row)
	if err != nil {
		return err
	}
	s := &stability{
		g: g, owner: nobody(len(g.owners)), practice: nobody(len(g.practices)),
		column: nobody(len(columns)), region: nobody(len(g.regions)),
	}
	state := map[[2]int]mark{}
	for i, row := range g.special {
		for _, q := range row {
			state[[2]int{i, q.col}] = q.mark
			if q.mark&required != 0 {
				return reject("stable under preferences: a pair is required")
			}
			if q.mark&chosen == 0 {
				continue
			}
			a, likes := rows[i][q.col]
			b, liked := cols[q.col][i]
			if !likes || !liked || q.mark&forbidden != 0 {
				return reject("stable: %q and %q do not rank each other", g.practices[i].id, columns[q.col].id)
			}
			s.note(byPractice(a, i, q.col), g.byColumn(b, i, q.col))
		}
	}
	for i, list := range rows {
		for c, a := range list {
			b, liked := cols[c][i]
			if !liked || state[[2]int{i, c}] != 0 {
				continue
			}
			if s.supplyWants(byPractice(a, i, c)) && s.demandWants(g.byColumn(b, i, c)) {
				return reject("stable: %q and %q block the plan", g.practices[i].id, columns[c].id)
			}
		}
	}
	return c.agree(g)
}

// byPractice and byColumn place a pair in the orders of the two sides.
func byPractice(rank, row, col int) ranked { return ranked{score: -int64(rank), row: row, col: col} }

func (g *given) byColumn(rank, row, col int) ranked {
	r := ranked{score: -int64(rank), row: row, col: col, byCol: true}
	if g.columns != nil {
		r.urgent = g.columns[col].urgent
	}
	return r
}

// rankings reads one side: for each node the rank, from 1, of those it ranks.
func rankings(prefs fields, name string, side []node, other map[string]int) ([]map[int]int, error) {
	doc, _ := prefs[name].(fields)
	out := make([]map[int]int, len(side))
	known := 0
	for k, n := range side {
		out[k] = map[int]int{}
		raw, err := list(doc, n.id)
		if err != nil {
			return nil, err
		}
		if raw != nil {
			known++
		}
		for at, v := range raw {
			id, _ := v.(string)
			o, ok := other[id]
			if _, twice := out[k][o]; !ok || twice {
				return nil, reject("preferences.%s.%s: unknown or repeated id", name, n.id)
			}
			out[k][o] = at + 1
		}
	}
	if known != len(doc) {
		return nil, reject("preferences.%s: unknown ids", name)
	}
	return out, nil
}
