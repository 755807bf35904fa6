package matches_test

import (
	"fmt"
	"net/http"
	"sync"
	"testing"

	"makcomblang.id/pkg/contract"
	"makcomblang.id/services/internal/eventlog/eventlogtest"
	"makcomblang.id/services/internal/policy"
	"makcomblang.id/services/internal/web/webtest"
)

// TestNobodyPassesTheOwnersCapacity: eight coordinators approve eight matches of an owner that takes three groups, all at
// once. Three get a yes; the others are told in a sentence, and nothing of theirs stands in the log.
func TestNobodyPassesTheOwnersCapacity(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ids := make([]answer, len(regionsOf))
	for i, code := range regionsOf {
		ids[i] = w.propose(edat, code)
	}
	answers := make([]webtest.Response, len(ids))
	callers := make([]caller, len(ids))
	for i := range ids {
		callers[i] = w.person(fmt.Sprintf("c-%d", i), policy.Grant{Role: policy.Coordinator})
	}
	var all sync.WaitGroup
	for i, m := range ids {
		all.Go(func() { answers[i] = decide(callers[i], m.ID, "approve", m.Version, nil, webtest.Key("same-key")) })
	}
	all.Wait()
	var approved []int
	for i, a := range answers {
		switch a.Status {
		case http.StatusOK:
			w.done(a)
			approved = append(approved, i)
		case http.StatusConflict:
			if p := a.Problem(); (p.Code != "load.full" && p.Code != "gate.no") || p.Detail == "" {
				t.Errorf("got %+v, want a sentence about the capacity", p)
			}
		default:
			t.Errorf("got status %d: %s", a.Status, a.Body)
		}
	}
	if len(approved) != 3 {
		t.Fatalf("%d were approved, want 3", len(approved))
	}
	approveAgain(w, callers[approved[0]], ids[approved[0]])
	taken, states := 0, map[string]int{}
	for _, m := range ids {
		s := w.show(callers[0], m.ID)
		taken = s.Today.Capacity[0].Taken
		states[s.State]++
	}
	if taken != 3 || states["approved"] != 3 || states["proposed"] != 5 {
		t.Errorf("the log holds %v with %d taken", states, taken)
	}
}

// approveAgain repeats an approval with its key: it is answered, not done again.
func approveAgain(w *world, c caller, m answer) {
	w.t.Helper()
	before := w.log.Position()
	again := decide(c, m.ID, "approve", m.Version, nil, webtest.Key("same-key")).Want(http.StatusOK)
	if again.Header.Get("Idempotency-Replayed") != "true" {
		w.t.Error("a repeated approval was not recognised")
	}
	p := decide(c, m.ID, "approve", m.Version, reason("Another body."), webtest.Key("same-key")).Want(http.StatusUnprocessableEntity).Problem()
	if p.Code != "idempotency.reused" {
		w.t.Errorf("a reused key: got %+v", p)
	}
	if got := w.log.Position(); got != before {
		w.t.Errorf("a repetition moved the log from %d to %d", before, got)
	}
}

// TestTwoProcessesShareOneCapacity: two processes of the service approve over one log. The loser of a race decides again
// on what the winner wrote.
func TestTwoProcessesShareOneCapacity(t *testing.T) {
	t.Parallel()
	srv := eventlogtest.Start(t, t.TempDir())
	one := newWorldOver(t, eventlogtest.Open(t, eventlogtest.Connect(t, srv), ""))
	one.furnish()
	var ids []answer
	for _, code := range regionsOf {
		ids = append(ids, one.propose(edat, code))
	}
	two := newWorldOver(t, eventlogtest.Open(t, eventlogtest.Connect(t, srv), ""))
	answers := make([]webtest.Response, len(ids))
	var all sync.WaitGroup
	for i, m := range ids {
		c := []caller{one.coordinator(), two.coordinator()}[i%2]
		all.Go(func() { answers[i] = decide(c, m.ID, "approve", m.Version, nil) })
	}
	all.Wait()
	approved := 0
	for _, a := range answers {
		switch a.Status {
		case http.StatusOK:
			approved++
		case http.StatusConflict:
		default:
			t.Errorf("got status %d: %s", a.Status, a.Body)
		}
	}
	if approved != 3 {
		t.Errorf("%d were approved, want 3", approved)
	}
}

