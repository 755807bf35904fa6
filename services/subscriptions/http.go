package subscriptions

import (
	"context"
	"net/http"

	"makcomblang.id/pkg/contract"
	"makcomblang.id/services/internal/eventlog"
	"makcomblang.id/services/internal/policy"
	"makcomblang.id/services/internal/web"
	"makcomblang.id/services/subscriptions/endpoint"
)

const (
	tag     = "Subscriptions"
	feedTag = "Feeds"
)

// Wishes are what a holder can choose about an endpoint, at its registration and later.
type Wishes struct {
	Types     []string `json:"types,omitempty" doc:"Fact types wanted; absent: all that you may hear."`
	Region    string   `json:"region,omitempty" doc:"Only facts that concern this region; a province takes its regencies and cities in."`
	Hosts     []string `json:"hosts,omitempty" doc:"Only facts that concern one of these owners of practices."`
	Sectors   []string `json:"sectors,omitempty" doc:"Only facts about one of these sectors."`
	Problems  []string `json:"problems,omitempty" doc:"Only facts about one of these problems."`
	Bases     []string `json:"bases,omitempty" doc:"Only facts that rest on one of official, press, reading, sample."`
	Mode      string   `json:"mode,omitempty" doc:"fat (the default): the whole document; thin: without its data."`
	InFlight  int      `json:"in_flight,omitempty" doc:"Deliveries at the same time, 1 to 8; absent: 4."`
	PerMinute int      `json:"per_minute,omitempty" doc:"Deliveries per minute at most; absent: no limit."`
	Label     string   `json:"label,omitempty" doc:"What the endpoint is for; no name, address or number of a person."`
}

func (w Wishes) filter() contract.EndpointFilter {
	return contract.EndpointFilter{
		Types: w.Types, Region: w.Region, Hosts: w.Hosts, Sectors: w.Sectors, Problems: w.Problems, Bases: w.Bases,
	}
}

func (w Wishes) settings() contract.EndpointSettings {
	return contract.EndpointSettings{Mode: w.Mode, InFlight: w.InFlight, PerMinute: w.PerMinute}
}

type registerInput struct {
	Body struct {
		URL    string `json:"url" doc:"Where to deliver: https, a public name, port 443 or 8443, no user, query or fragment."`
		Secret string `json:"secret,omitempty" doc:"Your own secret (whsec_ and the base64 of 24 to 64 random bytes); absent: one is made and shown once."`
		Wishes
	}
}

type changeInput struct {
	ID   string `path:"id"`
	Body struct{ Wishes }
}

type idInput struct {
	ID string `path:"id"`
}

// plainInput is a command without choices; its body may be {}.
type plainInput struct {
	ID   string `path:"id"`
	Body struct{}
}

// opened is what the holder learns once.
type opened struct {
	Secret   string   `json:"secret,omitempty" doc:"Secret of the signatures (Standard Webhooks v1). It is shown this once."`
	Verified bool     `json:"verified" doc:"Whether deliveries begin at once; if not, send verify."`
	Warnings []string `json:"warnings,omitempty" doc:"Codes of what will keep the endpoint silent: filter.region_never, hosts_never, sectors_never, problems_never (the types are never about one); filter.region_unknown, hosts_unknown (not registered)."`
}

