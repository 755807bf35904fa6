package solve

// Status says what a Result claims.
type Status string

// Optimal: the pairs are a best plan and the prices prove it. Infeasible: no
// plan satisfies the minimums, and Infeasible says why. Bounded: a plan and an
// upper bound on any plan, with a gap between them (budget), or the time limit
// cut something short; then the result proves as much of the policy as it
// carries proofs for (see Fairness).
const (
	Optimal    Status = "optimal"
	Infeasible Status = "infeasible"
	Bounded    Status = "bounded"
)

// Policy names what a plan promises.
type Policy string

// PolicyScore asks for the largest total score (smallest under Minimise).
//
// PolicyLeximin asks for the fairest vector of visits per region: the region
// with the fewest visits has as many as possible, then the next, and so on;
// inside a tie regions with the more urgent need come first, then the smaller
// Tie, then the order of the list. Among plans with those counts it has the
// best total score. With a budget the vector is the fairest within it, whichever
// regions it serves.
//
// PolicyWorstFirst asks for as many visits as any plan can have, among those
// plans for the best worst score of a chosen pair, and among those for the best
// total score. Required pairs do not count as chosen.
//
// PolicyStable asks for a plan without a blocking pair: nobody finds a partner
// who would rather have them than what that partner has (Gale and Shapley 1962).
const (
	PolicyScore      Policy = "score"
	PolicyLeximin    Policy = "leximin"
	PolicyWorstFirst Policy = "worst-first"
	PolicyStable     Policy = "stable"
)

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
	Fairness   *Fairness // set by policies other than PolicyScore
	Budget     *Spending // set when a budget was given
	Method     string
	Paths      int // shortest paths searched, or pivots of method C: a measure of work that no clock disturbs
}

// Violation proves that no plan exists (Hall 1935, Hoffman 1960): a set of
// regions, needs, practices and owners that must take Needed visits while at
// most Available can reach it. With Supply set it is read the other way: the
// set must give Needed visits and only Available can leave it. Minimums says
// whose minimums were counted: "regions", "innovators" or "all"; "budget" means
// that the cheapest plan costs Needed and the budget is Available, and Prices are
// the dual prices of the problem with scores -cost that prove it.
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
	Prices    Prices
	Also      *Violation
}

// Fairness is what a policy other than PolicyScore gave up and how it is
// proven. Price is the difference between the best total score of any plan,
// proven by ScorePrices, and the Objective; it is never negative. Under Bounded
// it may be more than that difference, and what the policy promises is proven as
// far as there are proofs: the plan is as fair as any up to the last of Levels;
// it has as many visits as any if Worst is there. Where they stop short of what
// the policy promises, Bound bounds the total score of any plan whatever.
//
// Tight proves the order in which PolicyLeximin served equal regions. Regions
// below their Max were refused one visit more one after the other: by the number
// of visits they have, then in the disclosed order. Tight says for each node at
// which of these refusals, counted from 1, it joined the set of all that refused
// regions could draw on (0: never). With what they and those before them in the
// order had by then, the set took all that could reach it.
//
// With a budget there are no Price and no Tight: equal regions are served as it
// costs least and scores best. Bonuses are then what the prices of the Result
// count for the first visit of a region, for its second and so on, as far as any
// region has visits.
type Fairness struct {
	Price       int64
	ScorePrices Prices
	Levels      []Level
	Tight       *Prices
	Worst       *Worst
	Bonuses     []int64
}

// Worst proves PolicyWorstFirst. Coverage are dual prices of the problem in
// which every pair scores 1: no plan has more than Visits visits. Above are the
// same without the pairs of Threshold and worse: they prove less than Visits,
// so the threshold cannot be better. The prices of the Result are dual prices
// of the problem that has only pairs of Threshold and better, each worth Bonus
// more. Free is false when the required pairs alone reach Visits; then there is
// no threshold and no free pair may be chosen. Open means that the time limit
// ended the search for the threshold: the plan keeps Threshold, a better one is
// not excluded, Above and Bonus are not set, and the prices are those of the
// problem itself.
//
// With a budget, Coverage and Above are dual prices of the problem in which a
// pair scores CoverageWeight or AboveWeight: Visit for itself less Cost times
// its cost. With D their dual value and L the limit, Visit x (Visits + 1) is more
// than D + Cost x L for Coverage, so that one visit more would cost too much, and
// Visit x Visits for Above. Bonus is then what the prices of the Result count for
// each visit beside scale x score - multiplier x cost, of either sign: the number
// of visits is set, so that it changes no comparison.
type Worst struct {
	Free           bool
	Open           bool
	Threshold      int64
	Visits         int64
	Bonus          int64
	Coverage       Prices
	Above          Prices
	CoverageWeight Weight
	AboveWeight    Weight
}

// Weight is what a pair scores in a proof about visits and costs: Visit for
// itself, less Cost times its cost.
type Weight struct {
	Visit int64
	Cost  int64
}

// Level proves one step of PolicyLeximin: if no region counted more than Most
// visits, no plan would have more than Visits in total. Prices prove it as dual
// prices of the problem in which every pair scores 1 and practices have no
// minimum.
//
// With a budget it is said of the plans within it that equal this one in the
// levels before, and the problem is another: a pair scores -Cost times its cost,
// the s-th visit of a region Bonuses[s-1], and nothing beyond. With D the dual
// value (a region adds each of its slots, the price of the region and the bonus
// together, that is worth something or that its minimum asks for) and L the
// limit, one region more with Most visits would make the bonuses of all slots
// more than D + Cost x L.
type Level struct {
	Most    int
	Visits  int64
	Prices  Prices
	Bonuses []int64
	Cost    int64
}

// Spending tells what a plan under a budget costs. RootBound bounds every plan
// within the budget by weak duality: Prices are dual prices of the problem with
// scores Scale * score - Multiplier * cost, as a maximisation, and no plan is
// worth more than (their dual value + Multiplier * limit) / Scale; under
// PolicyWorstFirst each pair scores Worst.Bonus more, which is taken off again
// for each of the visits. The Bound of the Result may be better, because the
// search behind it excluded more. What a policy costs against the best total
// within the same budget is not worked out: Fairness has no Price then.
//
// Dearest is what the required pairs leave of the limit: no plan within it has
// another pair that is dearer. Without says that there are such pairs; no proof of
// the Result counts them.
type Spending struct {
	Spent      int64
	Cheapest   int64 // the cost of the cheapest plan
	Multiplier int64
	Scale      int64
	RootBound  int64
	Prices     Prices
	Dearest    int64
	Without    bool
}
