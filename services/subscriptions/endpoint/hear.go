package endpoint

import (
	"makcomblang.id/pkg/contract"
	"makcomblang.id/pkg/event"
	"makcomblang.id/pkg/region"
)

// Holder is who hears, by what he is allowed to be: the union of his roles. The zero Holder is the public.
type Holder struct {
	Ministry  bool     // coordinator or auditor
	Provinces []string // as hub delegate, codes
	Regions   []string // as regional officer, tokens
	Owners    []string // as innovator, ids
}

// CouldHear tells whether some fact of this audience can reach the holder.
func (h Holder) CouldHear(a contract.Audience) bool {
	switch a {
	case contract.Public:
		return true
	case contract.Parties:
		return h.Ministry || len(h.Provinces)+len(h.Regions)+len(h.Owners) > 0
	case contract.Ministry:
		return h.Ministry
	}
	return false
}

// Hears tells whether the holder may hear a fact of this audience that concerns these sides. What is not understood is
// not heard.
func (h Holder) Hears(a contract.Audience, who contract.Concerned) bool {
	switch a {
	case contract.Public:
		return true
	case contract.Ministry:
		return h.Ministry
	case contract.Parties:
		return h.Ministry || anyIn(h.Regions, who.Regions) || anyIn(h.Owners, who.Owners) || inProvince(h.Provinces, who.Regions)
	}
	return false
}

// MayHear is Hears for a fact of the log; a type that the contract does not have is heard by nobody.
func (h Holder) MayHear(f event.Fact, data any) bool {
	spec, ok := contract.Lookup(f.Type)
	return ok && h.Hears(spec.Audience, contract.ConcernedBy(f, data))
}

func anyIn(mine, concerned []string) bool {
	for _, c := range concerned {
		for _, m := range mine {
			if c == m && c != "" {
				return true
			}
		}
	}
	return false
}

func inProvince(provinces, concerned []string) bool {
	for _, token := range concerned {
		code, err := region.ParseCode(token)
		if err != nil {
			continue
		}
		for _, p := range provinces {
			if string(code.Province()) == p {
				return true
			}
		}
	}
	return false
}
