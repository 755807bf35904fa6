package instance

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"

	"makcomblang.id/pkg/matching/solve"
)

// Prices are the dual prices by id. Owners and Needs are absent in the flat
// form.
type Prices struct {
	Owners     map[string]int64 `json:"owners,omitempty"`
	Innovators map[string]int64 `json:"innovators"`
	Regions    map[string]int64 `json:"regions"`
	Needs      map[string]int64 `json:"needs,omitempty"`
}

// Fairness holds the visits per region, what the policy cost against score, and
// the proofs of the policies other than score. Prices that are 0 are left out
// of these proofs. Tight says for each node at which refusal of one visit more it
// joined the set that stops regions under leximin; Bonuses belong to leximin with
// a budget (see solve.Fairness).
type Fairness struct {
	Counts      map[string]int `json:"counts"`
	Price       int64          `json:"price"`
	ScorePrices *Prices        `json:"score_prices,omitempty"`
	Levels      []Level        `json:"levels,omitempty"`
	Tight       *Prices        `json:"tight,omitempty"`
	Worst       *Worst         `json:"worst,omitempty"`
	Bonuses     []int64        `json:"bonuses,omitempty"`
}

// Level proves one step of the policy leximin: with at most Most visits counted
// per region, no plan has more than Visits. Cost and Bonuses are there with a
// budget (see solve.Level).
type Level struct {
	Most    int     `json:"most"`
	Visits  int64   `json:"visits"`
	Prices  *Prices `json:"prices"`
	Cost    *int64  `json:"cost,omitempty"`
	Bonuses []int64 `json:"bonuses,omitempty"`
}

// Worst proves the policy worst-first. Threshold is absent when no free pair is
// chosen. Open says that the time limit ended the search for a better one. The
// weights are there with a budget: what a pair scores in the problem that the
// prices of Coverage and Above are for (see solve.Worst).
type Worst struct {
	Threshold      *int64  `json:"threshold,omitempty"`
	Open           bool    `json:"open,omitempty"`
	Visits         int64   `json:"visits"`
	Bonus          int64   `json:"bonus"`
	Coverage       *Prices `json:"coverage"`
	CoverageWeight *Weight `json:"coverage_weight,omitempty"`
	Above          *Prices `json:"above,omitempty"`
	AboveWeight    *Weight `json:"above_weight,omitempty"`
}

// Weight is what a pair scores in a proof about visits and costs: Visit less
// Cost times its cost.
type Weight struct {
	Visit int64 `json:"visit"`
	Cost  int64 `json:"cost"`
}

// Violation names a set that must take Needed visits while at most Available
// can reach it (Side "demand"), or must give Needed while at most Available can
// leave it (Side "supply"). Minimums says whose minimums count: those of the
// "regions", the "innovators", or "all". Under "budget" Needed is the cost of the
// cheapest plan, proven by Prices for the scores -cost, and Available the budget.
type Violation struct {
	Side       string   `json:"side"`
	Minimums   string   `json:"minimums"`
	Owners     []string `json:"owners,omitempty"`
	Innovators []string `json:"innovators"`
	Regions    []string `json:"regions"`
	Needs      []string `json:"needs,omitempty"`
	Needed     int64    `json:"needed"`
	Available  int64    `json:"available"`
	Prices     *Prices  `json:"prices,omitempty"`
	Relax      string   `json:"relax"`
}

// Spending is what a plan under a budget costs, and the multiplier under which
// the prices of the result prove its bound: they are dual prices for the scores
// Scale * score - Multiplier * cost, under worst-first each with its bonus. Where
// Dearest is there, no plan within the budget has a dearer pair, unless it is
// required, and no proof counts one.
type Spending struct {
	Spent      int64  `json:"spent"`
	Multiplier int64  `json:"multiplier"`
	Scale      int64  `json:"scale"`
	Dearest    *int64 `json:"dearest,omitempty"`
}

// Solver says how the answer was found. It is no part of the certificate.
type Solver struct {
	Method string  `json:"method"`
	Paths  int     `json:"paths"`
	CPUms  float64 `json:"cpu_ms,omitempty"`
}

// Result is one result file.
type Result struct {
	Status        string      `json:"status"`
	Policy        string      `json:"policy"`
	Objective     int64       `json:"objective"`
	Bound         int64       `json:"bound"`
	Pairs         [][2]string `json:"pairs"`
	Prices        *Prices     `json:"prices,omitempty"`
	Fairness      *Fairness   `json:"fairness,omitempty"`
	BlockingPairs [][2]string `json:"blocking_pairs,omitempty"`
	Infeasible    *Violation  `json:"infeasible,omitempty"`
	Budget        *Spending   `json:"budget,omitempty"`
	Solver        *Solver     `json:"solver,omitempty"`
	Seal          string      `json:"seal,omitempty"`
}

