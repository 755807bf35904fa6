package verify

import (
	"math"
	"math/big"
)

// contradiction checks an infeasibility proof: a set of owners, practices,
// regions and needs that must take more visits than can reach it (side demand)
// or must give more than can leave it (side supply).
func (g *given) contradiction(c *claim, pass func(pair) error) error {
	v, ok := c.doc["infeasible"].(fields)
	if !ok {
		return reject("infeasible: missing")
	}
	if err := only(v, "infeasible", "side", "minimums", "owners", "innovators", "regions", "needs", "needed", "available", "prices", "relax"); err != nil {
		return err
	}
	if len(c.pairs) > 0 {
		return reject("an infeasible result has no pairs")
	}
	side, _ := v["side"].(string)
	if side != "demand" && side != "supply" {
		return reject("infeasible.side: want demand or supply")
	}
	minimums, _ := v["minimums"].(string)
	if minimums == "budget" {
		return g.unaffordable(v, pass)
	}
	if !among(minimums, []string{"regions", "innovators", "all"}) {
		return reject("infeasible.minimums: want regions, innovators, all or budget")
	}
	for _, side := range []struct {
		name    string
		members []node
	}{{"owners", g.owners}, {"innovators", g.practices}, {"regions", g.regions}, {"needs", g.columns}} {
		if err := markMembers(v, side.name, side.members); err != nil {
			return err
		}
	}
	needed, available, err := g.cut(side == "supply", minimums, pass)
	if err != nil {
		return err
	}
	for _, side := range []struct {
		name string
		got  int64
	}{{"needed", needed}, {"available", available}} {
		if said, err := whole(v[side.name], side.name); err != nil || said != side.got {
			return reject("infeasible.%s: want %d", side.name, side.got)
		}
	}
	if needed <= available {
		return reject("infeasible: %d needed and %d available contradict nothing", needed, available)
	}
	return nil
}

// unaffordable checks that the cheapest plan costs more than the budget: the
// prices are those of the problem in which each pair scores its cost with a
// minus, so no plan costs less than the negative of their dual value.
func (g *given) unaffordable(v fields, pass func(pair) error) error {
	if g.costs == nil {
		return reject("infeasible: the instance has no budget")
	}
	for _, name := range []string{"owners", "innovators", "regions", "needs"} {
		if members, err := list(v, name); err != nil || len(members) > 0 {
			return reject("infeasible.%s: a budget is short for all, not for some", name)
		}
	}
	book, err := g.readPrices(v["prices"], "infeasible.prices", false)
	if err != nil {
		return err
	}
	d := g.newDual(book, nil)
	d.budget = &budget{costs: g.costs, multiplier: 1}
	d.ready(math.MaxInt64)
	err = pass(func(i, c int, score int64, m mark) error {
		d.pair(i, c, 0, m&required != 0)
		return nil
	})
	if err != nil {
		return err
	}
	needed, err := whole(v["needed"], "needed")
	if err != nil {
		return err
	}
	if least := d.value(); least.Neg(least).Cmp(big.NewInt(needed)) != 0 {
		return reject("infeasible.needed is %d, the prices prove that a plan costs %s", needed, least)
	}
	if available, err := large(v["available"], "available"); err != nil || available != g.budget {
		return reject("infeasible.available: want the budget, %d", g.budget)
	}
	if needed <= g.budget {
		return reject("infeasible: a plan for %d is within the budget of %d", needed, g.budget)
	}
	return nil
}

func markMembers(v fields, name string, members []node) error {
	raw, err := list(v, name)
	if err != nil {
		return err
	}
	where := make(map[string]int, len(members))
	for k, m := range members {
		where[m.id] = k
	}
	for _, m := range raw {
		id, _ := m.(string)
		k, ok := where[id]
		if !ok || members[k].marked {
			return reject("infeasible.%s: unknown or repeated id %q", name, id)
		}
		members[k].marked = true
	}
	return nil
}

// cut counts what must flow out of the marked set and what can flow in; for
// supply the other way round. Flow runs owner, practice, need, region. Only the
// named minimums count, so that the shortages of the two kinds add up.
func (g *given) cut(supply bool, minimums string, pass func(pair) error) (needed, available int64, err error) {
	arc := func(from, to bool, lo, hi int64) {
		if supply {
			from, to = to, from
		}
		switch {
		case from && !to:
			needed += lo
		case to && !from:
			available += hi
		}
	}
	for _, n := range g.owners {
		arc(false, n.marked, n.lo, n.hi)
	}
	for _, n := range g.practices {
		lo := n.lo
		if minimums == "regions" {
			lo = 0
		}
		arc(n.up >= 0 && g.owners[max(n.up, 0)].marked, n.marked, lo, n.hi)
	}
	for _, n := range g.columns {
		arc(n.marked, g.regions[n.up].marked, n.lo, n.hi)
	}
	for _, n := range g.regions {
		lo := n.lo
		if minimums == "innovators" {
			lo = 0
		}
		arc(n.marked, false, lo, n.hi)
	}
	err = pass(func(i, c int, _ int64, m mark) error {
		to := g.regions
		if g.columns != nil {
			to = g.columns
		}
		var lo int64
		if m&required != 0 {
			lo = 1
		}
		arc(g.practices[i].marked, to[c].marked, lo, 1)
		return nil
	})
	return needed, available, err
}
