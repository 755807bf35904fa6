package main

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"

	"makcomblang.id/pkg/matching/solve"
)

// nestedCells are the random problems that are also measured with owners, and with needs under regions. Their regions
// want about as many visits as there are, or more.
var nestedCells = []cell{
	{40, 60, 3, "s", 0, false, false, 1},
	{149, 100, 6, "s", 0, false, false, 1},
	{149, 100, 6, "grade", 0, false, false, 1},
	{300, 300, 4, "u", 0, false, false, 1},
	{300, 300, 4, "s", 0, false, false, 1},
	{1000, 100, 35, "s", 0, false, false, 1},
	{600, 600, 3, "s", 0, false, false, 1},
	{600, 600, 4, "few5", 0, false, false, 1},
	{600, 600, 3, "near", 0, false, false, 1},
	{600, 600, 3, "near", 0, false, false, 2},
	{700, 700, 8, "s", 0, false, false, 1},
	{1000, 500, 7, "s", 0, false, false, 2},
	{1000, 1000, 3, "s", 0, false, false, 1},
	{1000, 1000, 3, "s", 0, false, false, 2},
	{1000, 1000, 3, "u", 0, false, false, 2},
	{1000, 1000, 4, "u", 0, false, false, 1},
	{1000, 1000, 4, "grade", 0, false, false, 1},
	{3000, 552, 19, "u", 0, false, false, 1},
	{3000, 552, 18, "s", 0, false, false, 1},
	{3000, 552, 18, "s", 0, false, false, 2},
	{3000, 552, 24, "s", 0, false, false, 1},
	{3000, 552, 18, "few100", 0, false, false, 1},
	{3000, 552, 18, "few100", 0, false, false, 2},
	{30, 150, 1, "s", 0, false, false, 1},
	{30, 150, 1, "grade", 0, false, false, 2},
	{100, 600, 1, "s", 0, false, false, 1},
	{100, 600, 1, "s", 0, false, false, 2},
	{100, 600, 1, "u", 0, false, false, 2},
	{100, 600, 1, "few100", 0, false, false, 2},
	{100, 600, 1, "grade", 0, false, false, 2},
	{400, 1500, 1, "s", 0, false, false, 1},
	{400, 1500, 1, "u", 0, false, false, 1},
	{400, 1500, 1, "few100", 0, false, false, 2},
	{400, 1500, 1, "grade", 0, false, false, 1},
	{600, 600, 1, "s", 0, false, false, 1},
	{600, 600, 1, "u", 0, false, false, 2},
	{600, 3000, 1, "s", 0, false, false, 1},
}

// nestedGrid measures random nested problems, each beside the same without owners and regions over needs, and beside
// a flat one that also has no more visits and wishes: what an owner can make is dealt out to its practices, and what a
// region takes to its needs, so that much less is left to choose. The goal is by the dearer of the two: bounds of owners
// and regions can make a problem contended that nobody contends for without them, and dealt out they leave less to choose.
func (b *bench) nestedGrid() error {
	fmt.Printf("\nRandom nested problems beside the same without owners and regions, and with their bounds dealt out\n%-24s %-20s %9s %7s %9s %7s %9s %7s %8s %8s %9s\n",
		"random", "form", "flat ms", "method", "dealt ms", "method", "nested", "method", "by flat", "by dealt", "by dearer")
	var ratios []float64
	for _, c := range nestedCells {
		if !b.only.MatchString(c.name()) {
			continue
		}
		p := c.instance().Problem()
		plain, flat, _, err := b.cold(p)
		if err != nil {
			return err
		}
		for _, form := range nestedForms {
			if form.needs && c.quota > 1 || !form.needs && c.quota == 1 {
				continue
			}
			nested := form.of(p, rand.New(rand.NewPCG(c.seed, 7)))
			beside, dealtOut, _, err := b.cold(dealt(nested))
			if err != nil {
				return err
			}
			r, ms, _, err := b.cold(nested)
			if err != nil {
				return err
			}
			ratios = append(ratios, ms/max(flat, dealtOut))
			fmt.Printf("%-24s %-20s %9.2f %7s %9.2f %7s %9.2f %7s %7.2fx %7.2fx %8.2fx\n",
				c.name(), form.name, flat, plain.Method, dealtOut, beside.Method, ms, r.Method, ms/flat, ms/dealtOut, ms/max(flat, dealtOut))
		}
	}
	sayRatios(ratios)
	return nil
}

// mostNested is the goal for the time of a nested problem, divided by that of the dearer flat one.
const mostNested = 1.5

