package innovations

import (
	"context"
	"net/http"

	"makcomblang.id/pkg/calendar"
	"makcomblang.id/pkg/contract"
	"makcomblang.id/pkg/event"
	"makcomblang.id/pkg/intake"
	"makcomblang.id/services/innovations/owner"
	"makcomblang.id/services/internal/policy"
	"makcomblang.id/services/internal/web"
)

type ownerBody struct {
	ID string `json:"id,omitempty" doc:"Id of the owner; made from the Idempotency-Key if absent."`
	contract.OwnerRegistered
	Stated
}

type capacityBody struct {
	contract.OwnerCapacitySet
	Stated
}

type blockBody struct {
	Block  string        `json:"block,omitempty" doc:"Id of the entry; made from the Idempotency-Key if absent. The same id again moves the entry."`
	From   calendar.Date `json:"from" doc:"First day."`
	To     calendar.Date `json:"to" doc:"Last day."`
	Trips  int           `json:"trips" doc:"Trips that it takes of each period that it touches, 0 to 10000; at least 1 for guests."`
	Why    string        `json:"why" enum:"outside-guests,blackout" doc:"Guests from outside the programme, or days without visits."`
	Source string        `json:"source" doc:"Who stated it."`
	Stated
}

type sessionBody struct {
	Session    string          `json:"session,omitempty" doc:"Id of the session; made from the Idempotency-Key if absent."`
	Innovation string          `json:"innovation" doc:"Id of a practice of this owner."`
	Period     calendar.Period `json:"period" doc:"Visiting period."`
	Seats      int             `json:"seats" doc:"Regions that can take part; at most the group seats that are offered."`
	Source     string          `json:"source" doc:"Who stated it."`
	Stated
}

func (s *Service) ownerCommands(site *web.Site) {
	web.Command(site, web.Op{
		Method: http.MethodPost, Path: "/owners", ID: "register-owner", Tag: "owners", Creates: true, Stands: true,
		Summary: "Enter an owner; the same content again changes nothing.", Action: policy.PracticeWrite,
	}, s.registerOwner)
	onOwner(s, site, "/capacity", "set-capacity", "State how many guest groups and trips the owner takes in a period.", policy.CapacityWrite,
		func(_ web.Caller, _ string, b capacityBody) func(owner.State) decision[owner.State] {
			return func(st owner.State) decision[owner.State] {
				return owner.SetCapacity{Around: s.aroundOwner(st, b.Basis), Capacity: b.OwnerCapacitySet}
			}
		})
	onOwner(s, site, "/calendar", "block-calendar", "Take days out of the calendar, also for guests from outside the programme.", policy.CapacityWrite,
		func(who web.Caller, _ string, b blockBody) func(owner.State) decision[owner.State] {
			entry := contract.OwnerCalendarBlocked{Block: b.Block, From: b.From, To: b.To, Trips: b.Trips, Why: b.Why, Source: b.Source}
			if entry.Block == "" {
				entry.Block = who.Mint("b")
			}
			return func(st owner.State) decision[owner.State] {
				return owner.BlockCalendar{Around: s.aroundOwner(st, b.Basis), Block: entry}
			}
		})
	onOwner(s, site, "/sessions", "open-session", "Open a group session; it takes one trip of the period.", policy.SessionOpen, s.openSession)
}

// onOwner registers a command to one owner, permitted by that owner: by its id, which no other command can change in
// between.
func onOwner[B interface{ basis() event.Basis }](
	s *Service, site *web.Site, path, id, summary string, action policy.Action,
	build func(who web.Caller, id string, body B) func(owner.State) decision[owner.State],
) {
	op := web.Op{Method: http.MethodPost, Path: "/owners/{id}" + path, ID: id, Tag: "owners", Summary: summary, Action: action}
	web.Command(site, op, func(ctx context.Context, who web.Caller, in *byID[B]) (*web.Done, error) {
		if err := s.knownOwner(ctx, in.ID); err != nil {
			return nil, err
		}
		if err := who.Allow(action, policy.Object{Owner: in.ID}); err != nil {
			return nil, err
		}
		r, err := handle(ctx, s.owners, who.Command(s.opt.Now()), in.ID, build(who, in.ID, in.Body))
		return done(r, ""), err
	})
}

func (s *Service) registerOwner(ctx context.Context, who web.Caller, in *struct{ Body ownerBody }) (*web.Done, error) {
	id, err := idOr(in.Body.ID, who, "o")
	if err != nil {
		return nil, err
	}
	if err := who.Allow(policy.PracticeWrite, policy.Object{Owner: id}); err != nil {
		return nil, err
	}
	r, err := handle(ctx, s.owners, who.Command(s.opt.Now()), id, func(st owner.State) decision[owner.State] {
		return owner.Register{Around: s.aroundOwner(st, in.Body.Basis), Owner: in.Body.OwnerRegistered}
	})
	return done(r, "/owners/"+id), err
}

func (s *Service) openSession(who web.Caller, id string, b sessionBody) func(owner.State) decision[owner.State] {
	session := contract.OwnerSessionOpened{
		Session: b.Session, Innovation: b.Innovation, Period: b.Period, Seats: b.Seats, Source: b.Source,
	}
	if session.Session == "" {
		session.Session = who.Mint("s")
	}
	return func(st owner.State) decision[owner.State] {
		p, _, known := s.practices.Get(b.Innovation)
		return owner.OpenSession{
			Around:  s.aroundOwner(st, b.Basis),
			Session: session,
			Practice: owner.Practice{
				Known: known, Mine: p.Profile.Owner == id, Retired: p.Retired, Stopped: p.Stopped(),
				GroupSeats: p.Offers[b.Period].GroupSeats,
			},
			Approved:  s.heard.trips(id, b.Period),
			Elsewhere: s.sessionElsewhere(session.Session, id),
		}
	}
}

// idOr is the id that the caller chose, or one that a repeated request gets
// again.
func idOr(chosen string, who web.Caller, prefix string) (string, error) {
	if chosen == "" {
		return who.Mint(prefix), nil
	}
	return chosen, intake.ID("id", chosen)
}
