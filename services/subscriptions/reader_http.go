package subscriptions

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"makcomblang.id/pkg/contract"
	"makcomblang.id/pkg/event"
	"makcomblang.id/pkg/fault"
	"makcomblang.id/services/internal/eventlog"
	"makcomblang.id/services/internal/mailer"
	"makcomblang.id/services/internal/policy"
	"makcomblang.id/services/internal/web"
	"makcomblang.id/services/subscriptions/subscription"
)

const (
	maxReaders  = 50    // subscriptions of one actor
	previewScan = 20000 // facts that a preview looks through
	readerTag   = "Mail"
)

// ReaderWishes are what a holder chooses.
type ReaderWishes struct {
	Types    []string `json:"types,omitempty" doc:"Fact types wanted; absent: all that have words for people."`
	Regions  []string `json:"regions,omitempty" doc:"Codes of regions; a province takes its regencies and cities in."`
	Sectors  []string `json:"sectors,omitempty" doc:"Ids of sectors."`
	Problems []string `json:"problems,omitempty" doc:"Ids of problems."`
	Hosts    []string `json:"hosts,omitempty" doc:"Ids of owners of practices."`
	Statuses []string `json:"statuses,omitempty" doc:"lagging, graduated: only what concerns a region of that legal status."`
	Bases    []string `json:"bases,omitempty" doc:"Only what rests on one of official, press, reading, sample."`
	Cadence  string   `json:"cadence" doc:"at-once, or a digest at 08.00 local time: daily, or weekly on Mondays."`
	TimeZone string   `json:"time_zone,omitempty" doc:"Whose 08.00 it is: Asia/Jakarta (default), Asia/Pontianak, Asia/Makassar or Asia/Jayapura."`
	Label    string   `json:"label,omitempty" doc:"What it is for; no name, address or number of a person."`
}

func (w ReaderWishes) filter() contract.SubscriptionFilter {
	return contract.SubscriptionFilter{
		Types: w.Types, Regions: w.Regions, Sectors: w.Sectors, Problems: w.Problems, Hosts: w.Hosts, Statuses: w.Statuses, Bases: w.Bases,
	}
}

func (w ReaderWishes) settings() contract.SubscriptionSettings {
	zone := w.TimeZone
	if zone == "" {
		zone = "Asia/Jakarta"
	}
	return contract.SubscriptionSettings{Cadence: w.Cadence, TimeZone: zone, Label: w.Label}
}

type openInput struct {
	Body struct {
		Channel string `json:"channel" doc:"person, office (a role mailbox) or page (saved, no mail)."`
		Address string `json:"address,omitempty" doc:"Mail address for person and office; it is kept encrypted and stands in no fact."`
		ReaderWishes
	}
}

type rechooseInput struct {
	ID   string `path:"id"`
	Body struct{ ReaderWishes }
}

// opening is the answer to a new or changed subscription.
type opening struct {
	Matches  int      `json:"matches" doc:"How many of the latest facts it would have told you of."`
	Scanned  int      `json:"scanned" doc:"How many facts were looked at for that."`
	Warnings []string `json:"warnings,omitempty" doc:"filter.silent: nothing of these matches; filter.region_unknown, filter.hosts_unknown: one of them is not registered."`
}

// readerView is a subscription as its holder sees it, without the address.
type readerView struct {
	ID       string                        `json:"id" doc:"Id of the subscription."`
	Version  uint64                        `json:"version" doc:"Its version."`
	Channel  string                        `json:"channel" enum:"person,office,page" doc:"How it tells."`
	Owner    string                        `json:"owner" doc:"Opaque id of the actor it belongs to."`
	State    string                        `json:"state" enum:"active,unconfirmed,paused" doc:"Whether mails are sent."`
	Reason   string                        `json:"reason,omitempty" enum:"by-hand,bounced" doc:"Why it is paused."`
	Filter   contract.SubscriptionFilter   `json:"filter" doc:"What it wants."`
	Settings contract.SubscriptionSettings `json:"settings" doc:"How it wants it."`
}

