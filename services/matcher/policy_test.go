package matcher_test

import (
	"bytes"
	"encoding/json"
	"maps"
	"net/url"
	"testing"

	"makcomblang.id/pkg/contract"
	"makcomblang.id/pkg/event"
	"makcomblang.id/pkg/matching/instance"
	"makcomblang.id/pkg/matching/verify"
	"makcomblang.id/services/internal/policy"
	"makcomblang.id/services/internal/web/webtest"
)

// contest lets two needs of one region, each pressing, stand against a lesser one
// of another, for the only trips there are: most score goes to the first region
// alone, fairness gives each one visit.
func (w *world) contest() {
	w.fill()
	w.practice("sampah", "bintuni", "waste", 2010, "Indonesia")
	w.add("sampah", "sample", &contract.InnovationVisitsOffered{Period: period, Outgoing: 2})
	w.need("91.15", "waste", 5)
	w.add("halsel", "sample", &contract.OwnerCapacitySet{Period: period, Trips: 0})
	w.add("bintuni", "sample", &contract.OwnerCapacitySet{Period: period, Trips: 2})
	w.add("edat", "sample", &contract.InnovationVisitsOffered{Period: period, Outgoing: 1})
}

// under is the request of a plan with further fields.
func under(fields map[string]any) map[string]any {
	body := maps.Clone(scope)
	maps.Copy(body, fields)
	return body
}

// fact is a plan as its fact tells it.
func (w *world) fact(id string) (p contract.PlanComputed) {
	w.t.Helper()
	w.as(policy.Coordinator, "").Get("/api/v1/plans/" + id).Want(200).Decode(&p)
	return p
}

// proven checks the files of a plan and gives the instance.
func (w *world) proven(id string) *instance.Instance {
	w.t.Helper()
	c := w.as(policy.Coordinator, "")
	given := c.Get("/api/v1/plans/" + id + "/instance").Want(200).Body
	proof := c.Get("/api/v1/plans/" + id + "/certificate").Want(200).Body
	if _, err := verify.Check(bytes.NewReader(given), nil, bytes.NewReader(proof)); err != nil {
		w.t.Errorf("plan %s: %v", id, err)
	}
	in, err := instance.Read(bytes.NewReader(given), nil)
	if err != nil {
		w.t.Fatal(err)
	}
	return in
}

func TestEveryPolicyIsProvenAndToldTruthfully(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.contest()
	best := w.fact(w.plan(scope).ID)
	if best.Policy != "score" || best.Fairness != 0 || best.Objective != best.Bound {
		t.Fatalf("score: %+v", best)
	}
	regions := map[string]map[string]int{}
	for _, name := range []string{"score", "leximin", "worst-first", "stable"} {
		id := w.plan(under(map[string]any{"policy": name})).ID
		p := w.fact(id)
		in := w.proven(id)
		if p.Policy != name || in.Policy != name || p.Objective+p.Fairness != best.Objective {
			t.Errorf("%s: %s in the fact, %s in the file, %d + %d of %d", name, p.Policy, in.Policy, p.Objective, p.Fairness, best.Objective)
		}
		var sum int64
		regions[name] = map[string]int{}
		for _, pair := range p.Pairs {
			sum += int64(pair.Score)
			regions[name][pair.Region]++
		}
		if sum != p.Objective || p.Bound < p.Objective || p.Shift == 0 {
			t.Errorf("%s: scores %d, objective %d, bound %d, shift %d", name, sum, p.Objective, p.Bound, p.Shift)
		}
		if (p.Proposer == "region") != (name == "stable") || p.Spent != 0 {
			t.Errorf("%s: proposer %q, spent %d", name, p.Proposer, p.Spent)
		}
	}
	if got := regions["score"]; got["91.15"] != 2 || got["92.07"] != 0 {
		t.Errorf("most score goes to one region: %v", got)
	}
	if got := regions["leximin"]; got["91.15"] != 1 || got["92.07"] != 1 {
		t.Errorf("fairness gives each one: %v", got)
	}
	stable := w.plan(under(map[string]any{"policy": "stable", "proposer": "innovator"})).ID
	if p := w.fact(stable); p.Proposer != "innovator" || w.proven(stable).Proposer != "innovator" {
		t.Errorf("proposer %+v", p)
	}
}

