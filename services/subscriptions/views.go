package subscriptions

import (
	"context"
	"slices"
	"strings"
	"time"

	"makcomblang.id/pkg/contract"
	"makcomblang.id/services/internal/policy"
	"makcomblang.id/services/internal/web"
	"makcomblang.id/services/subscriptions/endpoint"
)

const (
	deadScanned = 2000 // letters of all lanes that one request looks through
	deadShown   = 100
)

// endpointView is an endpoint as its holder sees it, without its secret.
type endpointView struct {
	ID       string                    `json:"id" doc:"Id of the endpoint."`
	Version  uint64                    `json:"version" doc:"Its version."`
	URL      string                    `json:"url" doc:"Where it is."`
	Label    string                    `json:"label,omitempty" doc:"What it is for."`
	Owner    string                    `json:"owner" doc:"Opaque id of the actor it belongs to."`
	State    string                    `json:"state" enum:"active,unverified,disabled" doc:"Whether it gets deliveries."`
	Reason   string                    `json:"reason,omitempty" enum:"gone,failing,by-hand" doc:"Why it is disabled."`
	Filter   contract.EndpointFilter   `json:"filter" doc:"What it wants."`
	Settings contract.EndpointSettings `json:"settings" doc:"How it wants it."`
	Notice   *noticeView               `json:"notice,omitempty" doc:"The last notice that it will be disabled, while its failures go on."`
	Health   *healthView               `json:"health,omitempty" doc:"How it fares; in the answer for one endpoint."`
}

type healthView struct {
	Delivered    uint64     `json:"delivered" doc:"Attempts that succeeded."`
	Failed       uint64     `json:"failed" doc:"Attempts that failed."`
	Fails        int        `json:"fails_in_a_row" doc:"Failures since the last success."`
	FailingSince *time.Time `json:"failing_since,omitempty" doc:"First of them."`
	Percent      int        `json:"percent_to_disabling" doc:"How far it is on the way to being disabled for failing."`
}

func viewOf(id string, st endpoint.State, version uint64) endpointView {
	v := endpointView{
		ID: id, Version: version, URL: st.URL, Label: st.Label, Owner: st.Owner, State: "active",
		Reason: st.Disabled, Filter: st.Filter, Settings: st.Settings,
	}
	switch {
	case st.Disabled != "":
		v.State = "disabled"
	case !st.Active():
		v.State = "unverified"
	}
	return v
}

type endpointList struct {
	Items []endpointView `json:"items" nullable:"false" doc:"The endpoints, by id."`
}

func (s *Service) list(ctx context.Context, who web.Caller, _ *struct{}) (*endpointList, error) {
	out := endpointList{Items: []endpointView{}}
	states := map[string]endpoint.State{}
	s.endpoints.All(func(id string, st endpoint.State, version uint64) bool {
		if st.Exists() && who.May(policy.EndpointRead, policy.Object{Holder: st.Owner}) {
			out.Items, states[id] = append(out.Items, viewOf(id, st, version)), st
		}
		return true
	})
	for i := range out.Items { // outside of All, which keeps the follow loop waiting: the vault may be asked
		v := &out.Items[i]
		v.Notice = s.noticeOf(ctx, v.ID, states[v.ID])
	}
	slices.SortFunc(out.Items, func(a, b endpointView) int { return strings.Compare(a.ID, b.ID) })
	return &out, nil
}

func (s *Service) get(ctx context.Context, who web.Caller, in *idInput) (*endpointView, error) {
	st, version, err := s.mine(ctx, who, policy.EndpointRead, in.ID)
	if err != nil {
		return nil, err
	}
	h, _, err := s.journal.read(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	h = h.since(st.Resumed)
	v := viewOf(in.ID, st, version)
	v.Notice = s.noticeOf(ctx, in.ID, st)
	v.Health = &healthView{
		Delivered: h.Delivered, Failed: h.Failed, Fails: h.Fails, Percent: h.percent(s.opt.Wall(), s.opt.FailAfter),
	}
	if !h.FailingSince.IsZero() {
		v.Health.FailingSince = &h.FailingSince
	}
	who.ETag(version)
	return &v, nil
}

type attemptList struct {
	Items []attemptView `json:"items" nullable:"false" doc:"The attempts, newest first."`
}

func (s *Service) deliveries(ctx context.Context, who web.Caller, in *idInput) (*attemptList, error) {
	if _, _, err := s.mine(ctx, who, policy.EndpointRead, in.ID); err != nil {
		return nil, err
	}
	_, list, err := s.journal.read(ctx, in.ID)
	out := attemptList{Items: make([]attemptView, len(list))}
	for i, n := range list {
		out.Items[i] = n.view()
	}
	return &out, err
}

type deadView struct {
	Letter   uint64    `json:"letter" doc:"Names the letter, for revive."`
	Delivery string    `json:"delivery" doc:"Id of the delivery."`
	Fact     string    `json:"fact" doc:"Id of the fact."`
	Type     string    `json:"type" doc:"Type of the fact."`
	Seq      uint64    `json:"position,omitempty" doc:"Its place in the log."`
	Reason   string    `json:"reason" doc:"Why it was given up."`
	At       time.Time `json:"at" doc:"When."`
}

type deadList struct {
	Items []deadView `json:"items" nullable:"false" doc:"The deliveries, oldest first."`
	Next  uint64     `json:"next,omitempty" doc:"Send this as after to go on."`
}

type deadInput struct {
	ID    string `path:"id"`
	After uint64 `query:"after" doc:"Letters behind this one."`
}

func (s *Service) dead(ctx context.Context, who web.Caller, in *deadInput) (*deadList, error) {
	if _, _, err := s.mine(ctx, who, policy.EndpointRead, in.ID); err != nil {
		return nil, err
	}
	letters, err := s.queue.DeadLetters(ctx, in.After, deadScanned)
	if err != nil {
		return nil, err
	}
	out := deadList{Items: []deadView{}}
	for _, l := range letters {
		if l.Lane != in.ID {
			continue
		}
		p, err := openParcel(l.Body)
		if err != nil {
			p = parcel{ID: l.Delivery}
		}
		out.Items = append(out.Items, deadView{l.Seq, p.ID, p.Fact, p.Type, p.Seq, l.Reason, l.Time.UTC()})
		if len(out.Items) == deadShown {
			out.Next = l.Seq
			return &out, nil
		}
	}
	if len(letters) == deadScanned {
		out.Next = letters[len(letters)-1].Seq
	}
	return &out, nil
}
