package matches_test

import (
	"fmt"
	"net/http"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"makcomblang.id/pkg/contract"
	"makcomblang.id/services/internal/eventlog"
	"makcomblang.id/services/internal/policy"
)

func planned(practice, code string, priority int) contract.PlannedPair {
	return contract.PlannedPair{
		Innovation: practice, Owner: bintuni, Region: code, Need: code[:2] + code[3:] + "-malaria", Problem: "malaria",
		Priority: priority, Mode: "virtual", Score: 700000, Parts: contract.Parts{"need": 800000}, Basis: "reading",
	}
}

type listed struct {
	Items []struct {
		ID, State, Region, Plan, Origin, Basis string
		Priority                               int
		Version                                uint64
	}
	Next string
}

func (w *world) list(c caller, query string) listed {
	w.t.Helper()
	var l listed
	c.Get("/api/v1/matches?" + query).Want(http.StatusOK).Decode(&l)
	return l
}

// until waits until the log has grown by the facts that a reaction must append.
func (w *world) until(r eventlog.Receipt, facts int) {
	w.t.Helper()
	if err := w.log.Wait(w.t.Context(), r.Seq+uint64(facts)); err != nil {
		w.t.Fatal(err)
	}
}

func regionsIn(l listed) []string {
	var codes []string
	for _, i := range l.Items {
		codes = append(codes, i.Region)
	}
	return codes
}

// TestPlanBecomesProposals: a published plan fills the queue once; a withdrawn one takes back what nobody approved.
func TestPlanBecomesProposals(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.react()
	c := w.coordinator()
	mine := w.propose(edat, "53.01")
	pairs := []contract.PlannedPair{
		planned(edat, "94.03", 3), planned(edat, "91.01", 5), planned(edat, "95.01", 5), planned(edat, "92.06", 5), planned(edat, "53.01", 5),
	}
	published := &contract.PlanPublished{Period: "2027", Pairs: pairs, Rubric: 1}
	w.until(w.seed("p-one", published), 3) // not the self-match, not the coordinator's own
	l := w.list(c, "plan=p-one")
	if diff := cmp.Diff([]string{"91.01", "95.01", "94.03"}, regionsIn(l)); diff != "" {
		t.Errorf("the queue: %s", diff)
	}
	if i := l.Items[0]; i.State != "proposed" || i.Origin != "plan" || i.Basis != "reading" {
		t.Errorf("got %+v", i)
	}
	w.done(decide(c, l.Items[0].ID, "approve", l.Items[0].Version, nil).Want(http.StatusOK))
	// The same plan again, and a newer one that keeps one of the pairs.
	w.until(w.seed("p-two", &contract.PlanPublished{Period: "2027", Pairs: pairs[:2], Rubric: 1}), 1)
	w.until(w.seed("p-one", &contract.PlanWithdrawn{Reason: "New figures."}), 1)
	if diff := cmp.Diff([]string{"91.01"}, regionsIn(w.list(c, "plan=p-one&state=approved"))); diff != "" {
		t.Errorf("approved ones stay: %s", diff)
	}
	if diff := cmp.Diff([]string{"95.01"}, regionsIn(w.list(c, "plan=p-one&state=cancelled"))); diff != "" {
		t.Errorf("cancelled: %s", diff)
	}
	if got := w.list(c, "plan=p-two&state=proposed"); len(got.Items) != 1 || got.Items[0].Region != "94.03" {
		t.Errorf("the newer plan lost its pair: %+v", got)
	}
	if s := w.show(c, mine.ID); s.State != "proposed" || len(s.History) != 1 {
		t.Errorf("a plan moved the coordinator's own proposal: %+v", s)
	}
}

