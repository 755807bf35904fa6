package solve

// Status says what a Result claims.
type Status string

// Optimal: the pairs are a best plan and the prices prove it. Infeasible: no
// plan satisfies the minimums, and Infeasible says why. Bounded: a plan and an
// upper bound on any plan, with a gap between them (time limit or budget).
const (
	Optimal    Status = "optimal"
	Infeasible Status = "infeasible"
	Bounded    Status = "bounded"
)

// Policy names what a plan promises.
type Policy string

// PolicyScore asks for the largest total score (smallest under Minimise).
const PolicyScore Policy = "score"

// Prices are the dual prices, in the unit of the scores. The price of a pair
// is the sum of four: owner, practice, region and need (Owners and Needs are
// empty in the flat form). A practice may have a negative price only because
// of its Min, a region only because of its Min.
type Prices struct {
	Owners    []int64
	Practices []int64
	Regions   []int64
	Needs     []int64
}

// Result is the answer to a Problem. Pairs are ordered by practice, then by
// column. Under StatusOptimal the Objective equals the Bound, and the Bound is
// the dual value of Prices, which package verify recomputes.
type Result struct {
	Status     Status
	Policy     Policy
	Pairs      []Pair
	Objective  int64
	Bound      int64
	Prices     Prices
	Counts     []int // visits per region
	Infeasible *Violation
	Method     string
	Paths      int // shortest paths searched: a measure of work that no clock disturbs
}

// Violation proves that no plan exists (Hall 1935, Hoffman 1960): a set of
// regions, needs, practices and owners that must take Needed visits while at
// most Available can reach it. With Supply set it is read the other way: the
// set must give Needed visits and only Available can leave it. Minimums says
// whose minimums were counted: "regions", "innovators" or "all".
// Needed - Available is the smallest total by which these minimums must be
// lowered or capacities raised. Also is set when the other side has a shortage
// of its own: then both must be repaired.
type Violation struct {
	Supply    bool
	Minimums  string
	Owners    []int
	Practices []int
	Regions   []int
	Needs     []int
	Needed    int64
	Available int64
	Also      *Violation
}
