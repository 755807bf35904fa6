package access

import (
	"context"
	"net/http"
	"time"

	"makcomblang.id/pkg/fault"
	"makcomblang.id/services/access/key"
	"makcomblang.id/services/internal/policy"
	"makcomblang.id/services/internal/web"
)

const tag = "Access"

type roleBody struct {
	Role  string `json:"role" enum:"coordinator,hub,region,innovator,integrator,auditor" doc:"Role."`
	Scope string `json:"scope,omitempty" maxLength:"100" doc:"Province code for hub, region code for region, owner id for innovator; empty otherwise."`
}

func (b roleBody) grant() key.Grant { return key.Grant{Role: key.Role(b.Role), Scope: b.Scope} }

type issueInput struct {
	Body struct {
		Label    string     `json:"label,omitempty" doc:"What the key is for; no name, address or number of a person."`
		Actor    string     `json:"actor_id,omitempty" doc:"Opaque id of who acts with it; absent: the key's own id. Ids of services and roles are refused."`
		Existing bool       `json:"existing,omitempty" doc:"The actor has or had a key, and this is one more for the same person or system."`
		Expires  time.Time  `json:"expires,omitempty" doc:"End of validity; absent: none."`
		Roles    []roleBody `json:"roles,omitempty" doc:"Roles that it holds from the start."`
	}
}

// issuedKey is the one place where a key is written out.
type issuedKey struct {
	Key  string `json:"key,omitempty" doc:"The key. It is shown this once; absent in the answer to a retry."`
	Note string `json:"note" doc:"What to do with it."`
}

type revokeInput struct {
	ID   string `path:"id"`
	Body struct {
		Reason string `json:"reason" doc:"Why; one line without personal data."`
	}
}

type roleInput struct {
	ID   string `path:"id"`
	Body roleBody
}

// Routes registers the operations of the service.
func (s *Service) Routes(site *web.Site) {
	web.Query(site, web.Op{
		Method: http.MethodGet, Path: "/me", ID: "who-am-i", Tag: tag, Action: policy.PublicRead, Public: true,
		Summary: "Who the caller is and what it may act as",
	}, s.me)
	web.Query(site, web.Op{
		Method: http.MethodGet, Path: "/keys", ID: "list-keys", Tag: tag, Action: policy.KeyRead,
		Summary: "All keys with their roles, newest first, without their secrets",
	}, s.list)
	web.Query(site, web.Op{
		Method: http.MethodGet, Path: "/keys/{id}", ID: "get-key", Tag: tag, Action: policy.KeyRead,
		Summary: "One key with its roles",
	}, s.get)
	web.Command(site, web.Op{
		Method: http.MethodPost, Path: "/keys", ID: "issue-key", Tag: tag, Action: policy.KeyWrite, Creates: true, Result: issuedKey{},
		Summary: "Issue a key; it is shown once",
	}, s.postIssue)
	web.Command(site, web.Op{
		Method: http.MethodPost, Path: "/keys/{id}/revoke", ID: "revoke-key", Tag: tag, Action: policy.KeyWrite,
		Summary: "End a key and its sessions at once",
	}, func(ctx context.Context, who web.Caller, in *revokeInput) (*web.Done, error) {
		receipt, err := s.revoke(ctx, who.Command(s.now()), in.ID, key.Revoke{Reason: in.Body.Reason})
		return &web.Done{Receipt: receipt}, err
	})
	web.Command(site, web.Op{
		Method: http.MethodPost, Path: "/keys/{id}/roles", ID: "grant-role", Tag: tag, Action: policy.KeyWrite,
		Status: http.StatusOK, Summary: "Give a key one more role",
	}, func(ctx context.Context, who web.Caller, in *roleInput) (*web.Done, error) {
		if s.known.check(in.Body.grant()) != nil {
			heard(ctx, s.log)
		}
		if err := s.known.check(in.Body.grant()); err != nil {
			return nil, err
		}
		receipt, err := s.grant(ctx, who.Command(s.now()), in.ID, key.GrantRole{Grant: in.Body.grant()})
		return &web.Done{Receipt: receipt}, err
	})
	web.Command(site, web.Op{
		Method: http.MethodPost, Path: "/keys/{id}/roles/revoke", ID: "revoke-role", Tag: tag, Action: policy.KeyWrite,
		Summary: "Take a role of a key back",
	}, func(ctx context.Context, who web.Caller, in *roleInput) (*web.Done, error) {
		receipt, err := s.revokeRole(ctx, who.Command(s.now()), in.ID, key.RevokeRole{Grant: in.Body.grant()})
		return &web.Done{Receipt: receipt}, err
	})
}

func (s *Service) postIssue(ctx context.Context, who web.Caller, in *issueInput) (*web.Done, error) {
	if s.known.checkRoles(in.Body.Roles) != nil {
		heard(ctx, s.log)
	}
	if err := s.known.checkRoles(in.Body.Roles); err != nil {
		return nil, err
	}
	command := key.Issue{Actor: in.Body.Actor, Existing: in.Body.Existing, Label: in.Body.Label, Expires: in.Body.Expires}
	for _, r := range in.Body.Roles {
		command.Grants = append(command.Grants, r.grant())
	}
	receipt, presented, err := s.issue(ctx, who.Command(s.now()), command)
	if err != nil {
		return nil, err
	}
	result := issuedKey{Key: presented, Note: "Keep it now: it is not kept here and cannot be shown again."}
	if presented == "" {
		result.Note = "This key was issued by an earlier request and cannot be shown again. If it did not arrive, revoke it and issue another."
	}
	return &web.Done{Receipt: receipt, Location: "/keys/" + receipt.ID, Result: result}, nil
}

func (s *Service) get(ctx context.Context, who web.Caller, in *struct {
	ID string `path:"id"`
},
) (*keyView, error) {
	st, version, ok, err := s.keys.Find(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, fault.NotFoundf("key.unknown", "There is no such key.")
	}
	who.ETag(version)
	v := viewOf(in.ID, st, version, s.now())
	return &v, nil
}
