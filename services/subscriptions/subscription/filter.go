package subscription

import (
	"slices"

	"makcomblang.id/pkg/contract"
	"makcomblang.id/pkg/event"
	"makcomblang.id/pkg/fault"
	"makcomblang.id/pkg/region"
)

// checkFilter gives the filter in its normal form.
func checkFilter(f contract.SubscriptionFilter, faults *fault.List) contract.SubscriptionFilter {
	for _, l := range lists(&f) {
		if len(*l.values) > maxList {
			faults.Add(fault.Invalid(l.name, "subscription.filter_long", "The list is too long.", "up to 50"))
			return f
		}
		for i, v := range *l.values {
			normal, err := l.check(v)
			if err != nil {
				faults.At(l.name, err)
				break
			}
			if i == 0 {
				*l.values = slices.Clone(*l.values)
			}
			(*l.values)[i] = normal
		}
	}
	return f
}

// list is one list of a filter with its rule.
type list struct {
	name   string
	values *[]string
	check  func(string) (string, error)
}

func lists(f *contract.SubscriptionFilter) []list {
	token := func(v string) (string, error) {
		if !event.ValidToken(v) {
			return "", fault.Invalid("", "subscription.filter", "This is not an id.", "1 to 100 of a-z, 0-9, - and _")
		}
		return v, nil
	}
	return []list{
		{"types", &f.Types, func(v string) (string, error) {
			spec, ok := contract.Lookup(v)
			if !ok || spec.Audience == contract.Internal {
				return "", fault.Invalid("", "subscription.type", "There is no such type of fact.", "types of the contract, such as region.need_declared.v1")
			}
			return v, nil
		}},
		{"regions", &f.Regions, func(v string) (string, error) {
			code, err := region.ParseCode(v)
			if err == nil && code.IsZero() {
				err = fault.Invalid("", "region.code", "This is not a code of a region.", "92 or 92.06")
			}
			return code.Dotted(), err
		}},
		{"sectors", &f.Sectors, token},
		{"problems", &f.Problems, token},
		{"hosts", &f.Hosts, token},
		{"statuses", &f.Statuses, func(v string) (string, error) {
			if v != "lagging" && v != "graduated" {
				return "", fault.Invalid("", "subscription.status", "There is no such status.", "lagging, graduated")
			}
			return v, nil
		}},
		{"bases", &f.Bases, func(v string) (string, error) {
			if _, err := event.ParseBasis(v); err != nil {
				return "", fault.Invalid("", "subscription.basis", "There is no such basis.", "official, press, reading, sample")
			}
			return v, nil
		}},
	}
}
