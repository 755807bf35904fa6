package matches

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"makcomblang.id/pkg/contract"
	"makcomblang.id/pkg/event"
	"makcomblang.id/pkg/fault"
	"makcomblang.id/services/internal/eventlog"
	"makcomblang.id/services/internal/policy"
	"makcomblang.id/services/internal/web"
	"makcomblang.id/services/matches/load"
	"makcomblang.id/services/matches/match"
)

// object is what the policy asks about a match.
func object(p contract.MatchProposed) policy.Object {
	return policy.Object{Region: p.Region, Owner: p.Owner}
}

// known finds a match for a caller who may read it; for others it does not exist.
func (s *Service) known(ctx context.Context, who web.Caller, id string) (match.State, error) {
	m, _, ok, err := s.matches.Find(ctx, id)
	if err != nil {
		return m, err
	}
	if !ok || !who.May(policy.MatchRead, object(m.Proposal)) {
		return m, fault.NotFoundf("match.unknown", "There is no such match, or it is not for you to see.")
	}
	return m, nil
}

// tie names the side of the match that the caller belongs to, or "": an officer of the region or of the government that
// owns the practice, the practice's innovator, and the delegate of a province whose own government is a side. It looks at
// all keys of the actor, not at the presented one alone.
func (s *Service) tie(who policy.Subject, p contract.MatchProposed) string {
	var government string
	if o, ok := s.cat.Owner(p.Owner); ok {
		government = token(o.Region)
	}
	for _, g := range slices.Concat(who.Grants, s.opt.Grants(who.Actor)) {
		official := g.Role == policy.Region || g.Role == policy.Hub
		switch {
		case g.Role == policy.Innovator && g.Scope == p.Owner, official && government != "" && token(g.Scope) == government:
			return load.Owner
		case official && token(g.Scope) == token(p.Region):
			return load.Region
		}
	}
	return ""
}

func token(code string) string { return strings.Replace(code, ".", "", 1) }

// decision reads what a person says about a match.
func (s *Service) decision(who web.Caller, m match.State, in decideBody, required bool) (match.Decision, error) {
	d := match.Decision{Tie: s.tie(who.Subject, m.Proposal), Today: s.today(), Until: in.Until}
	if d.Tie != "" { // say that before anything about the text
		return d, nil
	}
	var err error
	d.Reason, err = match.ParseReason("reason", in.Reason, required)
	return d, err
}

// approve says yes and takes the need's visit and the loads, in one batch: either all of it stands in the log or nothing.
func (s *Service) approve(ctx context.Context, who web.Caller, in *decideInput) (*web.Done, error) {
	m, d, err := s.deciding(ctx, who, in, false)
	if err != nil {
		return nil, err
	}
	if err := s.settle(ctx); err != nil {
		return nil, fault.Unavailable(err, "The facts of a moment ago cannot be read yet; please try again.")
	}
	approved := func(m match.State, _ uint64) (eventlog.Draft, error) {
		var basis event.Basis
		if m.Status.Open() && d.Tie == "" {
			ev, err := s.evaluate(m.Proposal, d.Today)
			if err != nil {
				return eventlog.Draft{}, err
			}
			d.Gates, basis = gatesOf(ev, m.Proposal.Origin == match.FromOverride), ev.Basis
		}
		got, err := m.Approve(d)
		return draft(got, event.Weakest(basis, m.Basis)), err
	}
	parts := []eventlog.Part{eventlog.Step(s.matches, in.ID, approved)}
	for _, c := range s.claims(in.ID, m.Proposal) {
		parts = append(parts, eventlog.Step(s.loads, c.load, func(l load.State, _ uint64) (eventlog.Draft, error) {
			if c.open { // the owner answered that there is room, and named no number
				c.take.Limit = l.Taken() + 1
			}
			got, err := l.Take(c.take)
			return draft(got, c.basis), err
		}))
	}
	return s.commit(ctx, who, parts...)
}

// reopen takes a decision back and gives back what an approval took.
func (s *Service) reopen(ctx context.Context, who web.Caller, in *decideInput) (*web.Done, error) {
	m, d, err := s.deciding(ctx, who, in, true)
	if err != nil {
		return nil, err
	}
	parts := []eventlog.Part{eventlog.Step(s.matches, in.ID, func(m match.State, _ uint64) (eventlog.Draft, error) {
		got, err := m.Reopen(d)
		return draft(got, m.Basis), err
	})}
	for _, c := range s.claims(in.ID, m.Proposal) {
		parts = append(parts, eventlog.Step(s.loads, c.load, func(l load.State, _ uint64) (eventlog.Draft, error) {
			return draft(l.Release(in.ID, d.Reason), ""), nil
		}))
	}
	return s.commit(ctx, who, parts...)
}

