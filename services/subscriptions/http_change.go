package subscriptions

import (
	"context"
	"strconv"
	"time"

	"makcomblang.id/pkg/contract"
	"makcomblang.id/pkg/fault"
	"makcomblang.id/services/internal/eventlog"
	"makcomblang.id/services/internal/policy"
	"makcomblang.id/services/internal/web"
	"makcomblang.id/services/subscriptions/endpoint"
)

type rotateInput struct {
	ID   string `path:"id"`
	Body struct {
		Overlap *int   `json:"overlap_seconds,omitempty" doc:"How long the old secret signs beside the new one, 0 to 604800; absent: 86400 (24 hours)."`
		Secret  string `json:"secret,omitempty" doc:"Your own new secret; absent: one is made and shown once."`
	}
}

type enableInput struct {
	ID   string `path:"id"`
	Body struct {
		SkipMissed bool `json:"skip_missed,omitempty" doc:"Leave out what happened while deliveries were stopped."`
	}
}

type removeInput struct {
	ID   string `path:"id"`
	Body struct {
		Reason string `json:"reason,omitempty" maxLength:"200" doc:"Why."`
	}
}

type replayInput struct {
	ID   string `path:"id"`
	Body struct {
		After  uint64    `json:"after,omitempty" doc:"Only facts behind this position of the log."`
		From   time.Time `json:"from,omitempty" doc:"Only facts decided at this time or later."`
		To     time.Time `json:"to,omitempty" doc:"Only facts decided before this time."`
		Types  []string  `json:"types,omitempty" doc:"Only these types, among those that the endpoint wants."`
		Region string    `json:"region,omitempty" doc:"Only facts that concern this region."`
	}
}

type resendInput struct {
	ID       string `path:"id"`
	Delivery string `path:"delivery"`
	Body     struct{}
}

type reviveInput struct {
	ID     string `path:"id"`
	Letter string `path:"letter"`
	Body   struct{}
}

type headersInput struct {
	ID   string `path:"id"`
	Body struct {
		Headers map[string]string `json:"headers" doc:"Names and values; an empty object removes all."`
	}
}

// postHeaders is no fact: the values are secrets, and sent twice it does the same.
func (s *Service) postHeaders(ctx context.Context, who web.Caller, in *headersInput) (*web.Done, error) {
	_, version, err := s.mine(ctx, who, policy.EndpointWrite, in.ID)
	if err != nil {
		return nil, err
	}
	if err := endpoint.CheckHeaders(in.Body.Headers); err != nil {
		return nil, err
	}
	err = s.secrets.setHeaders(ctx, in.ID, in.Body.Headers)
	return &web.Done{Receipt: eventlog.Receipt{ID: in.ID, Version: version}}, err
}

func (s *Service) postRotate(ctx context.Context, who web.Caller, in *rotateInput) (*web.Done, error) {
	st, _, err := s.mine(ctx, who, policy.EndpointWrite, in.ID)
	if err != nil {
		return nil, err
	}
	overlap := endpoint.DefaultOverlap
	if in.Body.Overlap != nil {
		overlap = time.Duration(*in.Body.Overlap) * time.Second
	}
	receipt, secret, err := s.rotate(ctx, who, in.ID, st, overlap, in.Body.Secret)
	if err != nil {
		return nil, err
	}
	return &web.Done{Receipt: receipt, Result: opened{Secret: secret, Verified: st.Active()}}, nil
}

func (s *Service) postDisable(ctx context.Context, who web.Caller, in *plainInput) (*web.Done, error) {
	return s.simple(ctx, who, in.ID, func(st endpoint.State) (eventlog.Draft, error) {
		return draft(endpoint.Disable{Reason: endpoint.ByHand}.Decide(st))
	})
}

func (s *Service) postEnable(ctx context.Context, who web.Caller, in *enableInput) (*web.Done, error) {
	return s.simple(ctx, who, in.ID, func(st endpoint.State) (eventlog.Draft, error) {
		return draft(endpoint.Enable{SkipMissed: in.Body.SkipMissed}.Decide(st))
	})
}