func TestABudgetLimitsAPlan(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.contest()
	costs := map[string]any{"province": 5_000_000, "islands": 12_000_000, "elsewhere": 25_000_000, "virtual": 500_000}
	id := w.plan(under(map[string]any{"budget": map[string]any{"limit": 13_000_000, "per_pair": costs}})).ID
	p := w.fact(id)
	in := w.proven(id)
	if len(p.Pairs) != 1 || p.Spent != 12_000_000 || p.Budget.Limit != 13_000_000 || p.Budget.PerPair.Islands != 12_000_000 {
		t.Errorf("one journey within Papua is paid: %+v", p)
	}
	if in.Budget == nil || *in.Budget != 26 { // counted in units of half a million
		t.Errorf("budget of the file %v", in.Budget)
	}
	for limit, visits := range map[int]int{4_000_000: 0, 13_000_000: 1, 17_000_000: 2, 900_000_000: 2} {
		for _, name := range []string{"worst-first", "leximin"} {
			id := w.plan(under(map[string]any{"policy": name, "budget": map[string]any{"limit": limit, "per_pair": costs}})).ID
			p := w.fact(id)
			if in := w.proven(id); in.Policy != name || in.Budget == nil {
				t.Errorf("the file is of policy %s and budget %v", in.Policy, in.Budget)
			}
			if len(p.Pairs) != visits || p.Spent > int64(limit) || p.Fairness != 0 || p.Bound < p.Objective {
				t.Errorf("%s within %d: want %d visits and no price of fairness: %+v", name, limit, visits, p)
			}
		}
	}
	c := w.as(policy.Coordinator, "")
	for name, fields := range map[string]map[string]any{
		"with stability": {"policy": "stable", "budget": map[string]any{"limit": 1}},
		"without limit":  {"budget": map[string]any{"per_pair": costs}},
		"below nothing":  {"budget": map[string]any{"limit": -1}},
		"a proposer":     {"proposer": "region"},
		"no such policy": {"policy": "random"},
	} {
		if r := c.Post("/api/v1/plans", under(fields)); r.Status != 422 {
			t.Errorf("%s: status %d %s", name, r.Status, r.Body)
		}
	}
}

// A form that leaves policy and budget empty asks for what a form without them does.
func TestTheFormOfAPlan(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.contest()
	send := func(fields url.Values) contract.PlanComputed {
		fields.Set("period", "2027")
		fields.Set("scope.list", "perpres-63-2020")
		fields.Set("scope.label", "daftar")
		fields.Set("_next", "/rencana")
		w.as(policy.Coordinator, "").Form("/api/v1/plans", fields.Encode()).Want(303)
		// The page that has the form knows from its key where the plan will be.
		return w.fact(event.MintID("p", "coordinator", "POST /plans", fields.Get("_key")))
	}
	if p := send(url.Values{"policy": {""}, "proposer": {""}, "budget.limit": {""}, "budget.per_pair.province": {""}, "_key": {"f1"}}); p.Policy != "score" || p.Budget.Limit != 0 {
		t.Errorf("an empty form: %+v", p)
	}
	if p := send(url.Values{"policy": {"leximin"}, "_key": {"f2"}}); p.Policy != "leximin" {
		t.Errorf("a form: %+v", p)
	}
}

// A plan of before the policies is read, published and shown as what it was.
func TestAnOldPlanStands(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.fill()
	p := w.fact(w.plan(scope).ID)
	raw, err := json.Marshal(p)
	if err != nil {
		t.Fatal(err)
	}
	var old contract.PlanComputedV1
	if err := json.Unmarshal(raw, &old); err != nil {
		t.Fatal(err)
	}
	w.add("p-old", "sample", &old)
	if got := w.fact("p-old"); got.Policy != "score" || got.Objective != p.Objective || len(got.Pairs) != len(p.Pairs) {
		t.Errorf("got %+v", got)
	}
	w.as(policy.Coordinator, "").Post("/api/v1/plans/p-old/publish", nil, webtest.Match(1)).Want(200)
}
