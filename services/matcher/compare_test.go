package matcher_test

import (
	"testing"

	"makcomblang.id/pkg/contract"
	"makcomblang.id/services/internal/policy"
	"makcomblang.id/services/internal/web/webtest"
)

type compared struct {
	Position  uint64
	Scenarios []struct {
		Name, Status, Why              string
		Objective                      int64
		Fairness                       int64 `json:"fairness_price"`
		Visits, Moved                  int
		Regions, Lagging, First_timers struct{ Served, Of int }
	}
	Frontier []struct {
		Objective int64
		Regions   int
	}
}

func TestCompare(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.contest()
	plan := w.fact(w.plan(scope).ID)
	w.add("fund", "press", &contract.OwnerRegistered{Country: "Kenya"}) // waits until this and the plan are folded
	before := w.log.Position()
	body := map[string]any{
		"period": "2027", "scope": map[string]any{"list": "perpres-63-2020"}, "frontier": 9,
		"scenarios": []map[string]any{
			{"name": "seperti sekarang"},
			{"name": "merata", "policy": "leximin"},
			{"name": "satu perjalanan lagi", "owners": map[string]int{"bintuni": 3}, "visits": 1},
			{"name": "tanpa daerah", "regions": map[string]int{"9115": 0}},
			{"name": "anggaran", "budget": map[string]any{"limit": 13_000_000, "per_pair": map[string]any{"province": 5_000_000, "islands": 12_000_000}}},
			{"name": "bobot", "weights": map[string]int{"fit": 100}},
		},
	}
	var a compared
	c := w.as(policy.Coordinator, "")
	c.Post("/api/v1/plans/compare", body, webtest.Header("Idempotency-Key", "")).Want(200).Decode(&a)
	if len(a.Scenarios) != 6 || len(a.Frontier) != 9 || a.Position < plan.Position {
		t.Fatalf("got %+v", a)
	}
	asIs, fair, more, less := a.Scenarios[0], a.Scenarios[1], a.Scenarios[2], a.Scenarios[3]
	if asIs.Objective != plan.Objective || asIs.Visits != len(plan.Pairs) || asIs.Regions.Served != 1 || asIs.Regions.Of != 3 || asIs.Lagging.Of != 3 || asIs.First_timers.Of != 3 {
		t.Errorf("as it is: %+v", asIs)
	}
	if fair.Fairness != asIs.Objective-fair.Objective || fair.Regions.Served != 2 || fair.Moved != 2 {
		t.Errorf("fair: %+v", fair)
	}
	if more.Visits != 3 || less.Visits != 1 || less.Name != "tanpa daerah" || a.Scenarios[4].Visits != 1 {
		t.Errorf("capacities: %+v, %+v, %+v", more, less, a.Scenarios[4])
	}
	if w.log.Position() != before {
		t.Errorf("a what-if told %d facts", w.log.Position()-before)
	}
	for _, who := range []webtest.Caller{w.as(policy.Auditor, ""), w.as(policy.Hub, "91"), w.as(policy.Region, "91.15")} {
		who.Post("/api/v1/plans/compare", body).Want(403)
	}
	w.as(policy.Public, "").Post("/api/v1/plans/compare", body).Want(401)
	body["scenarios"] = []map[string]any{{"name": "x", "policy": "stable", "budget": map[string]any{"limit": 1}}}
	if p := c.Post("/api/v1/plans/compare", body).Want(422).Problem(); p.Errors[0].Field != "scenarios[0].budget" {
		t.Errorf("refused at %+v", p)
	}
	body["scenarios"] = make([]map[string]any, 9)
	c.Post("/api/v1/plans/compare", body).Want(422)
	delete(body, "scenarios")
	c.Post("/api/v1/plans/compare", body).Want(422)
}