// NewResult names the parts of a solver result by the ids of its problem.
func NewResult(p *solve.Problem, r *solve.Result) *Result {
	out := &Result{
		Status: string(r.Status), Policy: string(r.Policy),
		Objective: r.Objective, Bound: r.Bound, Pairs: [][2]string{},
		Solver: &Solver{Method: r.Method, Paths: r.Paths},
	}
	for _, q := range r.Pairs {
		out.Pairs = append(out.Pairs, [2]string{p.Practices[q.Practice].ID, p.ColumnID(q.Column)})
	}
	owner, practice, region, need := namers(p)
	if r.Infeasible != nil {
		v := r.Infeasible
		out.Infeasible = &Violation{
			Side: "demand", Minimums: v.Minimums, Owners: named(v.Owners, owner), Innovators: named(v.Practices, practice),
			Regions: named(v.Regions, region), Needs: named(v.Needs, need),
			Needed: v.Needed, Available: v.Available, Relax: v.Relax(p),
		}
		if v.Supply {
			out.Infeasible.Side = "supply"
		}
		if v.Minimums == "budget" {
			out.Infeasible.Prices = namedPrices(p, v.Prices, false)
		}
		return out
	}
	out.Prices = namedPrices(p, r.Prices, true)
	out.Fairness = &Fairness{Counts: make(map[string]int, len(r.Counts))}
	for j, k := range r.Counts {
		out.Fairness.Counts[region(j)] = k
	}
	out.Fairness.proofs(p, r)
	if b := r.Budget; b != nil {
		out.Budget = &Spending{Spent: b.Spent, Multiplier: b.Multiplier, Scale: b.Scale}
		if b.Without {
			out.Budget.Dearest = &b.Dearest
		}
		// A file claims what its prices prove, not what the search excluded.
		if out.Bound = b.RootBound; out.Bound != out.Objective {
			out.Status = string(solve.Bounded)
		}
	}
	return out
}

// proofs names the proofs of a policy other than score.
func (f *Fairness) proofs(p *solve.Problem, r *solve.Result) {
	from := r.Fairness
	if from == nil {
		return
	}
	f.Price = from.Price
	if r.Budget == nil {
		f.ScorePrices = namedPrices(p, from.ScorePrices, false)
	}
	for _, l := range from.Levels {
		level := Level{Most: l.Most, Visits: l.Visits, Prices: namedPrices(p, l.Prices, false)}
		if r.Budget != nil {
			level.Cost, level.Bonuses = &l.Cost, l.Bonuses
		}
		f.Levels = append(f.Levels, level)
	}
	if r.Policy == solve.PolicyLeximin {
		f.Bonuses = from.Bonuses
	}
	if from.Tight != nil {
		f.Tight = namedPrices(p, *from.Tight, false)
	}
	w := from.Worst
	if w == nil {
		return
	}
	f.Worst = &Worst{Open: w.Open, Visits: w.Visits, Bonus: w.Bonus, Coverage: namedPrices(p, w.Coverage, false)}
	if w.Free {
		f.Worst.Threshold = &w.Threshold
		if !w.Open {
			f.Worst.Above = namedPrices(p, w.Above, false)
		}
	}
	if r.Budget == nil {
		return
	}
	f.Worst.CoverageWeight = &Weight{Visit: w.CoverageWeight.Visit, Cost: w.CoverageWeight.Cost}
	if f.Worst.Above != nil {
		f.Worst.AboveWeight = &Weight{Visit: w.AboveWeight.Visit, Cost: w.AboveWeight.Cost}
	}
}

func namedPrices(p *solve.Problem, from solve.Prices, zeros bool) *Prices {
	owner, practice, region, need := namers(p)
	return &Prices{
		Owners: priced(from.Owners, owner, zeros), Innovators: priced(from.Practices, practice, zeros),
		Regions: priced(from.Regions, region, zeros), Needs: priced(from.Needs, need, zeros),
	}
}

func namers(p *solve.Problem) (owner, practice, region, need func(int) string) {
	return func(k int) string { return p.Owners[k].ID },
		func(k int) string { return p.Practices[k].ID },
		func(k int) string { return p.Regions[k].ID },
		func(k int) string { return p.Needs[k].ID }
}

func named(list []int, id func(int) string) []string {
	out := make([]string, len(list))
	for k, v := range list {
		out[k] = id(v)
	}
	return out
}

func priced(list []int64, id func(int) string, zeros bool) map[string]int64 {
	out := make(map[string]int64, len(list))
	for k, v := range list {
		if zeros || v != 0 {
			out[id(k)] = v
		}
	}
	return out
}

// Write seals the result and writes it as one JSON document; the same result
// gives the same bytes. The seal is the SHA-256 of the document without the
// fields solver and seal, with sorted names and no spaces: it shows any later
// change of a number, also one that would leave a valid proof.
func (r *Result) Write(w io.Writer) error {
	seal, err := r.seal()
	if err != nil {
		return fmt.Errorf("instance: write result: %w", err)
	}
	sealed := *r
	sealed.Seal = seal
	if err := json.NewEncoder(w).Encode(&sealed); err != nil {
		return fmt.Errorf("instance: write result: %w", err)
	}
	return nil
}

func (r *Result) seal() (string, error) {
	raw, err := json.Marshal(r)
	if err != nil {
		return "", err
	}
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.UseNumber()
	var doc map[string]any
	if err := dec.Decode(&doc); err != nil {
		return "", err
	}
	delete(doc, "solver")
	delete(doc, "seal")
	if raw, err = json.Marshal(doc); err != nil {
		return "", err
	}
	sum := sha256.Sum256(raw)
	return "sha256:" + hex.EncodeToString(sum[:]), nil
}
