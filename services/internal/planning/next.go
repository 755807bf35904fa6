package planning

import "makcomblang.id/pkg/matching/solve"

// Priced says whether the prices of the proof bound what a pair costs the plan:
// only those of the largest total score without a budget do. Under another
// policy they are prices of a problem that stands in for the plan's, with bonuses
// for fairness in them; with a budget they bound the best plan, which the plan
// need not be.
func (c *Case) Priced() bool { return c.opt.Policy == solve.PolicyScore && c.opt.Budget == nil }

// Limited says whether the visits of the plan may cost only so much.
func (c *Case) Limited() bool { return c.opt.Budget != nil }

// Next is the next best practice of a need.
type Next struct {
	Need       string `json:"need" doc:"Id of the need."`
	Region     string `json:"region" doc:"Code of its region."`
	Has        string `json:"has,omitempty" doc:"Practice that the plan has for it; absent: none."`
	Innovation string `json:"innovation,omitempty" doc:"Next best practice: the cheapest by the prices of the proof, the one with the highest score where they prove nothing; absent: there is no other."`
	Score      int64  `json:"score" doc:"Its score in millionths."`
	Loss       *int64 `json:"loss_at_least,omitempty" doc:"What taking it costs the plan at least, by the prices of the proof, in millionths; absent under another policy than score and with a budget, where prices do not prove it."`
}

// Nexts gives the next best practice of every need, in the order of the problem,
// among those that the need does not have: the one that the prices of the proof
// make cheapest, or the one with the highest score where they prove nothing.
func (c *Case) Nexts() []Next {
	held := map[int]int{}
	for _, q := range c.before.Pairs {
		held[q.Column] = q.Practice
	}
	out := make([]Next, c.Problem.Columns())
	for column := range out {
		out[column] = Next{Need: c.Problem.ColumnID(column), Region: c.Problem.Regions[c.Problem.RegionOf(column)].ID}
		if row, ok := held[column]; ok {
			out[column].Has = c.PracticeOf(row)
		}
	}
	best := make([]int64, len(out))
	for _, x := range c.Problem.Candidates {
		n := &out[x.Column]
		practice := c.PracticeOf(x.Practice)
		if practice == n.Has {
			continue
		}
		var gap int64
		if c.Priced() {
			gap = c.gap(solve.Pair{Practice: x.Practice, Column: x.Column})
		}
		score := x.Score >> c.fact.Shift
		if n.Innovation == "" || gap < best[x.Column] || gap == best[x.Column] && score > n.Score {
			best[x.Column] = gap
			n.Innovation, n.Score = practice, score
		}
	}
	if c.Priced() {
		for column := range out {
			if out[column].Innovation != "" {
				out[column].Loss = new(c.millionths(max(best[column], 0)))
			}
		}
	}
	return out
}

// gap is by how much the prices of a pair exceed what it counts. Where the plan
// is Priced, forcing the pair costs at least that; elsewhere it only orders pairs.
func (c *Case) gap(q solve.Pair) int64 {
	value, ok := c.price[q]
	if !ok || c.proof.Prices == nil {
		return 0
	}
	owner, practice, region, need := c.prices(q)
	return (owner + practice + region + need - value) / c.scale
}

func (c *Case) prices(q solve.Pair) (owner, practice, region, need int64) {
	p := c.proof.Prices
	if o := c.ownerOf(q.Practice); o >= 0 {
		owner = p.Owners[c.Problem.Owners[o].ID]
	}
	return owner, p.Innovators[c.Problem.Practices[q.Practice].ID], p.Regions[c.Problem.Regions[c.Problem.RegionOf(q.Column)].ID],
		p.Needs[c.Problem.ColumnID(q.Column)]
}
