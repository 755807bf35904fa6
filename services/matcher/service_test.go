package matcher_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"makcomblang.id/pkg/contract"
	"makcomblang.id/pkg/matching/verify"
	"makcomblang.id/services/internal/policy"
	"makcomblang.id/services/internal/web/webtest"
)

type pairJSON struct {
	Innovation, Title, Band, Basis string
	Candidate                      bool
	Score                          int
	Open, Shut                     []string
	Parts                          []struct {
		Name     string
		Known    bool
		Sentence struct{ ID, EN string }
	}
	Gates []struct {
		Key, Answer string
		Sentence    struct{ ID, EN string }
		Question    *struct{ ID, EN string }
	}
}

type regionJSON struct {
	Region, Basis string
	Status        struct {
		State     string
		LastKnown bool `json:"last_known"`
	}
	Rubric struct {
		Number   int
		Official bool
		Source   string
	}
	Needs []struct {
		Need        string
		Unanswered  bool
		Candidates  []pairJSON
		Shut        []pairJSON
		Inspiration []struct{ Innovation, Country string }
	}
}

func TestRecommendations(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.fill()
	var a regionJSON
	w.as(policy.Region, "91.15").Get("/api/v1/recommendations/9115").Want(200).Decode(&a)
	if a.Status.State != "lagging" || !a.Status.LastKnown || a.Rubric.Official || a.Basis != "sample" {
		t.Errorf("status %+v, rubric %+v, basis %s", a.Status, a.Rubric, a.Basis)
	}
	if len(a.Needs) != 1 || len(a.Needs[0].Candidates) != 2 || a.Needs[0].Candidates[0].Innovation != "edat" {
		t.Fatalf("needs %+v", a.Needs)
	}
	best := a.Needs[0].Candidates[0]
	if !best.Candidate || strings.Join(best.Open, " ") != "running precondition:village-cadres" || len(best.Parts) != 6 {
		t.Errorf("best %+v", best)
	}
	for _, p := range best.Parts {
		if p.Sentence.ID == "" || p.Sentence.EN == "" {
			t.Errorf("part %s has no sentence", p.Name)
		}
	}
	for _, g := range best.Gates {
		if (g.Answer == "unknown") != (g.Question != nil) || g.Sentence.ID == "" {
			t.Errorf("gate %+v", g)
		}
	}
	w.add("edat", "sample", &contract.InnovationLivenessChecked{State: "stopped", CheckedOn: "2026-01-01"})
	w.as(policy.Coordinator, "").Get("/api/v1/recommendations/91.15?all=true").Want(200).Decode(&a)
	if n := a.Needs[0]; len(n.Candidates) != 1 || len(n.Shut) != 1 || n.Shut[0].Shut[0] != "running" {
		t.Errorf("a stopped practice is kept out with its reason: %+v", n.Shut)
	}
	w.as(policy.Region, "92.07").Get("/api/v1/recommendations/91.15").Want(403)
	w.as(policy.Public, "").Get("/api/v1/recommendations/91.15").Want(401)
	w.as(policy.Coordinator, "").Get("/api/v1/recommendations/11.99").Want(404)
	for _, bad := range []string{"on=yesterday", "period=soon", "limit=0"} {
		if s := w.as(policy.Coordinator, "").Get("/api/v1/recommendations/91.15?" + bad).Status; s != 422 {
			t.Errorf("%s: status %d", bad, s)
		}
	}
}

func TestUnansweredAndInspiration(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.fill()
	var open struct {
		Needs, Of int
		ByProblem map[string]int `json:"by_problem"`
		Items     []struct{ Need, Basis string }
	}
	w.as(policy.Public, "").Get("/api/v1/needs/unanswered?list=perpres-63-2020").Want(200).Decode(&open)
	if open.Needs != 1 || open.Of != 3 || open.ByProblem["clean-water"] != 1 || open.Items[0].Need != "5320-clean-water" {
		t.Errorf("unanswered %+v", open)
	}
	for _, of := range []string{"clean-water", "53.20", "all"} {
		var inspiration struct {
			Items []struct{ Innovation, Country string }
		}
		w.as(policy.Public, "").Get("/api/v1/inspiration/" + of).Want(200).Decode(&inspiration)
		if len(inspiration.Items) != 1 || inspiration.Items[0].Country != "Kenya" {
			t.Errorf("inspiration for %s: %+v", of, inspiration)
		}
	}
	w.as(policy.Public, "").Get("/api/v1/inspiration/nonsense").Want(404)
}

func TestWhyNot(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.fill()
	ask := func(c webtest.Caller, innovation, need string) (a struct {
		pairJSON
		Rank, Of int
		Better   []string
	},
	) {
		c.Get("/api/v1/whynot?innovation=" + innovation + "&need=" + need).Want(200).Decode(&a)
		return a
	}
	if a := ask(w.as(policy.Coordinator, ""), "center", "9115-malaria"); a.Rank != 2 || a.Of != 2 || a.Better[0] != "edat" {
		t.Errorf("second best: %+v", a)
	}
	if a := ask(w.as(policy.Innovator, "bintuni"), "edat", "5320-clean-water"); a.Rank != 0 || a.Shut[0] != "problem" || a.Candidate {
		t.Errorf("another problem: %+v", a)
	}
	if a := ask(w.as(policy.Region, "53.20"), "output-aid", "5320-clean-water"); a.Rank != 0 || a.Shut[0] != "foreign" {
		t.Errorf("foreign: %+v", a)
	}
	w.as(policy.Innovator, "halsel").Get("/api/v1/whynot?innovation=edat&need=9115-malaria").Want(403)
	w.as(policy.Coordinator, "").Get("/api/v1/whynot?innovation=none&need=9115-malaria").Want(404)
	w.as(policy.Coordinator, "").Get("/api/v1/whynot?innovation=edat&need=none").Want(404)
}

