package matches_test

import (
	"context"
	"crypto/rand"
	"fmt"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"go.uber.org/goleak"

	"makcomblang.id/pkg/contract"
	"makcomblang.id/pkg/event"
	"makcomblang.id/services/internal/catalogue"
	"makcomblang.id/services/internal/eventlog"
	"makcomblang.id/services/internal/eventlog/eventlogtest"
	"makcomblang.id/services/internal/policy"
	"makcomblang.id/services/internal/queue"
	"makcomblang.id/services/internal/views"
	"makcomblang.id/services/internal/web/webtest"
	"makcomblang.id/services/matches"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// Ids of the small world that every test starts with.
const (
	bintuni = "kabupaten-teluk-bintuni" // teaches malaria work, takes three groups in 2027
	edat    = "sistem-edat-malaria"     // runs, confirmed
	rumor   = "kabar-malaria"           // of the same owner; nobody has said whether it runs
	abroad  = "malaria-abroad"          // of a foreign owner
)

// regionsOf are eight regencies with the need malaria.
var regionsOf = []string{"91.01", "91.02", "94.03", "94.04", "95.01", "95.02", "53.01", "53.02"}

type world struct {
	*webtest.Harness
	t       *testing.T
	log     *eventlog.Log
	service *matches.Service
	ledgers map[string]*eventlog.Ledger[int]
	seeds   atomic.Int64
	onLook  atomic.Pointer[func()]
	view    eventlogtest.Away // of another service in the same process
}

// newWorld starts the service over an embedded log. Reactions run only after react.
func newWorld(t *testing.T) *world {
	t.Helper()
	w := newWorldOver(t, eventlogtest.New(t))
	w.furnish()
	return w
}

// newWorldOver starts the service over a log that may hold facts already.
func newWorldOver(t *testing.T, log *eventlog.Log) *world {
	t.Helper()
	w := &world{t: t, log: log, ledgers: map[string]*eventlog.Ledger[int]{}}
	for _, kind := range []string{"owner", "innovation", "region", "plan"} {
		w.ledgers[kind] = eventlog.NewLedger(log, kind, func(n int, _ eventlog.Record) int { return n + 1 })
	}
	if err := queue.Ensure(t.Context(), log.Conn(), 1); err != nil { // a pair that must not be becomes a dead letter
		t.Fatal(err)
	}
	w.Harness = webtest.New(t, log)
	service, err := matches.New(log, views.NewMemoryChecked(), catalogue.New(log), matches.Options{Now: w.now, Grants: w.grants, AllowSample: true})
	if err != nil {
		t.Fatal(err)
	}
	w.service = service
	service.Routes(w.Site)
	log.Attach(&w.view)
	eventlogtest.Run(t, log)
	return w
}

// now is the service's clock; a test can have something happen at a moment when the service looks at it.
func (w *world) now() time.Time {
	if look := w.onLook.Swap(nil); look != nil {
		(*look)()
	}
	return eventlogtest.Now()
}

func (w *world) grants(actor string) []policy.Grant {
	s, _ := w.Directory.ByActor(actor, eventlogtest.Now())
	return s.Grants
}

// react runs the service's reactions until the end of the test.
func (w *world) react() {
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- w.service.Run(ctx) }()
	w.t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			w.t.Error(err)
		}
	})
}

// seed appends a fact of another service and waits until it is folded.
func (w *world) seed(id string, data any) eventlog.Receipt {
	w.t.Helper()
	f := event.Fact{Type: contract.TypeOf(data)}
	r, err := w.ledgers[f.Kind()].Handle(w.t.Context(), eventlog.Command{Actor: "seed", Route: "seed", Key: fmt.Sprint(w.seeds.Add(1))}, id,
		func(int, uint64) (eventlog.Draft, error) {
			return eventlog.Draft{Data: data, Basis: event.Official}, nil
		})
	if err == nil {
		err = w.log.Wait(w.t.Context(), r.Seq)
	}
	if err != nil {
		w.t.Fatal(err)
	}
	return r
}

