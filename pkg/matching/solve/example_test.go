package solve_test

import (
	"context"
	"fmt"

	"makcomblang.id/pkg/matching/solve"
)

// Two practices with one visit each and three regions, as docs/matching.md
// follows it by hand. The scores are made up.
func ExampleSolve() {
	p := &solve.Problem{
		Practices: []solve.Practice{
			{ID: "kemitraan-dukun-dan-bidan", Owner: solve.NoOwner, Capacity: 1},
			{ID: "2h2-center", Owner: solve.NoOwner, Capacity: 1},
		},
		Regions: []solve.Region{{ID: "Nias Barat", Max: 1}, {ID: "Rote Ndao", Max: 1}, {ID: "Manggarai Timur", Max: 1}},
		Scores: []int32{
			820, 600, 840,
			400, 650, 780,
		},
	}
	r, err := solve.Solve(context.Background(), p, solve.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, q := range r.Pairs {
		fmt.Println(p.Practices[q.Practice].ID, "->", p.ColumnID(q.Column))
	}
	fmt.Println("objective", r.Objective, "bound", r.Bound)
	fmt.Println("prices", r.Prices.Practices, r.Prices.Regions)
	// Output:
	// kemitraan-dukun-dan-bidan -> Nias Barat
	// 2h2-center -> Manggarai Timur
	// objective 1600 bound 1600
	// prices [710 650] [110 0 130]
}

// The sparse nested form: a practice under its owner, needs under their region,
// and only the listed pairs may be chosen.
func ExampleSolve_nested() {
	p := &solve.Problem{
		Owners: []solve.Owner{{ID: "aceh-singkil", Capacity: 1}},
		Practices: []solve.Practice{
			{ID: "kemitraan", Owner: 0, Capacity: 2},
			{ID: "kelambu", Owner: 0, Capacity: 1},
		},
		Regions: []solve.Region{{ID: "1225", Max: 2}},
		Needs:   []solve.Need{{ID: "1225/maternal", Region: 0, Priority: 5}, {ID: "1225/malaria", Region: 0, Priority: 3}},
		Candidates: []solve.Candidate{
			{Practice: 0, Column: 0, Score: 812_000<<10 | 517},
			{Practice: 1, Column: 1, Score: 640_500<<10 | 77},
		},
	}
	r, err := solve.Solve(context.Background(), p, solve.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(len(r.Pairs), p.ColumnID(r.Pairs[0].Column), r.Objective>>10)
	// Output: 1 1225/maternal 812000
}