type planJSON struct {
	ID, Status, Certificate, Inputs, Basis string
	Version                                uint64
	Objective, Bound                       int64
	Pairs                                  []struct {
		Innovation, Need, Region, Mode, Title, Session string
		Score                                          int64
		Unknown                                        []string
	}
	NeedsMet             map[string]int `json:"needs_met"`
	Unserved, Unanswered []string
}

var scope = map[string]any{"period": "2027", "scope": map[string]any{"list": "perpres-63-2020", "label": "kabupaten dalam Perpres 63/2020"}}

func (w *world) plan(body any, change ...webtest.Request) planJSON {
	w.t.Helper()
	var done struct {
		ID string
	}
	w.as(policy.Coordinator, "").Post("/api/v1/plans", body, change...).Want(201).Decode(&done)
	return w.read(done.ID)
}

func (w *world) read(id string) (p planJSON) {
	w.t.Helper()
	w.as(policy.Coordinator, "").Get("/api/v1/plans/" + id).Want(200).Decode(&p)
	return p
}

func TestPlan(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.fill()
	p := w.plan(scope, webtest.Key("k1"))
	if len(p.Pairs) != 2 || p.Objective != p.Bound || p.Pairs[0].Score+p.Pairs[1].Score != p.Objective || p.Basis != "sample" {
		t.Fatalf("plan %+v", p)
	}
	if p.NeedsMet["5"] != 1 || p.NeedsMet["4"] != 1 || len(p.Unanswered) != 1 || len(p.Unserved) != 0 {
		t.Errorf("met %v, unanswered %v, unserved %v", p.NeedsMet, p.Unanswered, p.Unserved)
	}
	if q := w.plan(scope, webtest.Key("k1")); q.ID != p.ID || q.Version != 1 {
		t.Errorf("the same key made %s after %s", q.ID, p.ID)
	}
	coordinator := w.as(policy.Coordinator, "")
	given := coordinator.Get("/api/v1/plans/" + p.ID + "/instance").Want(200).Body
	proof := coordinator.Get("/api/v1/plans/" + p.ID + "/certificate").Want(200).Body
	report, err := verify.Check(bytes.NewReader(given), nil, bytes.NewReader(proof))
	if err != nil || report.Pairs != 2 || !report.Sealed {
		t.Errorf("the proof does not hold: %+v, %v", report, err)
	}
	broken := bytes.Replace(proof, []byte(`"objective":`), []byte(`"objective":1`), 1)
	if _, err := verify.Check(bytes.NewReader(given), nil, bytes.NewReader(broken)); err == nil {
		t.Error("a changed proof holds")
	}
	var list struct {
		Items []struct {
			ID, Status, Policy string
			At                 time.Time `json:"computed_at"`
			By                 string    `json:"computed_by"`
		}
		Next string
	}
	w.plan(map[string]any{"period": "2027", "scope": map[string]any{"region": "91", "label": "Papua"}})
	coordinator.Get("/api/v1/plans?limit=1").Want(200).Decode(&list)
	if len(list.Items) != 1 || list.Next == "" {
		t.Fatalf("list %+v", list)
	}
	first := list.Items[0].ID
	if got := list.Items[0]; got.Policy != "score" || got.By == "" || got.At.IsZero() {
		t.Errorf("got %+v, want its policy, when it was computed and by whom", got)
	}
	coordinator.Get("/api/v1/plans?limit=1&cursor=" + list.Next).Want(200).Decode(&list)
	if len(list.Items) != 1 || list.Items[0].ID == first {
		t.Errorf("second page %+v after %s", list, first)
	}
	hub := w.as(policy.Hub, "92")
	var seen planJSON
	hub.Get("/api/v1/plans/" + p.ID).Want(200).Decode(&seen)
	if len(seen.Pairs) != 1 || seen.Pairs[0].Need != "9207-malaria" || len(seen.Unanswered) != 0 {
		t.Errorf("a delegate sees its province: %+v", seen)
	}
	hub.Get("/api/v1/plans/" + p.ID + "/instance").Want(403)
	w.as(policy.Region, "91.15").Post("/api/v1/plans", scope).Want(403)
}

func TestPlanRefuses(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.fill()
	c := w.as(policy.Coordinator, "")
	for name, body := range map[string]any{
		"no scope":       map[string]any{"period": "2027", "scope": map[string]any{"label": "semua"}},
		"unknown list":   map[string]any{"period": "2027", "scope": map[string]any{"label": "x", "list": "perpres-1"}},
		"unknown region": map[string]any{"period": "2027", "scope": map[string]any{"label": "x", "region": "11.01"}},
		"period":         map[string]any{"period": "27", "scope": map[string]any{"label": "x", "region": "91.15"}},
		"policy":         map[string]any{"period": "2027", "policy": "magic", "scope": map[string]any{"label": "x", "region": "91.15"}},
	} {
		if r := c.Post("/api/v1/plans", body); r.Status != 422 {
			t.Errorf("%s: status %d %s", name, r.Status, r.Body)
		}
	}
	c.Get("/api/v1/plans/p-none").Want(404)
	empty := w.plan(map[string]any{"period": "2027", "scope": map[string]any{"region": "53.20", "label": "Sabu Raijua"}})
	if len(empty.Pairs) != 0 || empty.Objective != 0 {
		t.Errorf("nothing answers the need: %+v", empty)
	}
	if code := c.Post("/api/v1/plans/"+empty.ID+"/publish", nil, webtest.Match(1)).Want(409).Problem().Code; code != "plan.empty" {
		t.Errorf("published an empty plan: %s", code)
	}
}
