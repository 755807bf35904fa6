package policy

import (
	"slices"
	"strings"

	"makcomblang.id/pkg/fault"
)

// Actions lists every action of the table in alphabetical order.
func Actions() []Action {
	all := make([]Action, 0, len(table))
	for a := range table {
		all = append(all, a)
	}
	slices.Sort(all)
	return all
}

// Can decides whether s may do a to o. An action that is not in the table is refused.
func Can(s Subject, a Action, o Object) Decision {
	row, ok := table[a]
	if !ok {
		return Decision{Reason: "There is no such action."}
	}
	if row.roles[Public] == everywhere {
		return Decision{Allow: true, Reason: "Open to everybody."}
	}
	for _, g := range s.Grants {
		if s.Known() && row.roles[g.Role].covers(s, g, o) {
			return Decision{Allow: true, Reason: "Allowed as " + string(g.Role) + "."}
		}
	}
	return Decision{Reason: row.why}
}

// CanSomewhere decides whether there is any object to which s may do a. It guards a route before its object is known.
func CanSomewhere(s Subject, a Action) Decision {
	row, ok := table[a]
	if !ok {
		return Decision{Reason: "There is no such action."}
	}
	if row.roles[Public] == everywhere {
		return Decision{Allow: true, Reason: "Open to everybody."}
	}
	for _, g := range s.Grants {
		if s.Known() && row.roles[g.Role] != nowhere {
			return Decision{Allow: true, Reason: "Allowed as " + string(g.Role) + "."}
		}
	}
	return Decision{Reason: row.why}
}

// Open says whether everybody may do a, without a key.
func Open(a Action) bool { return table[a].roles[Public] == everywhere }

// Check is Can as an error: nil, a fault of kind Unauthorized for a caller without a key, or Forbidden with the reason.
func Check(s Subject, a Action, o Object) error {
	return refusal(s, a, Can(s, a, o))
}

// CheckSomewhere is CanSomewhere as an error.
func CheckSomewhere(s Subject, a Action) error {
	return refusal(s, a, CanSomewhere(s, a))
}

func refusal(s Subject, a Action, d Decision) error {
	switch {
	case d.Allow:
		return nil
	case !s.Known():
		return errUnknownCaller()
	}
	return &fault.Error{Kind: fault.KindForbidden, Code: "policy." + string(a), Message: d.Reason}
}

// covers says whether a grant with this reach covers the object.
func (r reach) covers(s Subject, g Grant, o Object) bool {
	switch r {
	case everywhere:
		return true
	case province:
		of := o.Province
		if of == "" {
			of = provinceOf(o.Region)
		}
		return of != "" && of == g.Scope
	case region:
		return o.Region != "" && token(o.Region) == token(g.Scope)
	case owner:
		return o.Owner != "" && o.Owner == g.Scope
	case holder:
		return o.Holder != "" && o.Holder == s.Actor
	}
	return false
}

// token is the form of a region code without the dot, so that both forms compare equal.
func token(code string) string { return strings.Replace(code, ".", "", 1) }

func provinceOf(code string) string {
	if len(code) < 2 {
		return ""
	}
	return code[:2]
}
