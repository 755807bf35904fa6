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
	who, pairs := v.minimums(p), v.required(p)
	switch {
	case v.Minimums == "all" || len(who)+len(pairs) == 0:
		text += fmt.Sprintf("the required pairs and the bounds contradict each other by %d.", short)
	case len(who) == 0 && len(pairs) == 1:
		text += "do not require the pair of " + pairs[0] + ", or " + v.limits(p).more(short) + "."
	case len(who) == 0:
		text += fmt.Sprintf("do not require %d of the pairs of %s, or %s.", short, pairs.named(), v.limits(p).more(short))
	default:
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

// required are the required pairs that count as needed, each named by both sides.
func (v *Violation) required(p *Problem) (pairs few) {
	columns := v.Regions
	if len(p.Needs) > 0 {
		columns = v.Needs
	}
	for _, q := range p.Required {
		if in := has(columns, q.Column); in == v.Supply && in != has(v.Practices, q.Practice) {
			pairs = append(pairs, p.Practices[q.Practice].ID+" with "+p.ColumnID(q.Column))
		}
	}
	return pairs
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
	if len(f) == 1 {
		return fmt.Sprintf("%s of %s by %d", one, f[0], short)
	}
	return fmt.Sprintf("%s of %s by %d in total", many, f.named(), short)
}

// named lists up to five of two or more, and says how many more there are.
func (f few) named() string {
	const most = 5
	if len(f) > most {
		return fmt.Sprintf("%s and %d more", strings.Join(f[:most], ", "), len(f)-most)
	}
	last := len(f) - 1
	return strings.Join(f[:last], ", ") + " and " + f[last]
}
