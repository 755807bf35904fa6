package access

import (
	"context"
	"slices"
	"strings"
	"time"

	"makcomblang.id/services/access/key"
	"makcomblang.id/services/internal/policy"
	"makcomblang.id/services/internal/web"
)

type roleView struct {
	Role  string `json:"role" doc:"Role."`
	Scope string `json:"scope,omitempty" doc:"What it is narrowed to."`
}

// keyView is a key as people see it: neither secret nor hash.
type keyView struct {
	ID      string     `json:"id" doc:"Id of the key."`
	Version uint64     `json:"version" doc:"Its version."`
	Actor   string     `json:"actor_id" doc:"Opaque id of who acts with it."`
	Label   string     `json:"label,omitempty" doc:"What it is for."`
	Issued  time.Time  `json:"issued" doc:"When it was issued."`
	Expires *time.Time `json:"expires,omitempty" doc:"End of validity."`
	State   string     `json:"state" enum:"valid,expired,revoked" doc:"Whether it opens anything now."`
	Roles   []roleView `json:"roles" doc:"What it may act as."`
}

func viewOf(id string, s key.State, version uint64, now time.Time) keyView {
	v := keyView{
		ID: id, Version: version, Actor: s.Actor, Label: s.Label, Issued: s.Issued, State: "valid", Roles: []roleView{},
	}
	if !s.Expires.IsZero() {
		v.Expires = &s.Expires
	}
	switch {
	case s.Revoked:
		v.State = "revoked"
	case !s.Live(now):
		v.State = "expired"
	}
	for _, g := range s.Grants {
		v.Roles = append(v.Roles, roleView{string(g.Role), g.Scope})
	}
	return v
}

type keyList struct {
	Items []keyView `json:"items" doc:"The keys, newest first."`
}

// list answers with all keys at once: there are as many as offices and systems, not as many as people.
func (s *Service) list(context.Context, web.Caller, *struct{}) (*keyList, error) {
	now := s.now()
	out := keyList{Items: []keyView{}}
	s.keys.All(func(id string, st key.State, version uint64) bool {
		out.Items = append(out.Items, viewOf(id, st, version, now))
		return true
	})
	slices.SortFunc(out.Items, func(a, b keyView) int {
		if c := b.Issued.Compare(a.Issued); c != 0 {
			return c
		}
		return strings.Compare(a.ID, b.ID)
	})
	return &out, nil
}

type meView struct {
	Known bool       `json:"known" doc:"Whether a valid key or session was presented."`
	Actor string     `json:"actor_id,omitempty" doc:"Opaque id that the caller's decisions carry."`
	KeyID string     `json:"key_id,omitempty" doc:"Id of the key."`
	Roles []roleView `json:"roles" doc:"What the caller may act as; everybody is also the public."`
}

func (s *Service) me(_ context.Context, who web.Caller, _ *struct{}) (*meView, error) {
	out := &meView{Known: who.Subject.Known(), Actor: who.Subject.Actor, KeyID: who.Subject.KeyID, Roles: []roleView{}}
	for _, g := range who.Subject.Grants {
		out.Roles = append(out.Roles, roleView{string(g.Role), g.Scope})
	}
	out.Roles = append(out.Roles, roleView{Role: string(policy.Public)})
	return out, nil
}
