package planning

import (
	"cmp"
	"slices"
	"strings"

	"makcomblang.id/pkg/matching/solve"
)

// Change is what happens to one need when a pair is forced.
type Change struct {
	Need   string `json:"need" doc:"Id of the need."`
	Region string `json:"region" doc:"Code of the region."`
	From   string `json:"from,omitempty" doc:"Practice that the plan has for it; absent: none."`
	To     string `json:"to,omitempty" doc:"Practice that it would get; absent: none."`
}

// Loses says whether the need would get no visit any more.
func (c Change) Loses() bool { return c.From != "" && c.To == "" }

// Changes compares two plans for the same problem, need by need, by region and
// need. session names the practice that a group session belongs to.
func Changes(p *solve.Problem, before, after []solve.Pair, session map[string]string) []Change {
	held := func(pairs []solve.Pair) map[int]string {
		m := map[int]string{}
		for _, q := range pairs {
			id := p.Practices[q.Practice].ID
			if s, ok := strings.CutPrefix(id, SessionPrefix); ok {
				id = session[s]
			}
			m[q.Column] = id
		}
		return m
	}
	was, is := held(before), held(after)
	var changes []Change
	for column := range p.Columns() {
		if was[column] != is[column] {
			changes = append(changes, Change{
				Need: p.ColumnID(column), Region: p.Regions[p.RegionOf(column)].ID, From: was[column], To: is[column],
			})
		}
	}
	slices.SortFunc(changes, func(a, b Change) int {
		return cmp.Or(cmp.Compare(a.Region, b.Region), cmp.Compare(a.Need, b.Need))
	})
	return changes
}
