package matcher_test

import (
	"maps"
	"slices"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"makcomblang.id/pkg/contract"
	"makcomblang.id/services/internal/policy"
	"makcomblang.id/services/internal/web/webtest"
)

// computed is the answer to the computation of a plan.
type computed struct {
	ID      string
	Version uint64
	Result  *planJSON
}

// compute asks a replica for a plan.
func (w *world) compute(at *webtest.Harness, body any, key string) (c computed) {
	w.t.Helper()
	at.As(policy.Coordinator, "").Post("/api/v1/plans", body, webtest.Key(key)).Want(201).Decode(&c)
	return c
}

// TestARepeatedPlanIsTheOneThatWasComputed: the answer got lost, and the same request comes when the period is over and
// the plan is published.
func TestARepeatedPlanIsTheOneThatWasComputed(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.fill()
	first := w.compute(w.http, scope, "k1")
	w.as(policy.Coordinator, "").Post("/api/v1/plans/"+first.ID+"/publish", nil, webtest.Match(1)).Want(200)
	w.clock.Add(500 * 24 * 3600)
	second := w.compute(w.http, scope, "k1")
	if diff := cmp.Diff(first, second); diff != "" || first.Result == nil || len(first.Result.Pairs) != 2 {
		t.Errorf("got %+v, %s", first.Result, diff)
	}
	late := maps.Clone(scope)
	if code := w.as(policy.Coordinator, "").Post("/api/v1/plans", late, webtest.Key("k2")).Want(422).Problem().Code; code != "period.over" {
		t.Errorf("a new plan for a period that is over: %s", code)
	}
	late["period"] = "2028"
	if code := w.as(policy.Coordinator, "").Post("/api/v1/plans", late, webtest.Key("k1")).Want(422).Problem().Code; code != "idempotency.reused" {
		t.Errorf("a key for another plan: %s", code)
	}
}

// TestTwoReplicasComputeOnePlan: the same request reaches a second replica while the first one answers it, and the world
// has moved in between. Whatever the second one has computed by then, it answers with what stands in the log.
func TestTwoReplicasComputeOnePlan(t *testing.T) {
	t.Parallel()
	dated := maps.Clone(scope)
	dated["as_of"] = "2026-11-21"
	for name, body := range map[string]map[string]any{
		"the first is done before the second computes": scope, // whose date it has to ask for
		"the first is done after the second computed":  dated,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			w.fill()
			other := webtest.New(t, w.log)
			w.twin.Routes(other.Site)
			var first computed
			lookedAt := func() {
				w.add("halsel", "sample", &contract.OwnerCapacitySet{Period: period, Trips: 0})
				first = w.compute(w.http, body, "k1")
				w.add("halsel", "sample", &contract.OwnerCapacitySet{Period: period, Trips: 3})
			}
			w.onLook.Store(&lookedAt)
			second := w.compute(other, body, "k1")
			if diff := cmp.Diff(first, second); diff != "" || first.Result == nil || len(first.Result.Pairs) != 1 {
				t.Errorf("got %+v, %s", first.Result, diff)
			}
		})
	}
}

// TestPlansForTheSameNeedsPublishedAtOnce: the proposals of a plan come after it, so that a second plan cannot see them
// yet; one of the two is refused all the same.
func TestPlansForTheSameNeedsPublishedAtOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.fill()
	ids := []string{w.plan(scope).ID, w.plan(scope).ID}
	c := w.as(policy.Coordinator, "")
	statuses := make([]int, len(ids))
	var all sync.WaitGroup
	for i, id := range ids {
		all.Go(func() { statuses[i] = c.Post("/api/v1/plans/"+id+"/publish", nil, webtest.Match(1)).Status })
	}
	all.Wait()
	won := slices.Index(statuses, 200)
	if won < 0 || statuses[1-won] != 409 {
		t.Fatalf("got %v, want one published and one refused", statuses)
	}
	// It stays refused until the first one's pairs were decided, or it is withdrawn.
	for i, p := range w.read(ids[won]).Pairs {
		id := []string{"m-1", "m-2"}[i]
		w.add(id, "", &contract.MatchProposed{Origin: "plan", Plan: ids[won], Innovation: p.Innovation, Owner: "o", Region: p.Region, Need: p.Need, Period: period})
		if code := c.Post("/api/v1/plans/"+ids[1-won]+"/publish", nil, webtest.Match(1)).Want(409).Problem().Code; code != "plan.overlaps" {
			t.Errorf("with %d proposals: %s", i+1, code)
		}
	}
	for _, id := range []string{"m-1", "m-2"} {
		w.add(id, "", &contract.MatchRejected{Reason: "No."})
	}
	c.Post("/api/v1/plans/"+ids[1-won]+"/publish", nil, webtest.Match(1)).Want(200)
}

// TestAWithdrawnPlanLeavesItsNeeds: what it proposed or never came to propose is free for the next one.
func TestAWithdrawnPlanLeavesItsNeeds(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.fill()
	first, second, third := w.plan(scope), w.plan(scope), w.plan(scope)
	c := w.as(policy.Coordinator, "")
	c.Post("/api/v1/plans/"+first.ID+"/publish", nil, webtest.Match(1)).Want(200)
	pair := w.read(first.ID).Pairs[0]
	w.add("m-1", "", &contract.MatchProposed{Origin: "plan", Plan: first.ID, Innovation: pair.Innovation, Owner: "o", Region: pair.Region, Need: pair.Need, Period: period})
	c.Post("/api/v1/plans/"+first.ID+"/withdraw", map[string]string{"reason": "Data kuota keliru."}, webtest.Match(2)).Want(200)
	w.add("m-1", "", &contract.MatchCancelled{Reason: "Data kuota keliru."})
	c.Post("/api/v1/plans/"+second.ID+"/publish", nil, webtest.Match(1)).Want(200)
	// The cancelled pair waits to be proposed by the second plan.
	c.Post("/api/v1/plans/"+third.ID+"/publish", nil, webtest.Match(1)).Want(409)
}
