package main

import (
	"fmt"
	"os"
)

// worst are the cells of the grid where this engine was or is least ahead.
var worst = []cell{
	{40, 60, 4, "s", 5, false, false, 1},
	{40, 60, 1, "grade", 5, false, false, 1},
	{100, 149, 3, "s", 5, false, false, 1},
	{100, 149, 4, "few5", 2, false, false, 1},
	{149, 100, 5, "near", 2, false, false, 1},
	{1000, 100, 30, "u", 5, true, true, 3},
	{1000, 100, 35, "near", 2, false, false, 1},
	{1000, 100, 50, "few5", 2, false, false, 1},
	{600, 600, 4, "s", 5, false, false, 1},
	{1000, 1000, 4, "s", 5, false, false, 1},
	{1000, 1000, 6, "u", 5, false, false, 1},
	{1000, 1000, 3, "grade", 5, false, false, 1},
	{3000, 552, 6, "s", 0, true, false, 2},
}

func grid() (cells []cell) {
	type size struct {
		rows, columns int
		quotas        []int
	}
	for _, s := range []size{
		{40, 60, []int{1, 2, 3, 4, 20}},
		{100, 149, []int{1, 2, 3, 4, 30}},
		{149, 100, []int{2, 5, 6, 40}},
		{300, 300, []int{1, 3, 4, 6, 50}},
		{1000, 100, []int{4, 30, 35, 50}},
		{600, 600, []int{2, 3, 4, 6}},
		{552, 1500, []int{1, 2, 4}},
		{1000, 1000, []int{1, 3, 4, 6, 20}},
		{3000, 552, []int{2, 4, 6, 12, 18, 19, 20}},
	} {
		for _, q := range s.quotas {
			for _, kind := range kinds {
				least := 5
				if q*s.columns > 3*s.rows {
					least = 2 // feasible also where more is wanted than there is
				}
				if q*s.columns*least > 30*s.rows {
					least = 0
				}
				cells = append(cells, cell{s.rows, s.columns, q, kind, least, false, false, 1})
			}
			cells = append(cells, cell{s.rows, s.columns, q, "s", 0, true, false, 2}, cell{s.rows, s.columns, q, "u", 5 * min(1, 3*s.rows/(q*s.columns)), true, true, 3})
		}
	}
	return cells
}

// grid measures random problems of all kinds beside LEMON.
func (b *bench) grid() error {
	cells := worst
	if b.whole {
		cells = grid()
	}
	dir, err := os.MkdirTemp("", "makcomblang-benchengine-")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	fmt.Printf("\nRandom problems: practices with 1 to 6 visits, regions with up to q, scores by kind\n%-28s %15s %8s %10s %10s %8s %8s %8s\n", "random", "optimum", "method", "go ms", "lemon ms", "graph", "ratio", "total")
	for _, c := range cells {
		if !b.only.MatchString(c.name()) {
			continue
		}
		s := newSubject(c.name(), c.instance())
		if err := b.measure(s, dir); err != nil {
			return err
		}
		fmt.Printf("%-28s %15d %8s %10.2f %10.2f %8.2f %8s %7.2fx\n",
			s.name, s.result.Objective, s.result.Method, s.ms, s.other.run, s.other.build, s.ratio(), s.total)
	}
	return nil
}
