package solve

// Sense says whether a larger or a smaller total is better.
type Sense uint8

// The two senses. Minimise negates every score internally; the objective and
// the bound are reported in the sign of the input, prices in the negated one.
const (
	Maximise Sense = iota
	Minimise
)

// NoOwner marks a practice that belongs to no owner of the problem.
const NoOwner = -1

// Owner is a government or agency whose Capacity (guest groups and trips in
// the period) is shared by all its practices.
type Owner struct {
	ID       string
	Capacity int
}

// Practice is one side of a pair: at least Min and at most Capacity visits in
// the period. Owner is an index into Problem.Owners or NoOwner; it is ignored
// when the problem lists no owners.
type Practice struct {
	ID       string
	Owner    int
	Min      int
	Capacity int
}

// Region receives at least Min and at most Max visits in the period.
// Tie orders regions that are otherwise equally placed, smaller first; regions
// of the same Tie keep the order of the list.
type Region struct {
	ID  string
	Min int
	Max int
	Tie int64
}

// Need is one need of a region, met at most once in a plan. Region is an index
// into Problem.Regions. Priority decides between equally good plans, larger
// first, and between equally served regions under the policy leximin.
type Need struct {
	ID       string
	Region   int
	Priority int
}

// Candidate is one admissible pair of the sparse form with its score.
type Candidate struct {
	Practice int
	Column   int
	Score    int64
}

// Pair names a practice and a column by index. A column is a need when the
// problem lists needs (nested form) and a region otherwise (flat form).
type Pair struct {
	Practice int
	Column   int
}

// Problem is one planning problem. Exactly one of Scores and Candidates is
// used:
//
//   - Scores is the dense form, row-major, one row per practice and one entry
//     per column; every pair that is not Forbidden may be chosen.
//   - Candidates is the sparse form: a pair that is not listed is forbidden.
//     It is used when Scores is nil.
//
// A pair with a score that does not help is chosen only when a minimum or
// Required demands it. Solve reads a Problem and never changes it.
type Problem struct {
	Sense      Sense
	Owners     []Owner
	Practices  []Practice
	Regions    []Region
	Needs      []Need
	Scores     []int32
	Candidates []Candidate
	Forbidden  []Pair
	Required   []Pair
}

// Columns is the number of score columns: needs in the nested form, regions in
// the flat form.
func (p *Problem) Columns() int {
	if len(p.Needs) > 0 {
		return len(p.Needs)
	}
	return len(p.Regions)
}

// RegionOf is the region of a column.
func (p *Problem) RegionOf(column int) int {
	if len(p.Needs) > 0 {
		return p.Needs[column].Region
	}
	return column
}

// ColumnID is the id of a column: of the need, or of the region in the flat
// form.
func (p *Problem) ColumnID(column int) string {
	if len(p.Needs) > 0 {
		return p.Needs[column].ID
	}
	return p.Regions[column].ID
}

// ownerOf is the owner of a practice, NoOwner in a problem without owners.
func (p *Problem) ownerOf(practice int) int {
	if len(p.Owners) == 0 {
		return NoOwner
	}
	return p.Practices[practice].Owner
}