func (s *Service) simple(ctx context.Context, who web.Caller, id string, decide func(endpoint.State) (eventlog.Draft, error)) (*web.Done, error) {
	if _, _, err := s.mine(ctx, who, policy.EndpointWrite, id); err != nil {
		return nil, err
	}
	receipt, err := s.change(ctx, who, id, decide)
	return &web.Done{Receipt: receipt}, err
}

func (s *Service) postRemove(ctx context.Context, who web.Caller, in *removeInput) (*web.Done, error) {
	st, _, ok, err := s.endpoints.Find(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	if !ok || !who.May(policy.EndpointWrite, policy.Object{Holder: st.Owner}) {
		return nil, fault.NotFoundf("endpoint.unknown", "There is no such endpoint.")
	}
	remove := endpoint.Remove{Reason: in.Body.Reason}
	receipt, err := s.change(ctx, who, in.ID, func(st endpoint.State) (eventlog.Draft, error) { return draft(remove.Decide(st)) })
	return &web.Done{Receipt: receipt}, err
}

// postReplay is no fact of the log: what is put into the lane again is kept there. The command's key names the run, so
// that a retry of the request puts in nothing twice.
func (s *Service) postReplay(ctx context.Context, who web.Caller, in *replayInput) (*web.Done, error) {
	st, version, err := s.mine(ctx, who, policy.EndpointWrite, in.ID)
	if err != nil {
		return nil, err
	}
	w := window{
		After: in.Body.After, From: in.Body.From, To: in.Body.To,
		Filter: contract.EndpointFilter{Types: in.Body.Types, Region: in.Body.Region},
	}
	if err := endpoint.CheckFilter(w.Filter); err != nil {
		return nil, err
	}
	out, err := s.replay(ctx, in.ID, st, w, who.Mint("run"))
	return &web.Done{Receipt: eventlog.Receipt{ID: in.ID, Version: version}, Result: out}, err
}

func (s *Service) postResend(ctx context.Context, who web.Caller, in *resendInput) (*web.Done, error) {
	st, version, err := s.mine(ctx, who, policy.EndpointWrite, in.ID)
	if err != nil {
		return nil, err
	}
	rec, err := s.find(ctx, in.ID, in.Delivery)
	if err != nil {
		return nil, err
	}
	if holder, ok := s.holder(st); !ok || !s.mayHear(st, holder, rec.Fact, rec.Data) {
		return nil, fault.Forbiddenf("endpoint.holder", "The holder of this endpoint may not hear this fact any more.")
	}
	err = s.resend(ctx, in.ID, parcelOf(in.ID, rec), who.Mint("run"))
	return &web.Done{Receipt: eventlog.Receipt{ID: in.ID, Version: version}, Result: replayed{Deliveries: 1}}, err
}

func (s *Service) postRevive(ctx context.Context, who web.Caller, in *reviveInput) (*web.Done, error) {
	_, version, err := s.mine(ctx, who, policy.EndpointWrite, in.ID)
	if err != nil {
		return nil, err
	}
	seq, err := strconv.ParseUint(in.Letter, 10, 64)
	if err != nil || seq == 0 {
		return nil, fault.NotFoundf("letter.not_found", "There is no such dead letter.")
	}
	letters, err := s.queue.DeadLetters(ctx, seq-1, 1)
	if err != nil {
		return nil, err
	}
	if len(letters) == 0 || letters[0].Seq != seq || letters[0].Lane != in.ID {
		return nil, fault.NotFoundf("letter.not_found", "There is no such dead letter.")
	}
	if err := s.queue.Revive(ctx, seq); err != nil {
		return nil, err
	}
	return &web.Done{Receipt: eventlog.Receipt{ID: in.ID, Version: version}, Result: replayed{Deliveries: 1}}, nil
}
