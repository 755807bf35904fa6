package main

import (
	"fmt"
	"slices"
	"strconv"

	"makcomblang.id/pkg/matching/instance"
	"makcomblang.id/pkg/matching/solve"
)

// nested measures the public instances beside the same with owners and needs: each owner holds three practices, and
// a third of the owners can make a visit less than those; each region has three needs, the columns, and two visits.
func (b *bench) nested() error {
	fmt.Printf("\nNested bounds, processor milliseconds of a solve from nothing: owners over three practices beside the flat instance,\nand owners and regions over three needs beside the flat one with a visit for each column (goal 1.5 times)\n")
	fmt.Printf("%-11s %10s %10s %8s %10s %10s %8s\n", "instance", "flat", "owners", "ratio", "one each", "both", "ratio")
	for _, name := range []string{"national-u", "national-s", "nattight-s", "archive-s"} {
		if !b.only.MatchString(name) {
			continue
		}
		in, err := instance.Generate(name)
		if err != nil {
			return err
		}
		flat := in.Problem()
		one := *flat
		one.Regions = slices.Clone(flat.Regions)
		for j := range one.Regions {
			one.Regions[j].Min, one.Regions[j].Max = 0, 1
		}
		var ms [4]float64
		for k, p := range []*solve.Problem{flat, owned(flat), &one, needing(owned(flat))} {
			r, took, _, err := b.cold(p)
			if err != nil {
				return err
			}
			if r.Status != solve.Optimal {
				fmt.Printf("%-11s has no plan with these bounds; that took %.2f\n", name, took)
			}
			ms[k] = took
		}
		fmt.Printf("%-11s %10.2f %10.2f %7.2fx %10.2f %10.2f %7.2fx\n", name, ms[0], ms[1], ms[1]/ms[0], ms[2], ms[3], ms[3]/ms[2])
	}
	return b.nestedGrid()
}

func owned(flat *solve.Problem) *solve.Problem {
	p := *flat
	p.Owners, p.Practices = nil, slices.Clone(flat.Practices)
	for i := range p.Practices {
		if i%3 == 0 {
			p.Owners = append(p.Owners, solve.Owner{ID: "o" + strconv.Itoa(i)})
		}
		o := len(p.Owners) - 1
		p.Owners[o].Capacity += p.Practices[i].Capacity
		p.Practices[i].Owner = o
	}
	for o := 0; o < len(p.Owners); o += 3 {
		p.Owners[o].Capacity--
	}
	return &p
}

func needing(p *solve.Problem) *solve.Problem {
	columns := p.Regions
	p.Regions = nil
	for j := range columns {
		if j%3 == 0 {
			p.Regions = append(p.Regions, solve.Region{ID: "r" + strconv.Itoa(j), Max: 2})
		}
		p.Needs = append(p.Needs, solve.Need{ID: "n" + strconv.Itoa(j), Region: len(p.Regions) - 1})
	}
	return p
}
