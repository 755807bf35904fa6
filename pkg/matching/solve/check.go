package solve

import (
	"fmt"
	"math"
)

// limit bounds every price and every sum the solver can form, so that no
// addition of a few of them leaves int64.
const limit = int64(1) << 59

// A ProblemError says where a Problem breaks its own rules and why.
type ProblemError struct {
	Place  string
	Reason string
}

func (e *ProblemError) Error() string { return "solve: " + e.Place + ": " + e.Reason }

func refuse(reason, place string, args ...any) error {
	return &ProblemError{Place: fmt.Sprintf(place, args...), Reason: reason}
}

// Check reports the first rule the problem breaks, as a *ProblemError: an
// index out of range, a negative capacity, a minimum above its maximum, a
// duplicate candidate, a pair both required and forbidden, more than 2^31-1
// pairs or nodes, or scores so large that a sum of them could overflow. Solve calls it first.
func (p *Problem) Check() error {
	if !numbered(len(p.Owners), len(p.Practices), len(p.Regions), len(p.Needs)) {
		return refuse("there may be at most 2^31-1 owners, practices, regions and needs together", "problem")
	}
	if err := p.checkSupply(); err != nil {
		return err
	}
	if err := p.checkDemand(); err != nil {
		return err
	}
	if err := p.checkScores(); err != nil {
		return err
	}
	return p.checkPairs()
}

func (p *Problem) checkSupply() error {
	for i, o := range p.Owners {
		if o.Capacity < 0 || o.Capacity > math.MaxInt32 {
			return refuse("capacity must be between 0 and 2^31-1", "owner %d", i)
		}
	}
	for i := range p.Practices {
		a := &p.Practices[i]
		switch {
		case a.Capacity < 0 || a.Capacity > math.MaxInt32:
			return refuse("capacity must be between 0 and 2^31-1", "practice %d", i)
		case a.Min < 0 || a.Min > a.Capacity:
			return refuse("min must be between 0 and the capacity", "practice %d", i)
		case len(p.Owners) > 0 && (a.Owner < NoOwner || a.Owner >= len(p.Owners)):
			return refuse("unknown owner", "practice %d", i)
		}
	}
	return nil
}

func (p *Problem) checkDemand() error {
	for j, r := range p.Regions {
		if r.Max < 0 || r.Max > math.MaxInt32 {
			return refuse("max must be between 0 and 2^31-1", "region %d", j)
		}
		if r.Min < 0 || r.Min > r.Max {
			return refuse("min must be between 0 and max", "region %d", j)
		}
	}
	for n, need := range p.Needs {
		if need.Region < 0 || need.Region >= len(p.Regions) {
			return refuse("unknown region", "need %d", n)
		}
	}
	return nil
}

func (p *Problem) checkScores() error {
	rows, cols := len(p.Practices), p.Columns()
	if len(p.Candidates) > math.MaxInt32 || p.Scores != nil && cols > 0 && rows > math.MaxInt32/cols {
		return refuse("there may be at most 2^31-1 pairs", "scores")
	}
	if p.Scores != nil {
		if len(p.Scores) != rows*cols {
			return refuse(fmt.Sprintf("want %d rows of %d", rows, cols), "scores")
		}
		if p.Candidates != nil {
			return refuse("give scores or candidates, not both", "candidates")
		}
	}
	for k, c := range p.Candidates {
		if !p.inRange(c.Practice, c.Column) {
			return refuse("unknown practice or column", "candidate %d", k)
		}
	}
	if err := p.checkTwice(); err != nil {
		return err
	}
	return p.checkSums()
}

// checkTwice refuses a candidate that is listed twice.
func (p *Problem) checkTwice() error {
	if len(p.Candidates) == 0 {
		return nil
	}
	at := make([]int32, p.Columns()+1)
	for _, c := range p.Candidates {
		at[c.Column+1]++
	}
	for c := range p.Columns() {
		at[c+1] += at[c]
	}
	order := make([]int32, len(p.Candidates))
	for k, c := range p.Candidates {
		order[at[c.Column]] = int32(k)
		at[c.Column]++
	}
	seen := make([]int32, len(p.Practices))
	for _, k := range order {
		c := p.Candidates[k]
		if seen[c.Practice] == int32(c.Column)+1 {
			return refuse("the pair is listed twice", "candidate %d", k)
		}
		seen[c.Practice] = int32(c.Column) + 1
	}
	return nil
}

// mostPairs bounds the number of pairs of any plan.
func (p *Problem) mostPairs() int64 {
	var supply, demand int64
	cols, rows := int64(p.Columns()), int64(len(p.Practices))
	if len(p.Needs) > 0 {
		demand = cols
	} else {
		for _, r := range p.Regions {
			demand += min(int64(r.Max), rows)
		}
	}
	for i := 0; i < len(p.Practices) && supply < demand; i++ {
		supply += min(int64(p.Practices[i].Capacity), cols)
	}
	return min(supply, demand)
}

func (p *Problem) checkPairs() error {
	seen := make(map[Pair]string, len(p.Forbidden)+len(p.Required))
	for k, f := range p.Forbidden {
		if !p.inRange(f.Practice, f.Column) {
			return refuse("unknown practice or column", "forbidden %d", k)
		}
		seen[f] = "forbidden"
	}
	for k, r := range p.Required {
		if !p.inRange(r.Practice, r.Column) {
			return refuse("unknown practice or column", "required %d", k)
		}
		if was := seen[r]; was != "" {
			return refuse("the pair is also "+was, "required %d", k)
		}
		seen[r] = "required"
	}
	return p.checkListed()
}

// checkListed wants a candidate, and so a score, for every required pair.
func (p *Problem) checkListed() error {
	if p.Scores != nil || len(p.Required) == 0 {
		return nil
	}
	open := make(map[Pair]int, len(p.Required))
	for k, r := range p.Required {
		open[r] = k
	}
	for _, c := range p.Candidates {
		delete(open, Pair{c.Practice, c.Column})
	}
	for k, r := range p.Required {
		if _, missing := open[r]; missing {
			return refuse("the pair is not a candidate, so it has no score", "required %d", k)
		}
	}
	return nil
}

func (p *Problem) inRange(practice, column int) bool {
	return practice >= 0 && practice < len(p.Practices) && column >= 0 && column < p.Columns()
}

// magnitude is the absolute value, MaxInt64 for the one value without.
func magnitude(s int64) int64 {
	if s == math.MinInt64 {
		return math.MaxInt64
	}
	if s < 0 {
		return -s
	}
	return s
}
