package endpoint

import (
	"slices"
	"strconv"
	"strings"

	"makcomblang.id/pkg/contract"
	"makcomblang.id/pkg/event"
	"makcomblang.id/pkg/fault"
	"makcomblang.id/pkg/region"
)

// maxList bounds every list of a filter.
const maxList = 100

// Matches tells whether a filter asks for this fact. It says nothing about whether its holder may hear it.
func Matches(filter contract.EndpointFilter, f event.Fact, data any) bool {
	if len(filter.Types) > 0 && !slices.Contains(filter.Types, f.Type) {
		return false
	}
	if len(filter.Bases) > 0 && !slices.Contains(filter.Bases, string(f.Basis)) {
		return false
	}
	if filter.Region != "" || len(filter.Hosts) > 0 {
		who := contract.ConcernedBy(f, data)
		if filter.Region != "" && !InRegion(filter.Region, who.Regions) {
			return false
		}
		if len(filter.Hosts) > 0 && !anyIn(filter.Hosts, who.Owners) {
			return false
		}
	}
	if len(filter.Sectors)+len(filter.Problems) == 0 {
		return true
	}
	about := topicOf(data)
	return (len(filter.Sectors) == 0 || slices.Contains(filter.Sectors, about.sector)) &&
		(len(filter.Problems) == 0 || anyIn(filter.Problems, about.problems))
}

// InRegion tells whether one of the concerned regions, as tokens, is the one with this code or lies in it. It is asked for
// every fact and endpoint, so it compares the texts as they are: both forms of a code begin with their province.
func InRegion(code string, concerned []string) bool {
	for _, token := range concerned {
		if len(token) < 2 || len(code) < 2 || token[:2] != code[:2] {
			continue
		}
		if len(code) == 2 || strings.TrimPrefix(code[2:], ".") == token[2:] {
			return true
		}
	}
	return false
}

type topic struct {
	sector   string
	problems []string
}

func topicOf(data any) topic {
	switch d := data.(type) {
	case *contract.InnovationRegistered:
		return profileTopic(d.InnovationProfile)
	case *contract.InnovationRevised:
		return profileTopic(d.InnovationProfile)
	case *contract.NeedDeclared:
		return topic{problems: []string{d.Problem}}
	case *contract.NeedUnanswered:
		return topic{problems: []string{d.Problem}}
	case *contract.NeedAnswered:
		return topic{problems: []string{d.Problem}}
	case *contract.MatchProposed:
		return topic{problems: []string{d.Problem}}
	}
	return topic{}
}

func profileTopic(p contract.InnovationProfile) topic {
	return topic{sector: p.Sector, problems: append([]string{p.MainProblem}, p.Addresses...)}
}

// hasTopic tells whether facts of a type are about a sector or a problem at all.
func hasTopic(data any) (sector, problem bool) {
	switch data.(type) {
	case *contract.InnovationRegistered, *contract.InnovationRevised:
		return true, true
	case *contract.NeedDeclared, *contract.NeedUnanswered, *contract.NeedAnswered, *contract.MatchProposed:
		return false, true
	}
	return false, false
}

// Warnings says, as machine codes, why a filter that is allowed will stay silent: better heard at registration than
// found out by waiting.
func Warnings(filter contract.EndpointFilter) []string {
	var regional, hosted, sectoral, topical bool
	types := filter.Types
	if len(types) == 0 {
		return nil
	}
	for _, typ := range types {
		spec, ok := contract.Lookup(typ)
		if !ok {
			continue
		}
		data := spec.New()
		sector, problem := hasTopic(data)
		sectoral, topical = sectoral || sector, topical || problem
		who := contract.ConcernedBy(event.Fact{Type: typ, Subject: "x"}, data)
		regional = regional || len(who.Regions) > 0
		hosted = hosted || len(who.Owners) > 0
	}
	var out []string
	if filter.Region != "" && !regional {
		out = append(out, "filter.region_never")
	}
	if len(filter.Hosts) > 0 && !hosted {
		out = append(out, "filter.hosts_never")
	}
	if len(filter.Sectors) > 0 && !sectoral {
		out = append(out, "filter.sectors_never")
	}
	if len(filter.Problems) > 0 && !topical {
		out = append(out, "filter.problems_never")
	}
	return out
}

// CheckFilter gives what is wrong with a filter that narrows a feed or a replay; what is heard is asked elsewhere.
func CheckFilter(f contract.EndpointFilter) error {
	var faults fault.List
	checkFilter(f, Holder{Ministry: true}, &faults)
	return faults.Err()
}

// checkFilter gives the filter in its normal form and adds what is wrong with it to faults.
func checkFilter(f contract.EndpointFilter, holder Holder, faults *fault.List) contract.EndpointFilter {
	for _, list := range []struct {
		name   string
		values []string
	}{{"types", f.Types}, {"hosts", f.Hosts}, {"sectors", f.Sectors}, {"problems", f.Problems}, {"bases", f.Bases}} {
		if len(list.values) > maxList {
			faults.Add(fault.Invalid(list.name, "endpoint.filter_long", "The list is too long.", "up to 100"))
			return f
		}
	}
	for i, typ := range f.Types {
		faults.At(at("types", i), checkType(typ, holder))
	}
	tokens("hosts", f.Hosts, faults)
	tokens("sectors", f.Sectors, faults)
	tokens("problems", f.Problems, faults)
	for i, b := range f.Bases {
		if _, err := event.ParseBasis(b); err != nil {
			faults.Add(fault.Invalid(at("bases", i), "endpoint.basis", "There is no such basis.", "official, press, reading, sample"))
		}
	}
	if f.Region != "" {
		code, err := region.ParseCode(f.Region)
		faults.At("region", err)
		f.Region = code.Dotted()
	}
	return f
}

func checkType(typ string, holder Holder) error {
	spec, ok := contract.Lookup(typ)
	if !ok || spec.Audience == contract.Internal {
		return fault.Invalid("", "endpoint.type", "There is no such type of fact.", "types of the contract, such as region.need_declared.v1")
	}
	if !holder.CouldHear(spec.Audience) {
		return fault.Invalid("", "endpoint.type_hidden", "Your roles do not let you hear this type of fact.", "types whose audience you belong to")
	}
	return nil
}

func tokens(name string, values []string, faults *fault.List) {
	for i, v := range values {
		if !event.ValidToken(v) {
			faults.Add(fault.Invalid(at(name, i), "endpoint.filter", "This is not an id.", "1 to 100 of a-z, 0-9, - and _"))
		}
	}
}

func at(name string, i int) string { return name + "[" + strconv.Itoa(i) + "]" }