func TestRegionAbsorbsNoMoreThanItSaid(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.seed("9403", &contract.RegionAbsorptionSet{Period: "2027", Visits: 1, Source: "s"})
	c := w.coordinator()
	w.seed("9403", &contract.NeedDeclared{Need: "9403-stunting", Problem: "stunting", Priority: 4, Statement: "s", Source: "s"})
	w.seed(rumor, &contract.InnovationRevised{InnovationProfile: contract.InnovationProfile{
		Title: rumor, Owner: bintuni, Sector: "health", MainProblem: "stunting", Addresses: []string{"stunting"}, LaunchedYear: 2010,
		Nature: "replicable", Country: "Indonesia", Classified: "reading", Source: "s",
	}})
	other := override(rumor, "94.03")
	other["need"] = "9403-stunting"
	first, second := w.propose(edat, "94.03"), w.done(c.Post("/api/v1/matches", other).Want(http.StatusCreated))
	w.seed(rumor, &contract.InnovationLivenessChecked{State: "continuing", CheckedOn: "2026-10-01", Source: "s"})
	first = w.done(decide(c, first.ID, "approve", first.Version, nil).Want(http.StatusOK))
	before := w.log.Position()
	p := decide(c, second.ID, "approve", second.Version, nil).Want(http.StatusConflict).Problem()
	if p.Code != "load.full" || !hasField(p, "capacity.region") {
		t.Errorf("got %+v", p)
	}
	if got := w.log.Position(); got != before {
		t.Error("a refused approval left something in the log")
	}
	decide(c, first.ID, "reopen", first.Version, reason("The other practice fits better.")).Want(http.StatusOK)
	decide(c, second.ID, "approve", second.Version, nil).Want(http.StatusOK)
}

// TestOneVisitForANeed: two practices were proposed for one need and period, and two coordinators approve them at once.
// One gets a yes, the other is told which match has it; when that is taken back, the other can be approved.
func TestOneVisitForANeed(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.seed(rumor, &contract.InnovationLivenessChecked{State: "continuing", CheckedOn: "2026-10-01", Source: "s"})
	both := []answer{w.propose(edat, "94.03"), w.propose(rumor, "94.03")}
	later := override(rumor, "94.03")
	later["period"] = "2028"
	answers := make([]webtest.Response, len(both))
	callers := []caller{w.coordinator(), w.person("c-2", policy.Grant{Role: policy.Coordinator})}
	var all sync.WaitGroup
	for i, m := range both {
		all.Go(func() { answers[i] = decide(callers[i], m.ID, "approve", m.Version, nil) })
	}
	all.Wait()
	won := 0
	if answers[0].Status != http.StatusOK {
		won = 1
	}
	yes := w.done(answers[won].Want(http.StatusOK))
	p := answers[1-won].Want(http.StatusConflict).Problem()
	if p.Code != "need.met" || p.Extra["match"] != yes.ID {
		t.Errorf("a second visit for a need: got %+v, want the other match named", p)
	}
	if s := w.show(callers[0], both[1-won].ID); s.State != "proposed" || len(s.Today.Capacity) != 2 {
		t.Errorf("the refused match: got %+v", s)
	}
	decide(callers[0], yes.ID, "reopen", yes.Version, reason("The other practice fits better.")).Want(http.StatusOK)
	w.done(decide(callers[0], both[1-won].ID, "approve", both[1-won].Version, nil).Want(http.StatusOK))
	// Another period is another visit, for which nobody has stated a capacity yet.
	m := w.done(callers[0].Post("/api/v1/matches", later).Want(http.StatusCreated))
	if p := decide(callers[0], m.ID, "approve", m.Version, nil).Want(http.StatusConflict).Problem(); p.Code != "gate.unknown" {
		t.Errorf("the same need a year later: got %+v", p)
	}
}

// TestSessionSeats: a group session takes a trip when it is opened; its seats are then the capacity, and the owner's
// trips are left alone.
func TestSessionSeats(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.seed(bintuni, &contract.OwnerSessionOpened{Session: "malaria-1", Innovation: edat, Period: "2027", Seats: 2, Source: "s"})
	c := w.coordinator()
	for i, code := range regionsOf[:3] {
		body := override(edat, code)
		body["mode"], body["session"] = "group", "malaria-1"
		m := w.done(c.Post("/api/v1/matches", body).Want(http.StatusCreated))
		r := decide(c, m.ID, "approve", m.Version, nil)
		if i < 2 {
			w.done(r.Want(http.StatusOK))
		} else if p := r.Want(http.StatusConflict).Problem(); p.Code != "load.full" || !hasField(p, "capacity.session") {
			t.Errorf("a third seat of two: got %+v", p)
		}
	}
	m := w.propose(edat, regionsOf[3])
	if s := w.show(c, m.ID); s.Today.Capacity[0].Limit != 2 || s.Today.Capacity[0].Taken != 0 {
		t.Errorf("the session took more of the owner than its trip: %+v", s.Today.Capacity)
	}
}

// TestOfferByMode: an owner that offers one journey for a practice makes one journey, however many trips it has.
func TestOfferByMode(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.seed(edat, &contract.InnovationVisitsOffered{Period: "2027", Outgoing: 1, Virtual: 5, MaxDelegation: 10, Source: "s"})
	c := w.coordinator()
	for i, code := range regionsOf[:2] {
		body := override(edat, code)
		body["mode"] = "outgoing"
		m := w.done(c.Post("/api/v1/matches", body).Want(http.StatusCreated))
		r := decide(c, m.ID, "approve", m.Version, nil)
		if i == 0 {
			r.Want(http.StatusOK)
		} else if p := r.Want(http.StatusConflict).Problem(); p.Code != "gate.no" || !hasField(p, "gates.capacity") {
			t.Errorf("a second journey of one: got %+v", p)
		}
	}
}
