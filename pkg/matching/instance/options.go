package instance

import "makcomblang.id/pkg/matching/solve"

// Options are the policy, the proposing side, the explicit preferences and the
// budget of the instance, as Solve takes them.
func (in *Instance) Options() solve.Options {
	opt := solve.Options{Policy: solve.Policy(in.Policy), PracticesPropose: in.Proposer == "innovator"}
	rows, columns := in.index()
	if in.Budget != nil {
		opt.Budget = &solve.Budget{Limit: *in.Budget, Costs: []int64{}}
		for _, row := range in.Costs {
			if in.Candidates == nil {
				opt.Budget.Costs = append(opt.Budget.Costs, row...)
			}
		}
		for _, c := range in.Candidates {
			opt.Budget.Costs = append(opt.Budget.Costs, in.Costs[rows[c.Innovator]][columns[c.Column]])
		}
	}
	if in.Preferences == nil {
		return opt
	}
	ranks := &solve.Rankings{
		Practices: make([][]int, len(in.Innovators)), Columns: make([][]int, in.Columns()),
	}
	for id, list := range in.Preferences.Innovators {
		for _, c := range list {
			ranks.Practices[rows[id]] = append(ranks.Practices[rows[id]], columns[c])
		}
	}
	for id, list := range in.Preferences.Regions {
		for _, i := range list {
			ranks.Columns[columns[id]] = append(ranks.Columns[columns[id]], rows[i])
		}
	}
	opt.Rankings = ranks
	return opt
}
