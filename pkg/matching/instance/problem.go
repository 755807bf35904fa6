package instance

import (
	"math"

	"makcomblang.id/pkg/matching/solve"
)

// Problem is the instance in the form the solver takes, with the same order of
// innovators, regions and columns. Forbidden and required pairs, the sense and
// all bounds are included; policy, budget and preferences are not.
func (in *Instance) Problem() *solve.Problem {
	p := &solve.Problem{}
	if in.Sense == "min" {
		p.Sense = solve.Minimise
	}
	rows, columns := in.index()
	for _, a := range in.Innovators {
		p.Practices = append(p.Practices, solve.Practice{ID: a.ID, Owner: solve.NoOwner, Min: a.Min, Capacity: a.Capacity})
	}
	for k, o := range in.Owners {
		p.Owners = append(p.Owners, solve.Owner{ID: o.ID, Capacity: o.Capacity})
		for _, id := range o.Practices {
			p.Practices[rows[id]].Owner = k
		}
	}
	regions := make(map[string]int, len(in.Regions))
	for j, r := range in.Regions {
		regions[r.ID] = j
		p.Regions = append(p.Regions, solve.Region{ID: r.ID, Min: r.Min, Max: r.Max, Tie: r.Tie})
	}
	if len(in.Needs) > 0 {
		p.Needs = make([]solve.Need, len(in.Needs))
	}
	for _, n := range in.Needs {
		p.Needs[n.ScoreColumn] = solve.Need{ID: n.ID, Region: regions[n.Region], Priority: n.Priority}
	}
	for _, q := range in.Forbidden {
		p.Forbidden = append(p.Forbidden, solve.Pair{Practice: rows[q[0]], Column: columns[q[1]]})
	}
	for _, q := range in.Required {
		p.Required = append(p.Required, solve.Pair{Practice: rows[q[0]], Column: columns[q[1]]})
	}
	in.fillScores(p, rows, columns)
	return p
}

// index gives the row of each innovator and the column of each column id.
func (in *Instance) index() (rows, columns map[string]int) {
	rows = make(map[string]int, len(in.Innovators))
	for k, a := range in.Innovators {
		rows[a.ID] = k
	}
	columns = make(map[string]int, in.Columns())
	for k, id := range in.columnIDs() {
		columns[id] = k
	}
	return rows, columns
}

// fillScores uses the dense form wherever the scores fit into 32 bits.
func (in *Instance) fillScores(p *solve.Problem, rows, columns map[string]int) {
	switch {
	case in.Dense != nil:
		p.Scores = in.Dense
	case in.Scores != nil && in.narrow():
		p.Scores = make([]int32, 0, len(in.Innovators)*in.Columns())
		for _, row := range in.Scores {
			for _, s := range row {
				p.Scores = append(p.Scores, int32(s))
			}
		}
	case in.Scores != nil:
		for i, row := range in.Scores {
			for c, s := range row {
				p.Candidates = append(p.Candidates, solve.Candidate{Practice: i, Column: c, Score: s})
			}
		}
	default:
		p.Candidates = make([]solve.Candidate, 0, len(in.Candidates))
		for _, c := range in.Candidates {
			p.Candidates = append(p.Candidates, solve.Candidate{
				Practice: rows[c.Innovator], Column: columns[c.Column], Score: c.Score,
			})
		}
	}
}

func (in *Instance) narrow() bool {
	for _, row := range in.Scores {
		for _, s := range row {
			if s > math.MaxInt32 || s < math.MinInt32 {
				return false
			}
		}
	}
	return true
}

// FromProblem is the instance file of a problem, so that a plan made in memory
// can be stored and verified as files. Dense scores are shared with the
// problem, not copied; sparse ones are written in the order the file wants.
func FromProblem(p *solve.Problem) *Instance {
	in := &Instance{Sense: "max", Policy: "score", Proposer: "region", Dense: p.Scores}
	if p.Sense == solve.Minimise {
		in.Sense = "min"
	}
	for _, a := range p.Practices {
		in.Innovators = append(in.Innovators, Innovator{ID: a.ID, Capacity: a.Capacity, Min: a.Min})
	}
	for _, r := range p.Regions {
		in.Regions = append(in.Regions, Region{ID: r.ID, Min: r.Min, Max: r.Max, Tie: r.Tie})
	}
	for k, o := range p.Owners {
		owner := Owner{ID: o.ID, Capacity: o.Capacity, Practices: []string{}}
		for _, a := range p.Practices {
			if a.Owner == k {
				owner.Practices = append(owner.Practices, a.ID)
			}
		}
		in.Owners = append(in.Owners, owner)
	}
	for c, n := range p.Needs {
		in.Needs = append(in.Needs, Need{ID: n.ID, Region: p.Regions[n.Region].ID, Priority: n.Priority, ScoreColumn: c})
	}
	if p.Scores == nil {
		in.Candidates = sortedCandidates(p)
	}
	named := func(q solve.Pair) [2]string { return [2]string{p.Practices[q.Practice].ID, p.ColumnID(q.Column)} }
	for _, q := range p.Forbidden {
		in.Forbidden = append(in.Forbidden, named(q))
	}
	for _, q := range p.Required {
		in.Required = append(in.Required, named(q))
	}
	return in
}