func (s *Service) reject(ctx context.Context, who web.Caller, in *decideInput) (*web.Done, error) {
	return s.decide(ctx, who, in, func(m match.State, d match.Decision) (eventlog.Draft, error) {
		got, err := m.Reject(d)
		return draft(got, m.Basis), err
	})
}

func (s *Service) deferUntil(ctx context.Context, who web.Caller, in *decideInput) (*web.Done, error) {
	return s.decide(ctx, who, in, func(m match.State, d match.Decision) (eventlog.Draft, error) {
		got, err := m.Defer(d)
		return draft(got, m.Basis), err
	})
}

// decide is a decision that moves the match alone.
func (s *Service) decide(ctx context.Context, who web.Caller, in *decideInput, say func(match.State, match.Decision) (eventlog.Draft, error)) (*web.Done, error) {
	_, d, err := s.deciding(ctx, who, in, true)
	if err != nil {
		return nil, err
	}
	return s.commit(ctx, who, eventlog.Step(s.matches, in.ID, func(m match.State, _ uint64) (eventlog.Draft, error) {
		return say(m, d)
	}))
}

// deciding is what every decision begins with: the match, whether the caller may decide it, and what is said.
func (s *Service) deciding(ctx context.Context, who web.Caller, in *decideInput, required bool) (match.State, match.Decision, error) {
	m, err := s.known(ctx, who, in.ID)
	if err != nil {
		return m, match.Decision{}, err
	}
	if err := who.Allow(policy.MatchDecide, object(m.Proposal)); err != nil {
		return m, match.Decision{}, err
	}
	d, err := s.decision(who, m, in.Body, required)
	return m, d, err
}

// commit appends the parts and answers with the first, which is the match.
func (s *Service) commit(ctx context.Context, who web.Caller, parts ...eventlog.Part) (*web.Done, error) {
	receipts, err := s.log.Commit(ctx, who.Command(s.now()), parts...)
	if err != nil {
		return nil, err
	}
	s.note(receipts...)
	first := receipts[0]
	first.Seq = receipts[len(receipts)-1].Seq // a reader sees the whole batch
	for _, r := range receipts {
		first.Seq = max(first.Seq, r.Seq)
	}
	data, err := contract.Decode(first.Fact)
	if err != nil {
		return nil, fmt.Errorf("matches: read what was decided: %w", err)
	}
	state := match.State{}.Apply(first.Fact, data) // what this fact led to, also if it is repeated after others
	return &web.Done{Receipt: first, Result: decided{string(state.Status)}}, nil
}

// capacity is one claim of a match on somebody's capacity.
type capacity struct {
	load    string // aggregate id
	take    load.Take
	basis   event.Basis
	open    bool // no number was stated
	assumed bool // the number is the system's own assumption
}

// claims are all that an approval takes: the one visit of the need, said first because it names the match that has it,
// and what the sides give.
func (s *Service) claims(id string, p contract.MatchProposed) []capacity {
	need := capacity{
		load: load.NeedID(p.Need, p.Period),
		take: load.Take{Match: id, Side: load.Need, Holder: p.Need, Period: p.Period, Limit: 1},
	}
	return append([]capacity{need}, s.capacities(id, p)...)
}

// capacities are what an approval takes of the sides: a seat of the group session or else a trip of the owner, and a visit of the
// region. A session has taken its trip of the owner when it was opened.
func (s *Service) capacities(id string, p contract.MatchProposed) []capacity {
	absorbs := s.cat.Absorption(p.Region, p.Period)
	region := capacity{
		load: load.RegionID(token(p.Region), p.Period), basis: absorbs.Basis, assumed: !absorbs.Stated,
		take: load.Take{Match: id, Side: load.Region, Holder: p.Region, Period: p.Period, Limit: absorbs.Visits},
	}
	if p.Mode == modeGroup {
		seats, _ := s.cat.SessionSeats(p.Session)
		return []capacity{{
			load: load.SessionID(p.Session), basis: seats.Basis,
			take: load.Take{Match: id, Side: load.Session, Holder: p.Session, Period: p.Period, Limit: seats.Seats},
		}, region}
	}
	trips := s.cat.OwnerCapacity(p.Owner, p.Period)
	return []capacity{{
		load: load.OwnerID(p.Owner, p.Period), basis: trips.Basis, open: !trips.Stated,
		take: load.Take{Match: id, Side: load.Owner, Holder: p.Owner, Period: p.Period, Limit: trips.Limit()},
	}, region}
}