type readerList struct {
	Items []readerView `json:"items" nullable:"false" doc:"The subscriptions, by id."`
}

func readerViewOf(id string, st subscription.State, version uint64) readerView {
	v := readerView{
		ID: id, Version: version, Channel: st.Channel, Owner: st.Owner, State: "active", Reason: st.Paused, Filter: st.Filter, Settings: st.Settings,
	}
	switch {
	case st.Paused != "":
		v.State = "paused"
	case st.Channel != subscription.Page && !st.Confirmed:
		v.State = "unconfirmed"
	}
	return v
}

func (s *Service) readerRoutes(site *web.Site) {
	route := func(method, path, id, summary string, action policy.Action) web.Op {
		o := op(method, "/subscriptions"+path, id, summary, action)
		o.Tag = readerTag
		return o
	}
	web.Command(site, route(http.MethodPost, "", "open-subscription", "Be told by mail; the address has to answer first", policy.SubscriptionWrite).Makes(opening{}), s.postSubscription)
	web.Query(site, route(http.MethodGet, "", "list-subscriptions", "Your subscriptions; the ministry sees all", policy.SubscriptionRead), s.listReaders)
	web.Query(site, route(http.MethodGet, "/{id}", "get-subscription", "One subscription", policy.SubscriptionRead), s.getReader)
	web.Query(site, route(http.MethodGet, "/{id}/preview", "preview-subscription", "What it would tell now, with the reasons, and as text for WhatsApp", policy.SubscriptionRead), s.preview)
	web.Command(site, route(http.MethodPost, "/{id}/change", "change-subscription", "Replace filter, cadence, time zone and label", policy.SubscriptionWrite), s.rechoose)
	for _, step := range []struct {
		path, summary string
		decide        func(subscription.State) (eventlog.Draft, error)
	}{
		{"pause", "Stop mails", func(st subscription.State) (eventlog.Draft, error) {
			return draft(subscription.Pause(st, subscription.ByHand))
		}},
		{"resume", "Start mails again; what happened meanwhile is left out", func(st subscription.State) (eventlog.Draft, error) { return draft(subscription.Resume(st)) }},
		{"close", "End the subscription and purge the address", func(st subscription.State) (eventlog.Draft, error) {
			return draft(subscription.Close(st, subscription.ByHand))
		}},
	} {
		web.Command(site, route(http.MethodPost, "/{id}/"+step.path, step.path+"-subscription", step.summary, policy.SubscriptionWrite),
			func(ctx context.Context, who web.Caller, in *plainInput) (*web.Done, error) {
				return s.stepReader(ctx, who, in.ID, step.decide)
			})
	}
}

// postSubscription stores the address first: a subscription without one could not be told anything.
func (s *Service) postSubscription(ctx context.Context, who web.Caller, in *openInput) (*web.Done, error) {
	id := who.Mint("s")
	command := subscription.Open{Channel: in.Body.Channel, Owner: who.Subject.Actor, Filter: in.Body.filter(), Settings: in.Body.settings()}
	_, _, known := s.readers.Get(id)
	if !known {
		if err := s.mayOpen(command, in.Body.Address); err != nil {
			return nil, err
		}
		if in.Body.Channel != subscription.Page {
			address, _ := mailer.ParseAddress(in.Body.Address)
			if err := s.vault.Put(ctx, addressName(id), []byte(address)); err != nil {
				return nil, err
			}
		}
	}
	receipt, err := s.readers.Handle(ctx, who.Command(s.opt.Now()), id, func(st subscription.State, _ uint64) (eventlog.Draft, error) {
		return draft(command.Decide(st))
	})
	if err != nil {
		return nil, err
	}
	st, _, _ := s.readers.Get(id)
	if st.Exists() && st.Channel != subscription.Page && !st.Confirmed {
		if err := s.enqueue(ctx, event.MintID("c", id, "", ""), order{Kind: mailConfirm, Subscription: id}); err != nil {
			return nil, err
		}
	}
	result, err := s.wouldTell(ctx, st)
	return &web.Done{Receipt: receipt, Location: "/subscriptions/" + id, Result: result}, err
}

