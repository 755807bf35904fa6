package subscriptions

import (
	"strings"

	"makcomblang.id/services/internal/policy"
	"makcomblang.id/services/subscriptions/endpoint"
)

// holderOf is what a caller may hear, from its roles.
func holderOf(s policy.Subject) endpoint.Holder {
	h := endpoint.Holder{
		Ministry:  s.Has(policy.Coordinator) || s.Has(policy.Auditor),
		Provinces: s.Scopes(policy.Hub),
		Owners:    s.Scopes(policy.Innovator),
	}
	for _, code := range s.Scopes(policy.Region) {
		h.Regions = append(h.Regions, strings.ReplaceAll(code, ".", ""))
	}
	return h
}

// holder is what the holder of an endpoint may hear now; ok is false once none of the holder's keys is valid.
func (s *Service) holder(st endpoint.State) (h endpoint.Holder, ok bool) {
	subject, ok := s.directory.ByActor(st.Owner, s.opt.Now())
	return holderOf(subject), ok
}
