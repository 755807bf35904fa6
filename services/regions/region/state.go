// Package region decides what may be said of one region, a province, a regency
// or a city: its names, its legal statuses with their periods, figures, needs,
// how many visits it can absorb, and what kind of place it is. It is pure: dates
// and everything that other aggregates know come in with a command.
package region

import (
	"maps"
	"slices"
	"strconv"

	"makcomblang.id/pkg/calendar"
	"makcomblang.id/pkg/contract"
	"makcomblang.id/pkg/event"
	code "makcomblang.id/pkg/region"
)

// State is what is known of one region. A State that was handed out never
// changes; [State.Apply] gives a new one.
type State struct {
	Registered bool
	Profile    contract.RegionRegistered // as registered: with the first name
	Basis      event.Basis
	Renames    []Rename             // by first day
	Statuses   []Status             // by first day
	Indicators map[string]Indicator // by indicator and year, see figure
	Needs      map[string]Need      // by problem
	Absorption map[calendar.Period]Absorption
	Access     Access
}

// Rename is one later name.
type Rename struct {
	contract.RegionRenamed
	Basis event.Basis
}

// Status is one status with its period.
type Status struct {
	contract.RegionStatusSet
	Basis event.Basis
}

// Indicator is one figure.
type Indicator struct {
	contract.RegionIndicatorRecorded
	Basis event.Basis
}

// Need is a declared need; Withdrawn holds the reason once it was taken back.
type Need struct {
	contract.NeedDeclared
	Basis     event.Basis
	Withdrawn string
}

// Absorption is what the region stated for one period.
type Absorption struct {
	contract.RegionAbsorptionSet
	Basis event.Basis
}

// Access is the last access profile; its Basis is empty if there is none.
type Access struct {
	contract.RegionAccessProfiled
	Basis event.Basis
}

// Code is the region's code, or the zero Code before it is registered.
func (s State) Code() code.Code { return code.Code(s.Profile.Code) }

// Apply folds the data of one fact. Data of facts that it does not know leave it
// as it is.
func (s State) Apply(data any, basis event.Basis) State {
	switch d := data.(type) {
	case *contract.RegionRegistered:
		s.Registered, s.Profile, s.Basis = true, *d, basis
	case *contract.RegionRenamed:
		s.Renames = inOrder(s.Renames, Rename{*d, basis},
			func(a, b Rename) bool { return a.From == b.From }, func(a, b Rename) bool { return a.From < b.From })
	case *contract.RegionStatusSet:
		s.Statuses = inOrder(s.Statuses, Status{*d, basis},
			func(a, b Status) bool { return a.Status == b.Status && a.List == b.List },
			func(a, b Status) bool { return a.From < b.From })
	case *contract.RegionIndicatorRecorded:
		s.Indicators = with(s.Indicators, figure(d.Indicator, d.Year), Indicator{*d, basis})
	case *contract.NeedDeclared:
		s.Needs = with(s.Needs, d.Problem, Need{NeedDeclared: *d, Basis: basis})
	case *contract.NeedWithdrawn:
		if problem, n, ok := s.needByID(d.Need); ok {
			n.Withdrawn = d.Reason
			s.Needs = with(s.Needs, problem, n)
		}
	case *contract.RegionAbsorptionSet:
		s.Absorption = with(s.Absorption, d.Period, Absorption{*d, basis})
	case *contract.RegionAccessProfiled:
		s.Access = Access{*d, basis}
	}
	return s
}

// figure is the key of an indicator of a year: a text, so that states can be
// kept as JSON.
func figure(indicator string, year int) string { return indicator + "/" + strconv.Itoa(year) }

func (s State) needByID(id string) (problem string, n Need, ok bool) {
	for problem, n := range s.Needs {
		if n.Need == id {
			return problem, n, true
		}
	}
	return "", Need{}, false
}

// Name is the name that holds on a day; on the zero Date the last one.
func (s State) Name(on calendar.Date) string {
	name := s.Profile.Name
	for _, r := range s.Renames {
		if on == "" || r.From <= on {
			name = r.Name
		}
	}
	return name
}

// inOrder gives the list with one more entry, which takes the place of the one
// that it corrects, in the given order.
func inOrder[T any](list []T, entry T, same, less func(a, b T) bool) []T {
	list = slices.DeleteFunc(slices.Clone(list), func(old T) bool { return same(old, entry) })
	at := len(list)
	for at > 0 && less(entry, list[at-1]) {
		at--
	}
	return slices.Insert(list, at, entry)
}

func with[K comparable, V any](m map[K]V, key K, value V) map[K]V {
	c := make(map[K]V, len(m)+1)
	maps.Copy(c, m)
	c[key] = value
	return c
}