func sayRatios(ratios []float64) {
	if len(ratios) == 0 {
		return
	}
	slices.Sort(ratios)
	over := 0
	for _, x := range ratios {
		if x > mostNested {
			over++
		}
	}
	fmt.Printf("%d problems by the dearer flat one: median %.2fx, nine tenths up to %.2fx, most %.2fx; %d above the goal of %.1fx\n",
		len(ratios), ratios[len(ratios)/2], ratios[len(ratios)*9/10], ratios[len(ratios)-1], over, mostNested)
}

// nestedForms make flat problems nested; those with needs want regions of one visit, which become the needs.
var nestedForms = []struct {
	name  string
	needs bool
	of    func(*solve.Problem, *rand.Rand) *solve.Problem
}{
	{"owners of 3, loose", false, func(p *solve.Problem, r *rand.Rand) *solve.Problem { return housed(p, r, 3, 95, 120) }},
	{"owners of 3, tight", false, func(p *solve.Problem, r *rand.Rand) *solve.Problem { return housed(p, r, 3, 30, 80) }},
	{"owners of up to 30", false, func(p *solve.Problem, r *rand.Rand) *solve.Problem { return housed(p, r, -30, 40, 120) }},
	{"2 of 3 needs", true, func(p *solve.Problem, _ *rand.Rand) *solve.Problem { return grouped(p, 3, 2) }},
	{"2 of 8 needs", true, func(p *solve.Problem, _ *rand.Rand) *solve.Problem { return grouped(p, 8, 2) }},
	{"7 of 8 needs", true, func(p *solve.Problem, _ *rand.Rand) *solve.Problem { return grouped(p, 8, 7) }},
	{"and owners of 3", true, func(p *solve.Problem, r *rand.Rand) *solve.Problem { return housed(grouped(p, 3, 2), r, 3, 60, 110) }},
	{"2 of 8, owners of 3", true, func(p *solve.Problem, r *rand.Rand) *solve.Problem { return housed(grouped(p, 8, 2), r, 3, 60, 110) }},
}

// housed puts practices under owners of so many, or of up to so many if that is negative, who can make from low to
// high hundredths of the visits of their practices.
func housed(flat *solve.Problem, r *rand.Rand, size, low, high int) *solve.Problem {
	p := *flat
	p.Owners, p.Practices = nil, slices.Clone(flat.Practices)
	for i := 0; i < len(p.Practices); {
		k := size
		if size < 0 {
			k = 1 + r.IntN(-size)
		}
		visits := 0
		for end := min(i+k, len(p.Practices)); i < end; i++ {
			p.Practices[i].Owner = len(p.Owners)
			visits += p.Practices[i].Capacity
		}
		p.Owners = append(p.Owners, solve.Owner{ID: "o" + strconv.Itoa(i), Capacity: max(visits*(low+r.IntN(high-low))/100, 1)})
	}
	return &p
}

// grouped makes columns the needs of regions of so many, of which some are met.
func grouped(flat *solve.Problem, size, met int) *solve.Problem {
	p := *flat
	p.Regions = nil
	for j := range flat.Regions {
		if j%size == 0 {
			p.Regions = append(p.Regions, solve.Region{ID: "r" + strconv.Itoa(j), Max: met})
		}
		p.Needs = append(p.Needs, solve.Need{ID: "n" + strconv.Itoa(j), Region: len(p.Regions) - 1})
	}
	return &p
}

// dealt is the flat problem of a nested one.
func dealt(nested *solve.Problem) *solve.Problem {
	p := *nested
	p.Owners, p.Practices = nil, slices.Clone(nested.Practices)
	left, visits := make([]int, len(nested.Owners)), make([]int, len(nested.Owners))
	for i := range p.Practices {
		if len(left) > 0 {
			left[p.Practices[i].Owner] = nested.Owners[p.Practices[i].Owner].Capacity
			visits[p.Practices[i].Owner] += p.Practices[i].Capacity
		}
	}
	for i := range p.Practices {
		if a := &p.Practices[i]; len(left) > 0 {
			mine := min(a.Capacity, (a.Capacity*left[a.Owner]+visits[a.Owner]-1)/max(visits[a.Owner], 1))
			left[a.Owner], visits[a.Owner] = left[a.Owner]-mine, visits[a.Owner]-a.Capacity
			a.Capacity = mine
		}
	}
	if len(nested.Needs) > 0 {
		p.Needs, p.Regions = nil, nil
		left := make([]int, len(nested.Regions))
		for j := range left {
			left[j] = nested.Regions[j].Max
		}
		for _, need := range nested.Needs {
			p.Regions = append(p.Regions, solve.Region{ID: need.ID, Max: min(left[need.Region], 1)})
			left[need.Region] = max(left[need.Region]-1, 0)
		}
	}
	return &p
}
