package instance

import (
	"fmt"
	"maps"
	"slices"
)

// check applies the rules that one value alone cannot show.
func (in *Instance) check() error {
	innovators, err := in.checkInnovators()
	if err != nil {
		return err
	}
	regions, err := in.checkRegions()
	if err != nil {
		return err
	}
	if err := in.checkOwners(innovators); err != nil {
		return err
	}
	columns, err := in.checkNeeds(regions)
	if err != nil {
		return err
	}
	if err := in.checkForm(); err != nil {
		return err
	}
	if err := in.checkPairs(innovators, columns); err != nil {
		return err
	}
	if err := in.checkPreferences(innovators, columns); err != nil {
		return err
	}
	return in.checkSums()
}

func (in *Instance) checkInnovators() (map[string]int, error) {
	index := make(map[string]int, len(in.Innovators))
	for k, a := range in.Innovators {
		place := fmt.Sprintf("innovators[%d]", k)
		if _, twice := index[a.ID]; twice {
			return nil, refuse(place+".id", "the id is used twice")
		}
		if a.Min > a.Capacity {
			return nil, refuse(place+".min", "min %d is above the capacity %d", a.Min, a.Capacity)
		}
		index[a.ID] = k
	}
	return index, nil
}

func (in *Instance) checkRegions() (map[string]int, error) {
	index := make(map[string]int, len(in.Regions))
	for k, a := range in.Regions {
		place := fmt.Sprintf("regions[%d]", k)
		if _, twice := index[a.ID]; twice {
			return nil, refuse(place+".id", "the id is used twice")
		}
		if a.Min > a.Max {
			return nil, refuse(place+".min", "min %d is above max %d", a.Min, a.Max)
		}
		index[a.ID] = k
	}
	return index, nil
}

func (in *Instance) checkOwners(innovators map[string]int) error {
	ids, owned := map[string]bool{}, map[string]bool{}
	for k, o := range in.Owners {
		place := fmt.Sprintf("owners[%d]", k)
		if ids[o.ID] {
			return refuse(place+".id", "the id is used twice")
		}
		ids[o.ID] = true
		for i, id := range o.Practices {
			at := fmt.Sprintf("%s.practices[%d]", place, i)
			if _, ok := innovators[id]; !ok {
				return refuse(at, "unknown innovator %q", id)
			}
			if owned[id] {
				return refuse(at, "%q has an owner already", id)
			}
			owned[id] = true
		}
	}
	return nil
}

// checkNeeds returns the index of the columns by id.
func (in *Instance) checkNeeds(regions map[string]int) (map[string]int, error) {
	if len(in.Needs) == 0 {
		return regions, nil
	}
	index := make(map[string]int, len(in.Needs))
	taken := make([]bool, len(in.Needs))
	for k, n := range in.Needs {
		place := fmt.Sprintf("needs[%d]", k)
		if _, twice := index[n.ID]; twice {
			return nil, refuse(place+".id", "the id is used twice")
		}
		if _, ok := regions[n.Region]; !ok {
			return nil, refuse(place+".region", "unknown region %q", n.Region)
		}
		if n.ScoreColumn >= len(taken) {
			return nil, refuse(place+".score_column", "there are %d columns, counted from 0", len(taken))
		}
		if taken[n.ScoreColumn] {
			return nil, refuse(place+".score_column", "another need has this column")
		}
		taken[n.ScoreColumn] = true
		index[n.ID] = n.ScoreColumn
	}
	return index, nil
}

// checkForm wants exactly one form of scores, of the right size.
func (in *Instance) checkForm() error {
	forms := 0
	for _, given := range []bool{in.Scores != nil, in.ScoresFile != "", in.Candidates != nil} {
		if given {
			forms++
		}
	}
	if forms > 1 {
		return refuse("scores", "give one of scores, scores_file and candidates")
	}
	if forms == 0 && (in.Policy != "stable" || in.Preferences == nil) {
		return refuse("scores", "the field is missing")
	}
	if err := in.checkSize("scores", in.Scores); err != nil {
		return err
	}
	if (in.Costs == nil) != (in.Budget == nil) {
		return refuse("budget", "costs and budget belong together")
	}
	return in.checkSize("costs", in.Costs)
}