// TestWithdrawnBeforeItWasRead: a service that was away reads a plan that is withdrawn by then; nothing is proposed.
func TestWithdrawnBeforeItWasRead(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	gone := &contract.PlanPublished{Period: "2027", Pairs: []contract.PlannedPair{planned(edat, "94.03", 3)}}
	w.seed("p-one", gone)
	w.seed("p-one", &contract.PlanWithdrawn{Reason: "Too early."})
	w.react()
	kept := &contract.PlanPublished{Period: "2027", Pairs: []contract.PlannedPair{planned(edat, "91.01", 3)}}
	w.until(w.seed("p-two", kept), 1)
	if l := w.list(w.coordinator(), ""); len(l.Items) != 1 || l.Items[0].Plan != "p-two" {
		t.Errorf("got %+v, want the pair of p-two alone", l.Items)
	}
}

// TestWithdrawnWhileItIsRead: a plan is withdrawn after the service looked whether it holds and before it proposes the
// pair.
func TestWithdrawnWhileItIsRead(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	withdraw := func() { w.seed("p-one", &contract.PlanWithdrawn{Reason: "Too early."}) }
	w.seed("p-one", &contract.PlanPublished{Period: "2027", Pairs: []contract.PlannedPair{planned(edat, "94.03", 3)}})
	w.onLook.Store(&withdraw)
	before := w.log.Position()
	w.react()
	w.seed("p-two", &contract.PlanPublished{Period: "2027", Pairs: []contract.PlannedPair{planned(edat, "91.01", 3)}})
	if err := w.log.Wait(t.Context(), before+3); err != nil { // withdrawn, published, and the proposal of p-two
		t.Fatal(err)
	}
	for _, i := range w.list(w.coordinator(), "").Items {
		if i.Plan != "p-two" {
			t.Errorf("got %+v of a withdrawn plan", i)
		}
	}
}

// TestListPagesAndSight: pages hold every match once in the order of the queue, and nobody sees what is not theirs.
func TestListPagesAndSight(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.react()
	var pairs []contract.PlannedPair
	for i, code := range regionsOf {
		pairs = append(pairs, planned(edat, code, 1+i%5))
	}
	w.until(w.seed("p-one", &contract.PlanPublished{Period: "2027", Pairs: pairs, Rubric: 1}), len(pairs))
	c := w.coordinator()
	var codes []string
	var priorities []int
	for next := ""; ; {
		l := w.list(c, "limit=3&cursor="+next)
		codes = append(codes, regionsIn(l)...)
		for _, i := range l.Items {
			priorities = append(priorities, -i.Priority)
		}
		if next = l.Next; next == "" {
			break
		}
	}
	if len(codes) != len(regionsOf) || !slices.IsSorted(priorities) {
		t.Errorf("got %v with %v", codes, priorities)
	}
	first := w.list(c, "limit=3").Next
	c.Get("/api/v1/matches?limit=3&state=proposed&cursor=" + first).Want(http.StatusUnprocessableEntity)
	tests := []struct {
		who   caller
		query string
		want  int
	}{
		{w.As(policy.Auditor, ""), "", 8},
		{w.As(policy.Hub, "94"), "", 2},
		{w.As(policy.Region, "94.03"), "", 1},
		{w.As(policy.Region, "94.03"), "region=94.04", 0},
		{w.As(policy.Innovator, bintuni), "", 8},
		{w.As(policy.Innovator, "other-country"), "", 0},
		{c, "province=53", 2},
		{c, "region=9403", 1},
		{c, "owner=" + bintuni, 8},
		{c, "problem=stunting", 0},
		{c, "period=2028", 0},
		{c, "state=approved", 0},
		{c, "state=proposed", 8},
		{c, "need=9403-malaria", 1},
	}
	for i, tc := range tests {
		if got := w.list(tc.who, tc.query); len(got.Items) != tc.want {
			t.Errorf("%d (%s): got %d, want %d", i, tc.query, len(got.Items), tc.want)
		}
	}
	id := fmt.Sprint(w.list(c, "region=94.03").Items[0].ID)
	w.As(policy.Region, "94.04").Get("/api/v1/matches/" + id).Want(http.StatusNotFound)
	w.As(policy.Region, "94.03").Get("/api/v1/matches/" + id).Want(http.StatusOK)
	c.Get("/api/v1/matches?region=banyuwangi").Want(http.StatusUnprocessableEntity)
	c.Get("/api/v1/matches?limit=1000").Want(http.StatusUnprocessableEntity)
}