func (w *world) furnish() {
	w.seed(bintuni, &contract.OwnerRegistered{Name: "Kabupaten Teluk Bintuni", Region: "92.06", Country: "Indonesia", Source: "s"})
	w.seed(bintuni, &contract.OwnerCapacitySet{Period: "2027", Trips: 3, Source: "s"})
	w.seed("other-country", &contract.OwnerRegistered{Name: "Agency", Country: "Italy", Source: "s"})
	for _, id := range []string{edat, rumor, abroad} {
		p := contract.InnovationProfile{
			Title: id, Owner: bintuni, Sector: "health", MainProblem: "malaria", Addresses: []string{"malaria"}, LaunchedYear: 2010,
			Nature: "replicable", Country: "Indonesia", Classified: "reading", Source: "s",
		}
		if id == abroad {
			p.Owner, p.Country = "other-country", "Italy"
		}
		w.seed(id, &contract.InnovationRegistered{InnovationProfile: p})
		w.seed(id, &contract.InnovationVisitsOffered{Period: "2027", Outgoing: 9, Incoming: 9, Virtual: 9, MaxDelegation: 10, Source: "s"})
	}
	w.seed(edat, &contract.InnovationLivenessChecked{State: "continuing", CheckedOn: "2026-10-01", Source: "s"})
	for _, code := range append([]string{"92.06"}, regionsOf...) {
		id := code[:2] + code[3:]
		w.seed(id, &contract.RegionRegistered{Code: code, Name: "Kabupaten " + code, Level: "regency", Parent: code[:2], Source: "s"})
		w.seed(id, &contract.NeedDeclared{Need: id + "-malaria", Problem: "malaria", Priority: 4, Statement: "s", Source: "s"})
	}
}

func (w *world) coordinator() caller { return w.As(policy.Coordinator, "") }

// caller sends requests with a key of its own.
type caller struct {
	webtest.Caller
	auth webtest.Request
}

func (c caller) Get(path string, change ...webtest.Request) webtest.Response {
	return c.Caller.Get(path, append([]webtest.Request{c.auth}, change...)...)
}

func (c caller) Post(path string, body any, change ...webtest.Request) webtest.Response {
	return c.Caller.Post(path, body, append([]webtest.Request{c.auth}, change...)...)
}

// As is somebody with a role; the actor is "<role>" or "<role>-<scope>".
func (w *world) As(role policy.Role, scope string) caller {
	return w.person(strings.TrimSuffix(string(role)+"-"+scope, "-"), policy.Grant{Role: role, Scope: scope})
}

// person is somebody with any number of roles.
func (w *world) person(actor string, grants ...policy.Grant) caller {
	w.t.Helper()
	if len(grants) == 1 && grants[0].Role == policy.Public {
		return caller{w.Harness.As(policy.Public, ""), func(*http.Request) {}}
	}
	id, key, hash, err := policy.NewKey(rand.Reader)
	if err != nil {
		w.t.Fatal(err)
	}
	facts := []any{&contract.KeyIssued{Actor: actor, Hash: hash, Label: actor}}
	for _, g := range grants {
		facts = append(facts, &contract.RoleGranted{Role: string(g.Role), Scope: g.Scope})
	}
	for _, data := range facts {
		f := event.Fact{Type: contract.TypeOf(data), Subject: id}
		if err := w.Directory.Follow([]eventlog.Record{{Fact: f, Data: data}}); err != nil {
			w.t.Fatal(err)
		}
	}
	return caller{w.Harness.As(policy.Public, ""), webtest.Header("Authorization", "Bearer "+key)}
}

type answer struct {
	ID       string `json:"id"`
	Version  uint64 `json:"version"`
	Position uint64 `json:"position"`
}

// propose has the coordinator choose a practice for a region.
func (w *world) propose(practice, code string) answer {
	w.t.Helper()
	return w.done(w.coordinator().Post("/api/v1/matches", override(practice, code)).Want(http.StatusCreated))
}

func override(practice, code string) map[string]any {
	return map[string]any{
		"origin": "override", "innovation": practice, "need": code[:2] + code[3:] + "-malaria", "period": "2027",
		"mode": "virtual", "reason": "The region has asked for it twice.",
	}
}

// done reads the answer of a command and waits until it is folded.
func (w *world) done(r webtest.Response) answer {
	w.t.Helper()
	var a answer
	r.Decode(&a)
	if err := w.log.Wait(w.t.Context(), a.Position); err != nil {
		w.t.Fatal(err)
	}
	return a
}

// decide sends a decision on a version.
func decide(c caller, id, verb string, version uint64, body map[string]any, more ...webtest.Request) webtest.Response {
	if body == nil {
		body = map[string]any{}
	}
	return c.Post("/api/v1/matches/"+id+"/"+verb, body, append([]webtest.Request{webtest.Match(version)}, more...)...)
}

type shown struct {
	State   string `json:"state"`
	Version uint64 `json:"version"`
	Today   struct {
		Waits []string `json:"waits"`
		Gates []struct {
			Gate, Answer, Question string
			Blocking               bool
			Says                   map[string]string
		}
		Parts    []map[string]any
		Capacity []struct {
			Side         string
			Stated       bool
			Limit, Taken int
		}
	} `json:"today"`
	Questions []map[string]any `json:"questions"`
	History   []struct{ Type, By, Reason, At string }
	Basis     string `json:"basis"`
}

func (w *world) show(c caller, id string) shown {
	w.t.Helper()
	var s shown
	c.Get("/api/v1/matches/" + id).Want(http.StatusOK).Decode(&s)
	return s
}
