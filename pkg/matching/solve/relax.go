package solve

import (
	"fmt"
	"slices"
	"strings"
)

// Relax says in one sentence the smallest change that makes a plan of p possible:
// by how much which minimums are to be lowered, or who is to have room for so many
// more. Up to five are named, and how many there are besides.
func (v *Violation) Relax(p *Problem) string {
	short := v.Needed - v.Available
	if v.Minimums == "budget" {
		return fmt.Sprintf("the cheapest plan costs %d, the budget is %d: raise it by %d.", v.Needed, v.Available, short)
	}
	text := fmt.Sprintf("%d visits must take place but only %d can: ", v.Needed, v.Available)
	if who := v.minimums(p); len(who) == 0 || v.Minimums == "all" {
		text += fmt.Sprintf("the required pairs and the bounds contradict each other by %d.", short)
	} else {
		text += "lower the " + who.by("minimum", "minimums", short) + ", or " + v.limits(p).more(short) + "."
	}
	if v.Also != nil {
		text += " Also: " + v.Also.Relax(p)
	}
	return text
}

// few are names of whom something is asked.
type few []string

// minimums are those whose minimums count as needed: at the edge of the set, with
// flow out of it.
func (v *Violation) minimums(p *Problem) (who few) {
	if v.Minimums != "innovators" {
		for _, j := range v.Regions {
			if p.Regions[j].Min > 0 {
				who = append(who, p.Regions[j].ID)
			}
		}
		return who
	}
	for i, a := range p.Practices {
		in, above := has(v.Practices, i), v.owns(p, i)
		if a.Min > 0 && in == v.Supply && above != v.Supply {
			who = append(who, a.ID)
		}
	}
	return who
}

// owns reports whether the owner of a practice is in the set.
func (v *Violation) owns(p *Problem, i int) bool {
	o := p.ownerOf(i)
	return o != NoOwner && has(v.Owners, o)
}

// has searches one of the lists of a set, which are in order.
func has(list []int, k int) bool {
	_, found := slices.BinarySearch(list, k)
	return found
}

// limited says whose bounds let no more visits into the set, or out of it: where
// the arc between a node and what is above it is one that ends there.
type limited struct{ capacities, maximums few }

func (v *Violation) limits(p *Problem) (l limited) {
	if v.Supply {
		for _, j := range v.Regions {
			l.maximums = append(l.maximums, p.Regions[j].ID)
		}
		for i, a := range p.Practices {
			if v.owns(p, i) && !has(v.Practices, i) {
				l.capacities = append(l.capacities, a.ID)
			}
		}
		return l
	}
	for _, o := range v.Owners {
		l.capacities = append(l.capacities, p.Owners[o].ID)
	}
	for _, i := range v.Practices {
		if !v.owns(p, i) {
			l.capacities = append(l.capacities, p.Practices[i].ID)
		}
	}
	return l
}

// more asks for room for so many more.
func (l limited) more(short int64) string {
	switch {
	case len(l.capacities) == 0 && len(l.maximums) == 0 && short == 1:
		return "allow 1 pair more"
	case len(l.capacities) == 0 && len(l.maximums) == 0:
		return fmt.Sprintf("allow %d pairs more", short)
	case len(l.maximums) == 0:
		return "raise the " + l.capacities.by("capacity", "capacities", short)
	default:
		return "raise the " + l.maximums.by("maximum", "maximums", short)
	}
}

// by says whose bound is to move by how much, named as one and as many are.
func (f few) by(one, many string, short int64) string {
	const named = 5
	switch {
	case len(f) == 1:
		return fmt.Sprintf("%s of %s by %d", one, f[0], short)
	case len(f) > named:
		return fmt.Sprintf("%s of %s and %d more by %d in total", many, strings.Join(f[:named], ", "), len(f)-named, short)
	default:
		last := len(f) - 1
		return fmt.Sprintf("%s of %s and %s by %d in total", many, strings.Join(f[:last], ", "), f[last], short)
	}
}
