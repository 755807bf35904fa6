package verify

// explicit checks a stable plan under explicit preferences: every pair ranks
// each other, and no two who rank each other would both rather have each other.
// Scores play no part, so objective and bound are 0.
func (g *given) explicit(c *claim) error {
	prefs, ok := g.doc["preferences"].(fields)
	if !ok {
		return reject("preferences: want an object")
	}
	if c.objective != "0" || c.bound != "0" || c.fairnessPrice != 0 || g.columns != nil || g.owners != nil {
		return reject("stable under preferences: objective and bound are 0, and the form is flat")
	}
	rows, err := rankings(prefs, "innovators", g.practices, g.col)
	if err != nil {
		return err
	}
	cols, err := rankings(prefs, "regions", g.regions, g.row)
	if err != nil {
		return err
	}
	worstRow, worstCol := make([]int, len(rows)), make([]int, len(cols))
	state := map[[2]int]mark{}
	for i, row := range g.special {
		for _, s := range row {
			state[[2]int{i, s.col}] = s.mark
			if s.mark&chosen == 0 {
				continue
			}
			a, likes := rows[i][s.col]
			b, liked := cols[s.col][i]
			if !likes || !liked || s.mark&forbidden != 0 {
				return reject("stable: %q and %q do not rank each other", g.practices[i].id, g.regions[s.col].id)
			}
			worstRow[i], worstCol[s.col] = max(worstRow[i], a), max(worstCol[s.col], b)
		}
	}
	for i, list := range rows {
		for c, a := range list {
			b, liked := cols[c][i]
			if !liked || state[[2]int{i, c}] != 0 {
				continue
			}
			if prefers(g.practices[i], worstRow[i], a) && prefers(g.regions[c], worstCol[c], b) {
				return reject("stable: %q and %q block the plan", g.practices[i].id, g.regions[c].id)
			}
		}
	}
	return c.agree(g)
}

// prefers: there is room, or somebody of a worse rank to give up.
func prefers(n node, worst, rank int) bool {
	return n.hi > 0 && (n.visits < n.hi || worst > rank)
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
