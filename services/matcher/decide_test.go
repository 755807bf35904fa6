package matcher_test

import (
	"encoding/json"
	"slices"
	"testing"
	"time"

	"makcomblang.id/pkg/contract"
	"makcomblang.id/services/internal/policy"
	"makcomblang.id/services/internal/web/webtest"
)

func TestPublishAndWithdraw(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.fill()
	p := w.plan(scope)
	c := w.as(policy.Coordinator, "")
	c.Post("/api/v1/plans/"+p.ID+"/publish", nil).Want(428)
	c.Post("/api/v1/plans/"+p.ID+"/publish", nil, webtest.Match(7)).Want(412)
	c.Post("/api/v1/plans/"+p.ID+"/publish", nil, webtest.Key("pub"), webtest.Match(1)).Want(200)
	c.Post("/api/v1/plans/"+p.ID+"/publish", nil, webtest.Key("pub"), webtest.Match(1)).Want(200)
	if code := c.Post("/api/v1/plans/"+p.ID+"/publish", nil, webtest.Match(2)).Want(409).Problem().Code; code != "plan.published" {
		t.Errorf("published twice: %s", code)
	}
	if got := w.read(p.ID); got.Status != "published" || got.Version != 2 {
		t.Errorf("plan %+v", got)
	}
	// Its proposals wait now: another plan for the same needs has to stand back.
	w.add("m-1", "", &contract.MatchProposed{Origin: "plan", Plan: p.ID, Innovation: "edat", Owner: "bintuni", Region: "91.15", Need: "9115-malaria", Period: period, Mode: "outgoing"})
	again := w.plan(scope)
	if code := c.Post("/api/v1/plans/"+again.ID+"/publish", nil, webtest.Match(1)).Want(409).Problem().Code; code != "plan.overlaps" {
		t.Errorf("overlapping plan: %s", code)
	}
	withdraw := "/api/v1/plans/" + p.ID + "/withdraw"
	reason := map[string]string{"reason": "Data kuota keliru."}
	c.Post(withdraw, reason).Want(428)
	c.Post(withdraw, reason, webtest.Match(1)).Want(412)
	c.Post(withdraw, map[string]string{"reason": " "}, webtest.Match(2)).Want(422)
	c.Post(withdraw, reason, webtest.Match(2)).Want(200)
	if got := w.read(p.ID); got.Status != "withdrawn" {
		t.Errorf("plan %+v", got)
	}
}

// approve tells of an approved match as matches would.
func (w *world) approve(id, practice, owner, code, need, mode string) {
	w.add(id, "", &contract.MatchProposed{Origin: "self", Innovation: practice, Owner: owner, Region: code, Need: need, Period: period, Mode: mode})
	w.add(id, "", &contract.MatchApproved{})
	w.add("o-"+owner+"-2027", "", &contract.LoadTaken{Match: id, Side: "owner", Holder: owner, Period: period})
	w.add("r-"+code[:2]+code[3:]+"-2027", "", &contract.LoadTaken{Match: id, Side: "region", Holder: code, Period: period})
}

func TestApprovedMatchesStay(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.fill()
	w.need("91.15", "waste", 2)
	w.approve("m-1", "edat", "bintuni", "92.07", "9207-malaria", "outgoing")
	p := w.plan(scope)
	if len(p.Pairs) != 1 || p.Pairs[0].Innovation != "center" || p.Pairs[0].Need != "9115-malaria" {
		t.Errorf("the owner's only trip is taken and the need is met: %+v", p.Pairs)
	}
}

func TestSessionSeats(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.fill()
	w.add("halsel", "sample", &contract.OwnerSessionOpened{Session: "s1", Innovation: "center", Period: period, Seats: 8})
	p := w.plan(scope)
	var group []string
	for _, pair := range p.Pairs {
		if pair.Mode == "group" && pair.Session == "s1" {
			group = append(group, pair.Innovation)
		}
	}
	if len(p.Pairs) != 2 || !slices.Equal(group, []string{"center"}) {
		t.Errorf("pairs %+v", p.Pairs)
	}
}

func TestOverride(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.fill()
	p := w.plan(scope)
	ask := func(innovation, need string) (a struct {
		Possible, Planned           bool
		Objective, With, Difference int64
		Losing                      []string
		Changes                     []struct{ Need, From, To string }
		Shut                        []struct{ Key string }
		Reason                      *struct{ ID, EN string }
	},
	) {
		w.as(policy.Coordinator, "").Get("/api/v1/plans/" + p.ID + "/override?innovation=" + innovation + "&need=" + need).Want(200).Decode(&a)
		return a
	}
	held := map[string]string{}
	for _, pair := range p.Pairs {
		held[pair.Need] = pair.Innovation
	}
	if a := ask(held["9115-malaria"], "9115-malaria"); !a.Planned || a.Difference != 0 {
		t.Errorf("what is planned costs nothing: %+v", a)
	}
	other := map[string]string{"edat": "center", "center": "edat"}[held["9115-malaria"]]
	a := ask(other, "9115-malaria")
	if !a.Possible || a.Planned || a.Difference < 0 || a.With != a.Objective-a.Difference || len(a.Changes) != 2 || len(a.Losing) != 0 {
		t.Errorf("the two change places: %+v", a)
	}
	if a := ask("output-aid", "5320-clean-water"); a.Possible || a.Reason == nil || len(a.Shut) == 0 || a.Shut[0].Key != "foreign" {
		t.Errorf("a foreign practice is in no plan: %+v", a)
	}
	w.as(policy.Hub, "92").Get("/api/v1/plans/" + p.ID + "/override?innovation=edat&need=9115-malaria").Want(403)
}

