package web_test

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"go.uber.org/goleak"

	"makcomblang.id/pkg/event"
	"makcomblang.id/pkg/fault"
	"makcomblang.id/pkg/region"
	"makcomblang.id/services/internal/eventlog"
	"makcomblang.id/services/internal/policy"
	"makcomblang.id/services/internal/web"
	"makcomblang.id/services/internal/web/webtest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// stillLog is a log that stands where the test puts it.
type stillLog struct {
	position atomic.Uint64
	health   atomic.Pointer[eventlog.Health]
	caughtUp chan struct{}
	comes    func() // what another process wrote, folded by the next Refresh
	unheard  error  // why it is not known whether anything came
}

func newStillLog() *stillLog {
	l := &stillLog{caughtUp: make(chan struct{})}
	close(l.caughtUp)
	l.position.Store(7)
	l.health.Store(&eventlog.Health{Writes: true})
	return l
}

func (l *stillLog) Position() uint64          { return l.position.Load() }
func (l *stillLog) CaughtUp() <-chan struct{} { return l.caughtUp }
func (l *stillLog) Health() eventlog.Health   { return *l.health.Load() }

// Refresh says that nothing came, unless a test has something come.
func (l *stillLog) Refresh(context.Context, string) (bool, error) {
	if l.comes == nil {
		return false, l.unheard
	}
	l.comes()
	l.comes = nil
	return true, nil
}

func (l *stillLog) Wait(ctx context.Context, seq uint64) error {
	if l.position.Load() >= seq {
		return nil
	}
	<-ctx.Done()
	return ctx.Err()
}

type thing struct {
	Title  string      `json:"title" minLength:"1" maxLength:"20"`
	Count  int         `json:"count,omitempty" minimum:"0" maximum:"5"`
	Price  float64     `json:"price,omitempty"`
	Urgent bool        `json:"urgent,omitempty"`
	Kind   string      `json:"kind,omitempty" enum:"clinic,school"`
	Tags   []string    `json:"tags,omitempty" maxItems:"3" uniqueItems:"true"`
	Place  region.Code `json:"place,omitempty"`
	When   time.Time   `json:"when,omitzero"`
	Part   struct {
		Name  string `json:"name,omitempty"`
		Seats int    `json:"seats,omitempty"`
	} `json:"part,omitzero"`
}

type thingInput struct {
	Body thing
}

type approveInput struct {
	ID   string `path:"id" maxLength:"20"`
	Body struct {
		Reason string `json:"reason" minLength:"3" maxLength:"200"`
	}
}

// api is a tiny service that remembers what its handlers were given.
type api struct {
	*webtest.Harness
	log *stillLog

	mu       sync.Mutex
	things   []thing
	commands []eventlog.Command
}

func newAPI(t *testing.T, options ...webtest.Option) *api {
	t.Helper()
	a := &api{log: newStillLog()}
	a.Harness = webtest.New(t, a.log, options...)
	a.routes()
	return a
}

