package main

import (
	"math/rand/v2"
	"strconv"

	"makcomblang.id/pkg/matching/instance"
)

// cell is one place of the grid: a random problem with regions from least to quota visits and practices with one to
// six visits, so that about 3.5 x rows visits meet quota x columns wishes.
type cell struct {
	rows, columns, quota int
	kind                 string
	least                int // minimum of each region, in tenths of the quota
	minimums             bool
	minimise             bool
	seed                 uint64
}

func (c cell) name() string {
	s := strconv.Itoa(c.rows) + "x" + strconv.Itoa(c.columns) + " q" + strconv.Itoa(c.quota) + " " + c.kind
	if c.least != 5 {
		s += " l" + strconv.Itoa(c.least)
	}
	if c.minimums {
		s += " m"
	}
	if c.minimise {
		s += " min"
	}
	return s + " " + strconv.FormatUint(c.seed, 10)
}

// kinds of scores: uniform; structured (profiles of eight traits, maturity, noise, as in the public instances); few
// values, so that nearly all is a tie; a product of two grades, where everybody wants the same; distances.
var kinds = []string{"u", "s", "few5", "few100", "grade", "near"}

func (c cell) instance() *instance.Instance {
	r := rand.New(rand.NewPCG(c.seed, 20181107))
	in := &instance.Instance{Sense: "max", Policy: "score", Proposer: "region", Dense: make([]int32, c.rows*c.columns)}
	if c.minimise {
		in.Sense = "min"
	}
	for i := range c.rows {
		a := instance.Innovator{ID: "i" + strconv.Itoa(i), Capacity: 1 + r.IntN(6)}
		if c.minimums && r.IntN(3) == 0 {
			a.Min = r.IntN(2)
		}
		in.Innovators = append(in.Innovators, a)
	}
	for j := range c.columns {
		in.Regions = append(in.Regions, instance.Region{ID: "r" + strconv.Itoa(j), Min: c.quota * c.least / 10, Max: c.quota})
	}
	c.scores(r, in.Dense)
	return in
}

func (c cell) scores(r *rand.Rand, out []int32) {
	type traits struct {
		of    [8]int32
		grade int32
		x, y  int32
	}
	draw := func(n int) []traits {
		list := make([]traits, n)
		for k := range list {
			for b := range 8 {
				list[k].of[b] = r.Int32N(256)
			}
			list[k].grade, list[k].x, list[k].y = r.Int32N(1001), r.Int32N(1000), r.Int32N(1000)
		}
		return list
	}
	hosts, guests := draw(c.rows), draw(c.columns)
	for i, h := range hosts {
		for j, g := range guests {
			var s int32
			switch c.kind {
			case "u":
				s = r.Int32N(1_000_001)
			case "s":
				for b := range 8 {
					s += h.of[b] * g.of[b]
				}
				s += 300*h.grade + r.Int32N(179_801)
			case "few5":
				s = r.Int32N(6)
			case "few100":
				s = r.Int32N(101)
			case "grade":
				s = h.grade * g.grade
			case "near":
				s = 2_000_000 - (h.x-g.x)*(h.x-g.x) - (h.y-g.y)*(h.y-g.y)
			}
			out[i*c.columns+j] = s
		}
	}
}
