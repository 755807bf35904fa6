package main

import (
	"context"
	"fmt"
	"math"
	"time"

	"makcomblang.id/pkg/matching/instance"
	"makcomblang.id/pkg/matching/solve"
)

// kept measures what a planner saves: one changed profile repaired in the plan, and everything planned anew on the kept
// lists after all capacities and maximums changed.
func (b *bench) kept() error {
	fmt.Printf("\nKept lists, processor milliseconds: one changed profile (mean of 200), and all capacities and maximums changed and planned anew (least of several)\n")
	fmt.Printf("%-11s %14s %8s %12s %8s\n", "instance", "one profile", "goal", "all anew", "goal")
	for _, k := range []struct {
		name      string
		one, anew float64
	}{{"national-s", 1, 0}, {"nattight-s", 0, 0}, {"archive-s", 0, 1.5}} {
		if !b.only.MatchString(k.name) {
			continue
		}
		in, err := instance.Generate(k.name)
		if err != nil {
			return err
		}
		pl, err := solve.NewPlanner(context.Background(), in.Problem())
		if err != nil {
			return err
		}
		one, err := oneProfile(pl, in)
		if err != nil {
			return err
		}
		anew, err := b.anew(pl)
		if err != nil {
			return err
		}
		fmt.Printf("%-11s %14.2f %8s %12.2f %8s\n", k.name, one, goal(k.one), anew, goal(k.anew))
	}
	return nil
}

// oneProfile gives one practice after the other the scores of its neighbour.
func oneProfile(pl *solve.Planner, in *instance.Instance) (ms float64, err error) {
	const times = 200
	rows, columns := len(in.Innovators), len(in.Regions)
	start := processor()
	for k := range times {
		i := (k + 1) * 7 % rows
		profile := make([]solve.Candidate, columns)
		for c := range profile {
			profile[c] = solve.Candidate{Practice: i, Column: c, Score: int64(in.Dense[(i+1)%rows*columns+c])}
		}
		if err := pl.SetProfile(i, profile); err != nil {
			return 0, err
		}
		if _, err := pl.Plan(context.Background()); err != nil {
			return 0, err
		}
	}
	return (processor() - start) / times, nil
}

// anew changes all bounds, back and forth, and plans anew; the changes are not counted.
func (b *bench) anew(pl *solve.Planner) (ms float64, err error) {
	ms = math.Inf(1)
	for began, k := time.Now(), 0; k < 2*b.times || (k < 40 && time.Since(began) < time.Second); k++ {
		p := pl.Problem()
		for i, a := range p.Practices {
			if err := pl.SetPractice(i, 0, 7-a.Capacity); err != nil { // 1 to 6 become 6 to 1
				return 0, err
			}
		}
		for j, r := range p.Regions {
			most := max(r.Max/2, 1) * 2 // 2 becomes 3, and 3 becomes 2
			if r.Max == most {
				most++
			}
			if err := pl.SetRegion(j, min(r.Min, most), most); err != nil {
				return 0, err
			}
		}
		start := processor()
		r, err := pl.Replan(context.Background())
		if err != nil || r.Status != solve.Optimal {
			return 0, fmt.Errorf("planned anew: %v, %w", r, err)
		}
		ms = min(ms, processor()-start)
	}
	return ms, nil
}