func (a *api) routes() {
	s := a.Site
	web.Query(s, web.Op{Method: "GET", Path: "/things", ID: "list-things", Action: policy.PracticeRead, Public: true}, a.list)
	web.Query(s, web.Op{Method: "GET", Path: "/plans", ID: "list-plans", Action: policy.PlanRead}, a.list)
	web.Command(s, web.Op{Method: "POST", Path: "/things", ID: "make-thing", Action: policy.NeedWrite, Creates: true}, a.create)
	web.Command(s, web.Op{
		Method: "POST", Path: "/things/{id}/approve", ID: "approve-thing", Action: policy.MatchDecide, NeedsMatch: true,
	}, a.approve)
	web.Command(s, web.Op{Method: "PUT", Path: "/things/{id}/ping", ID: "ping-thing", Action: policy.NeedWrite},
		func(_ context.Context, who web.Caller, in *struct {
			ID string `path:"id"`
		},
		) (*web.Done, error) {
			return a.done(who, in.ID, ""), nil
		})
	web.Command(s, web.Op{Method: "POST", Path: "/things/{id}/try", ID: "try-thing", Action: policy.NeedWrite},
		func(_ context.Context, who web.Caller, in *struct {
			ID   string `path:"id"`
			Body struct {
				Note string `json:"note,omitempty"`
			}
		},
		) (*web.Done, error) {
			return a.done(who, in.ID, ""), nil
		})
	web.Raw(s, web.Op{Method: "POST", Path: "/upload", ID: "upload", Action: policy.ImportWrite, MaxBody: 64},
		func(_ context.Context, who web.Caller, w http.ResponseWriter, r *http.Request) error {
			var v any
			if err := json.NewDecoder(r.Body).Decode(&v); err != nil {
				return err
			}
			_, err := w.Write([]byte("taken"))
			return err
		})
	web.Raw(s, web.Op{Method: "GET", Path: "/boom/{how}", ID: "boom", Action: policy.ExportRead},
		func(_ context.Context, _ web.Caller, _ http.ResponseWriter, r *http.Request) error {
			if r.PathValue("how") == "panic" {
				panic("secret-value in a panic")
			}
			return errors.New("secret-value in an error")
		})
	web.Page(s, "/usulan/{id}", policy.PortalRead, func(r *web.PageRequest) (*web.Rendered, error) {
		if r.Param("id") == "gone" {
			return nil, fault.NotFoundf("match.unknown", "There is no such proposal.")
		}
		return &web.Rendered{Body: []byte("<h1>" + r.Param("id") + "</h1>")}, nil
	})
}

type listInput struct {
	Cursor string `query:"cursor" maxLength:"400"`
	Limit  int    `query:"limit" minimum:"1" maximum:"10" default:"2"`
	Sector string `query:"sector"`
}

func (a *api) list(_ context.Context, who web.Caller, in *listInput) (*web.PageOf[string], error) {
	at, err := a.Site.ParseCursor("things?"+in.Sector, in.Cursor)
	if err != nil {
		return nil, err
	}
	who.ETag(4)
	if at.After == "b" {
		return &web.PageOf[string]{Items: []string{"c"}}, nil
	}
	return &web.PageOf[string]{Items: []string{"a", "b"}, Next: a.Site.Cursor("things?"+in.Sector, web.Cursor{After: "b"})}, nil
}

func (a *api) create(_ context.Context, who web.Caller, in *thingInput) (*web.Done, error) {
	if err := who.Allow(policy.NeedWrite, policy.Object{Region: "92.06"}); err != nil {
		return nil, err
	}
	a.mu.Lock()
	a.things = append(a.things, in.Body)
	a.mu.Unlock()
	id := who.Mint("t")
	return a.done(who, id, "/things/"+id), nil
}

func (a *api) approve(_ context.Context, who web.Caller, in *approveInput) (*web.Done, error) {
	if err := who.Allow(policy.MatchDecide, policy.Object{Region: "92.06"}); err != nil {
		return nil, err
	}
	if *who.IfMatch() != 3 {
		return nil, fault.Stalef("version.stale", "It was changed since.").With("decided_by", "a-9").
			With("decided_at", "2026-11-21T01:00:00Z").With("status", "999")
	}
	return a.done(who, in.ID, ""), nil
}

func (a *api) done(who web.Caller, id, location string) *web.Done {
	c := who.Command(webtest.Now)
	a.mu.Lock()
	defer a.mu.Unlock()
	a.commands = append(a.commands, c)
	return &web.Done{Location: location, Receipt: eventlog.Receipt{
		ID: id, Version: 4, Seq: 42, FactID: event.CommandID(c.Actor, c.Route, "thing", id, "x", c.Key),
	}}
}

// calls says how often a command reached its handler's end.
func (a *api) calls() int {
	a.mu.Lock()
	defer a.mu.Unlock()
	return len(a.commands)
}

func (a *api) coordinator() webtest.Caller { return a.As(policy.Coordinator, "") }