// mayOpen gives every fault of a new subscription before anything is stored.
func (s *Service) mayOpen(command subscription.Open, address string) error {
	var faults fault.List
	_, err := command.Decide(subscription.State{})
	if err == nil {
		err = checkWords(command.Filter.Sectors, command.Filter.Problems)
	}
	faults.Add(err)
	mail := command.Channel == subscription.Person || command.Channel == subscription.Office
	if _, aerr := mailer.ParseAddress(address); mail && aerr != nil {
		faults.Add(fault.Invalid("address", "subscription.address", "This is not a mail address.", "one address, name@host"))
	}
	if !mail && address != "" {
		faults.Add(fault.Invalid("address", "subscription.address", "A page needs no address.", "no address for this channel"))
	}
	if err := faults.Err(); err != nil {
		return err
	}
	if mail && s.opt.People.Mailer == nil {
		return fault.Conflictf("mail.off", "This server sends no mail. Save the subscription for the page instead.")
	}
	n := 0
	s.readers.All(func(_ string, st subscription.State, _ uint64) bool {
		if st.Exists() && st.Owner == command.Owner {
			n++
		}
		return true
	})
	if n >= maxReaders {
		return fault.Conflictf("subscription.many", "One holder has at most %d subscriptions. Close one that is not needed.", maxReaders)
	}
	return nil
}

func (s *Service) rechoose(ctx context.Context, who web.Caller, in *rechooseInput) (*web.Done, error) {
	command := subscription.Change{Filter: in.Body.filter(), Settings: in.Body.settings()}
	done, err := s.stepReader(ctx, who, in.ID, func(st subscription.State) (eventlog.Draft, error) {
		if err := checkWords(command.Filter.Sectors, command.Filter.Problems); err != nil {
			return eventlog.Draft{}, err
		}
		return draft(command.Decide(st))
	})
	if err != nil {
		return nil, err
	}
	st, _, _ := s.readers.Get(in.ID)
	done.Result, err = s.wouldTell(ctx, st)
	return done, err
}

func (s *Service) stepReader(ctx context.Context, who web.Caller, id string, decide func(subscription.State) (eventlog.Draft, error)) (*web.Done, error) {
	st, _, ok, err := s.readers.Find(ctx, id)
	if err != nil {
		return nil, err
	}
	if !ok || !who.May(policy.SubscriptionWrite, policy.Object{Holder: st.Owner}) {
		return nil, noSubscription()
	}
	receipt, err := s.readers.Handle(ctx, who.Command(s.opt.Now()), id, func(st subscription.State, _ uint64) (eventlog.Draft, error) {
		return decide(st)
	})
	return &web.Done{Receipt: receipt}, err
}

func noSubscription() error {
	return fault.NotFoundf("subscription.unknown", "There is no such subscription.")
}

func (s *Service) listReaders(_ context.Context, who web.Caller, _ *struct{}) (*readerList, error) {
	out := readerList{Items: []readerView{}}
	s.readers.All(func(id string, st subscription.State, version uint64) bool {
		if st.Exists() && who.May(policy.SubscriptionRead, policy.Object{Holder: st.Owner}) {
			out.Items = append(out.Items, readerViewOf(id, st, version))
		}
		return true
	})
	slices.SortFunc(out.Items, func(a, b readerView) int { return strings.Compare(a.ID, b.ID) })
	return &out, nil
}

func (s *Service) reader(ctx context.Context, who web.Caller, id string) (subscription.State, uint64, error) {
	st, version, ok, err := s.readers.Find(ctx, id)
	if err != nil {
		return st, 0, err
	}
	if !ok || !st.Exists() || !who.May(policy.SubscriptionRead, policy.Object{Holder: st.Owner}) {
		return st, 0, noSubscription()
	}
	return st, version, nil
}

func (s *Service) getReader(ctx context.Context, who web.Caller, in *idInput) (*readerView, error) {
	st, version, err := s.reader(ctx, who, in.ID)
	if err != nil {
		return nil, err
	}
	who.ETag(version)
	v := readerViewOf(in.ID, st, version)
	return &v, nil
}
