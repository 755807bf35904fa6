package instance

import "makcomblang.id/pkg/matching/solve"

// Options are the policy, the proposing side and the explicit preferences of
// the instance, as Solve takes them.
func (in *Instance) Options() solve.Options {
	opt := solve.Options{Policy: solve.Policy(in.Policy), PracticesPropose: in.Proposer == "innovator"}
	if in.Preferences == nil {
		return opt
	}
	rows, columns := in.index()
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