// Routes registers the operations of the service.
func (s *Service) Routes(site *web.Site) {
	web.Command(site, op(http.MethodPost, "/endpoints", "register-endpoint", "Register a place that wants deliveries", policy.EndpointWrite).Makes(opened{}), s.postEndpoint)
	web.Query(site, op(http.MethodGet, "/endpoints", "list-endpoints", "Your endpoints; the ministry sees all", policy.EndpointRead), s.list)
	web.Query(site, op(http.MethodGet, "/endpoints/{id}", "get-endpoint", "One endpoint and how it fares", policy.EndpointRead), s.get)
	web.Query(site, op(http.MethodGet, "/endpoints/{id}/deliveries", "list-deliveries", "The last hundred attempts, newest first", policy.EndpointRead), s.deliveries)
	web.Query(site, op(http.MethodGet, "/endpoints/{id}/dead", "list-dead-deliveries", "Deliveries that were given up, oldest first", policy.EndpointRead), s.dead)
	web.Command(site, op(http.MethodPost, "/endpoints/{id}/change", "change-endpoint", "Replace filter, settings and label", policy.EndpointWrite).Gives(opened{}), s.postChange)
	web.Command(site, op(http.MethodPost, "/endpoints/{id}/verify", "verify-endpoint", "Send the signed challenge; a right answer starts deliveries", policy.EndpointWrite), s.postVerify)
	web.Command(site, op(http.MethodPost, "/endpoints/{id}/rotate", "rotate-secret", "Make a new secret; the old one signs beside it for a while", policy.EndpointWrite).Gives(opened{}), s.postRotate)
	web.Command(site, op(http.MethodPost, "/endpoints/{id}/disable", "disable-endpoint", "Stop deliveries; what happens meanwhile is kept", policy.EndpointWrite), s.postDisable)
	web.Command(site, op(http.MethodPost, "/endpoints/{id}/enable", "enable-endpoint", "Start deliveries again, with what was missed", policy.EndpointWrite), s.postEnable)
	web.Command(site, op(http.MethodPost, "/endpoints/{id}/remove", "remove-endpoint", "End the endpoint and purge its secrets", policy.EndpointWrite), s.postRemove)
	web.Command(site, op(http.MethodPost, "/endpoints/{id}/replay", "replay-deliveries", "Deliver the facts of a window again", policy.EndpointWrite).Gives(replayed{}), s.postReplay)
	web.Command(site, op(http.MethodPost, "/endpoints/{id}/deliveries/{delivery}/resend", "resend-delivery", "Deliver one fact again", policy.EndpointWrite).Gives(replayed{}), s.postResend)
	web.Command(site, op(http.MethodPost, "/endpoints/{id}/dead/{letter}/revive", "revive-delivery", "Put a delivery that was given up back into its lane", policy.EndpointWrite).Gives(replayed{}), s.postRevive)
	test := op(http.MethodPost, "/endpoints/{id}/test", "test-endpoint", "Send a signed test event now and show the answer", policy.EndpointWrite).Gives(probed{})
	test.NoKey = true
	web.Command(site, test, s.postTest)
	headers := op(http.MethodPost, "/endpoints/{id}/headers", "set-endpoint-headers", "Replace your own headers on deliveries, such as Authorization; they are kept encrypted", policy.EndpointWrite)
	headers.NoKey = true
	web.Command(site, headers, s.postHeaders)
	s.feedRoutes(site)
	s.exportRoute(site)
	s.schemaRoutes(site)
	s.peopleRoutes(site)
}

func op(method, path, id, summary string, action policy.Action) web.Op {
	o := web.Op{Method: method, Path: path, ID: id, Summary: summary, Tag: tag, Action: action}
	if method == http.MethodPost {
		o.MaxBody = 64 << 10
	}
	return o
}

func (s *Service) postEndpoint(ctx context.Context, who web.Caller, in *registerInput) (*web.Done, error) {
	receipt, secret, err := s.register(ctx, who, endpoint.Register{
		URL: in.Body.URL, Filter: in.Body.filter(), Settings: in.Body.settings(), Label: in.Body.Label,
	}, in.Body.Secret)
	if err != nil {
		return nil, err
	}
	st, _, _ := s.endpoints.Get(receipt.ID)
	result := opened{Secret: secret, Verified: st.Active(), Warnings: s.silence(st.Filter)}
	return &web.Done{Receipt: receipt, Location: "/endpoints/" + receipt.ID, Result: result}, nil
}

func (s *Service) postChange(ctx context.Context, who web.Caller, in *changeInput) (*web.Done, error) {
	st, _, err := s.mine(ctx, who, policy.EndpointWrite, in.ID)
	if err != nil {
		return nil, err
	}
	holder, ok := s.holder(st)
	if !ok {
		holder = endpoint.Holder{}
	}
	command := endpoint.Change{Filter: in.Body.filter(), Settings: in.Body.settings(), Label: in.Body.Label}
	receipt, err := s.change(ctx, who, in.ID, func(st endpoint.State) (eventlog.Draft, error) {
		if err := checkWords(command.Filter.Sectors, command.Filter.Problems); err != nil {
			return eventlog.Draft{}, err
		}
		return draft(command.Decide(st, holder))
	})
	if err != nil {
		return nil, err
	}
	st, _, _ = s.endpoints.Get(in.ID)
	return &web.Done{Receipt: receipt, Result: opened{Verified: st.Active(), Warnings: s.silence(st.Filter)}}, nil
}

func (s *Service) postVerify(ctx context.Context, who web.Caller, in *plainInput) (*web.Done, error) {
	st, _, err := s.mine(ctx, who, policy.EndpointWrite, in.ID)
	if err != nil {
		return nil, err
	}
	if !st.Verified {
		if err := s.challenge(ctx, in.ID, st); err != nil {
			return nil, err
		}
	}
	receipt, err := s.change(ctx, who, in.ID, func(st endpoint.State) (eventlog.Draft, error) {
		return draft(endpoint.Verify{}.Decide(st))
	})
	return &web.Done{Receipt: receipt}, err
}

func (s *Service) postTest(ctx context.Context, who web.Caller, in *plainInput) (*web.Done, error) {
	st, version, err := s.mine(ctx, who, policy.EndpointWrite, in.ID)
	if err != nil {
		return nil, err
	}
	result, err := s.test(ctx, in.ID, st)
	return &web.Done{Receipt: eventlog.Receipt{ID: in.ID, Version: version}, Result: result}, err
}