func (in *Instance) checkSize(place string, rows [][]int64) error {
	if rows == nil {
		return nil
	}
	if len(rows) != len(in.Innovators) {
		return refuse(place, "%d rows for %d innovators", len(rows), len(in.Innovators))
	}
	for k, row := range rows {
		if len(row) != in.Columns() {
			return refuse(fmt.Sprintf("%s[%d]", place, k), "%d numbers for %d columns", len(row), in.Columns())
		}
	}
	return nil
}

func (in *Instance) checkPairs(innovators, columns map[string]int) error {
	seen := map[[2]string]string{}
	sets := []struct {
		name  string
		pairs [][2]string
	}{{"forbidden", in.Forbidden}, {"required", in.Required}}
	for _, set := range sets {
		for k, q := range set.pairs {
			place := fmt.Sprintf("%s[%d]", set.name, k)
			if err := known(place, q, innovators, columns); err != nil {
				return err
			}
			if was := seen[q]; was != "" {
				return refuse(place, "the pair is already %s", was)
			}
			seen[q] = set.name
		}
	}
	last := [2]int{-1, -1}
	for k, c := range in.Candidates {
		place := fmt.Sprintf("candidates[%d]", k)
		if err := known(place, [2]string{c.Innovator, c.Column}, innovators, columns); err != nil {
			return err
		}
		at := [2]int{innovators[c.Innovator], columns[c.Column]}
		if at[0] < last[0] || (at[0] == last[0] && at[1] <= last[1]) {
			return refuse(place, "candidates must be in the order of innovators and columns, each once")
		}
		last = at
	}
	return nil
}

func known(place string, q [2]string, innovators, columns map[string]int) error {
	if _, ok := innovators[q[0]]; !ok {
		return refuse(place+"[0]", "unknown innovator %q", q[0])
	}
	if _, ok := columns[q[1]]; !ok {
		return refuse(place+"[1]", "unknown region or need %q", q[1])
	}
	return nil
}

func (in *Instance) checkPreferences(innovators, columns map[string]int) error {
	if in.Preferences == nil {
		return nil
	}
	side := func(place string, rank map[string][]string, own, other map[string]int) error {
		for _, id := range slices.Sorted(maps.Keys(rank)) {
			list := rank[id]
			if _, ok := own[id]; !ok {
				return refuse(place+"."+id, "unknown id")
			}
			for k, o := range list {
				if _, ok := other[o]; !ok {
					return refuse(fmt.Sprintf("%s.%s[%d]", place, id, k), "unknown id %q", o)
				}
			}
		}
		return nil
	}
	if err := side("preferences.innovators", in.Preferences.Innovators, innovators, columns); err != nil {
		return err
	}
	return side("preferences.regions", in.Preferences.Regions, columns, innovators)
}

// checkSums refuses numbers whose sum over any plan could pass 2^53.
func (in *Instance) checkSums() error {
	pairs := in.mostPairs()
	check := func(place string, v int64) error {
		if v = max(v, -v); pairs > 0 && v > largest/pairs {
			return refuse(place, "sums of %d such numbers could pass 2^53", pairs)
		}
		return nil
	}
	for k, c := range in.Candidates {
		if err := check(fmt.Sprintf("candidates[%d][2]", k), c.Score); err != nil {
			return err
		}
	}
	for _, m := range []struct {
		name string
		rows [][]int64
	}{{"scores", in.Scores}, {"costs", in.Costs}} {
		for i, row := range m.rows {
			for c, v := range row {
				if most := largest / max(pairs, 1); v > most || v < -most {
					return check(fmt.Sprintf("%s[%d][%d]", m.name, i, c), v)
				}
				if m.name == "costs" && v < 0 {
					return refuse(fmt.Sprintf("costs[%d][%d]", i, c), "a cost must not be negative")
				}
			}
		}
	}
	return nil
}

// mostPairs bounds the number of pairs of any plan.
func (in *Instance) mostPairs() int64 {
	var supply, demand int64
	rows, cols := int64(len(in.Innovators)), int64(in.Columns())
	for _, a := range in.Innovators {
		supply += min(int64(a.Capacity), cols)
	}
	if demand = cols; len(in.Needs) == 0 {
		demand = 0
		for _, r := range in.Regions {
			demand += min(int64(r.Max), rows)
		}
	}
	return min(supply, demand)
}
