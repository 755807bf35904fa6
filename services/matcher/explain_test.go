package matcher_test

import (
	"testing"

	"makcomblang.id/services/internal/policy"
)

type whyJSON struct {
	Reason    string
	Possible  bool
	Loss, Gap int64
	InScore   bool `json:"in_largest_sum"`
	Sentence  struct{ ID, EN string }
	Shut      []struct{ Key string }
	Losing    []string
	Regions   []struct {
		Region        string
		Before, After int
	}
}

// Questions about a plan are answered from its own problem under its own policy.
func TestAPlanIsExplained(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.contest()
	c := w.as(policy.Coordinator, "")
	ask := func(plan, innovation, need string) (a whyJSON) {
		c.Get("/api/v1/plans/" + plan + "/whynot?innovation=" + innovation + "&need=" + need).Want(200).Decode(&a)
		return a
	}
	score, fair := w.plan(scope).ID, w.plan(under(map[string]any{"policy": "leximin"})).ID
	if a := ask(score, "edat", "9207-malaria"); a.Reason != "price" || !a.Possible || a.Loss <= 0 || a.Gap > a.Loss || len(a.Losing) != 1 || len(a.Regions) != 2 || a.Sentence.ID == "" {
		t.Errorf("the largest sum gives the trip to others: %+v", a)
	}
	held := map[string]string{}
	for _, p := range w.fact(fair).Pairs {
		held[p.Need] = p.Innovation
	}
	left := map[string]string{"9115-malaria": "edat", "9115-waste": "sampah"}
	for need, practice := range left {
		if held[need] != "" {
			continue
		}
		if a := ask(fair, practice, need); a.Reason != "fairness" || !a.InScore {
			t.Errorf("fairness gives the trip to a region that has none: %+v", a)
		}
	}
	if a := ask(score, "output-aid", "5320-clean-water"); a.Reason != "no_pair" || a.Possible || len(a.Shut) == 0 || a.Shut[0].Key != "foreign" {
		t.Errorf("a foreign practice: %+v", a)
	}
	if a := ask(score, "edat", "9115-malaria"); a.Reason != "planned" || a.Loss != 0 {
		t.Errorf("a planned pair: %+v", a)
	}
}

func TestAPlanSaysWhatVisitsAreWorth(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.contest()
	c := w.as(policy.Coordinator, "")
	score := w.plan(scope).ID
	var worth struct {
		Items []struct {
			Kind, ID    string
			More, Fewer int64
		}
	}
	c.Get("/api/v1/plans/" + score + "/worth").Want(200).Decode(&worth)
	if len(worth.Items) == 0 || worth.Items[0].Fewer <= 0 {
		t.Errorf("the owner's two trips are wanted: %+v", worth)
	}
	var next struct {
		Items []struct {
			Need, Has, Innovation string
			Loss                  *int64 `json:"loss_at_least"`
		}
	}
	c.Get("/api/v1/plans/" + score + "/next?region=9207").Want(200).Decode(&next)
	if len(next.Items) != 1 || next.Items[0].Has != "" || next.Items[0].Innovation != "edat" {
		t.Errorf("the next best of the region without a visit: %+v", next)
	}
	for _, path := range []string{"/worth", "/next", "/whynot?innovation=edat&need=9115-malaria"} {
		w.as(policy.Hub, "92").Get("/api/v1/plans/" + score + path).Want(403)
		c.Get("/api/v1/plans/p-none" + path).Want(404)
	}
}