func TestRubric(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.fill()
	w.run(w.service)
	w.next("rubric.adopted.v1")
	var r struct {
		Number   int
		Official bool
		Source   string
		Weights  map[string]int
	}
	got := w.as(policy.Public, "").Get("/api/v1/rubric").Want(200)
	got.Decode(&r)
	if r.Number != 1 || r.Official || r.Weights["fit"] != r.Weights["need"] || got.Header.Get("ETag") != `"1"` {
		t.Errorf("rubric %+v, ETag %s", r, got.Header.Get("ETag"))
	}
	body := map[string]any{
		"weights": map[string]int{"need": 500, "fit": 500}, "floor": 0, "strong": 900_000, "medium": 500_000,
		"tie_break": "undian", "decision": "SK 1/2026", "date": "2026-11-20", "source": "Keputusan Menteri (contoh)",
	}
	c := w.as(policy.Coordinator, "")
	c.Post("/api/v1/rubric", body).Want(428)
	body["weights"] = map[string]int{"distance": 1}
	c.Post("/api/v1/rubric", body, webtest.Match(1)).Want(422)
	body["weights"] = map[string]int{"need": 500, "fit": 500}
	w.as(policy.Region, "91.15").Post("/api/v1/rubric", body, webtest.Match(1)).Want(403)
	c.Post("/api/v1/rubric", body, webtest.Match(1)).Want(200)
	w.next("rubric.adopted.v1")
	w.as(policy.Public, "").Get("/api/v1/rubric").Want(200).Decode(&r)
	if r.Number != 2 || !r.Official {
		t.Errorf("rubric %+v", r)
	}
}

func TestTellsWhatIsNews(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.fill()
	w.run(w.service)
	open := w.next("need.unanswered.v1")
	if open.Subject != "5320-clean-water" || open.Basis != "sample" {
		t.Errorf("unanswered %+v", open)
	}
	lists := map[string]contract.RecommendationRanked{}
	for len(lists) < 3 {
		f := w.next("recommendation.ranked.v1")
		var list contract.RecommendationRanked
		if err := json.Unmarshal(f.Data, &list); err != nil {
			t.Fatal(err)
		}
		lists[f.Subject] = list
	}
	if l := lists["9115"]; len(l.Needs) != 1 || l.Needs[0].Candidates[0].Innovation != "edat" || l.Rubric != 1 {
		t.Errorf("list %+v", l)
	}
	// A practice arrives: the need is answered at once, the list follows after the pause.
	w.practice("gebrak", "halsel", "clean-water", 2020, "Indonesia")
	var answered contract.NeedAnswered
	if err := json.Unmarshal(w.next("need.answered.v1").Data, &answered); err != nil || answered.Innovation != "gebrak" {
		t.Errorf("answered %+v, %v", answered, err)
	}
	w.clock.Add(61)
	w.add("halsel", "sample", &contract.OwnerCapacitySet{Period: period, Trips: 4})
	if f := w.next("recommendation.ranked.v1"); f.Subject != "5320" || !f.Time.Equal(webtest.Now.Add(61*time.Second)) {
		t.Errorf("list of %s at %s", f.Subject, f.Time)
	}
}

// Two replicas tell everything once.
func TestReplicasTellOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.fill()
	w.run(w.service, w.twin)
	told := map[string]int{}
	listed := 0
	for listed < 3 {
		f := <-w.facts
		told[f.Type+" "+f.Subject]++
		if f.Type == "recommendation.ranked.v1" {
			listed++
		}
	}
	// A fact that both react to comes behind everything that they told before.
	w.practice("gebrak", "halsel", "clean-water", 2020, "Indonesia")
	for f := range w.facts {
		told[f.Type+" "+f.Subject]++
		if f.Type == "need.answered.v1" {
			break
		}
	}
	want := []string{"need.answered.v1 5320-clean-water", "need.unanswered.v1 5320-clean-water", "recommendation.ranked.v1 5320", "recommendation.ranked.v1 9115", "recommendation.ranked.v1 9207", "rubric.adopted.v1 national"}
	for _, what := range want {
		if told[what] != 1 {
			t.Errorf("%s was told %d times", what, told[what])
		}
	}
	if len(told) != len(want) {
		t.Errorf("told %v", told)
	}
}
