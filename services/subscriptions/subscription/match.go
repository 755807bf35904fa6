package subscription

import (
	"slices"
	"strings"

	"makcomblang.id/pkg/contract"
)

// About is what a fact is about, as far as a filter asks.
type About struct {
	Type     string
	Basis    string
	Regions  []string // tokens
	Sectors  []string
	Problems []string
	Hosts    []string
	Statuses []string // of the regions, on the day
}

// Condition is one condition of a filter that a fact met: which list, and which of its values.
type Condition struct{ List, Value string }

// Match tells whether a filter asks for what a fact is about, and which conditions it met: the reason why it is told.
func Match(f contract.SubscriptionFilter, a About) (met []Condition, ok bool) {
	for _, c := range []struct {
		list   string
		wanted []string
		has    []string
		same   func(wanted, has string) bool
	}{
		{"types", f.Types, []string{a.Type}, equal},
		{"regions", f.Regions, a.Regions, within},
		{"sectors", f.Sectors, a.Sectors, equal},
		{"problems", f.Problems, a.Problems, equal},
		{"hosts", f.Hosts, a.Hosts, equal},
		{"statuses", f.Statuses, a.Statuses, equal},
		{"bases", f.Bases, []string{a.Basis}, equal},
	} {
		if len(c.wanted) == 0 {
			continue
		}
		at := slices.IndexFunc(c.wanted, func(w string) bool {
			return slices.ContainsFunc(c.has, func(h string) bool { return c.same(w, h) })
		})
		if at < 0 {
			return nil, false
		}
		met = append(met, Condition{c.list, c.wanted[at]})
	}
	return met, true
}

func equal(wanted, has string) bool { return wanted == has && has != "" }

// within tells whether a region, as a token, is the one with this code or lies in it.
func within(code, token string) bool {
	want := strings.Replace(code, ".", "", 1)
	return token != "" && (token == want || len(want) == 2 && strings.HasPrefix(token, want))
}
