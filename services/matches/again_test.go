package matches_test

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"

	"makcomblang.id/pkg/contract"
	"makcomblang.id/services/internal/policy"
	"makcomblang.id/services/internal/web/webtest"
)

// again is a command's answer with what it computed.
type again struct {
	ID                string
	Version, Position uint64
	Result            any
}

func (w *world) again(r webtest.Response) (a again) {
	w.t.Helper()
	w.done(r)
	r.Decode(&a)
	return a
}

// TestARepeatedQuestionIsAnsweredAgain: the answer got lost on the way, the side has answered meanwhile, and the same
// request finds what it did instead of a refusal.
func TestARepeatedQuestionIsAnsweredAgain(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	c, owner := w.coordinator(), w.As(policy.Innovator, bintuni)
	m := w.propose(rumor, "94.03")
	w.seed(rumor, &contract.InnovationRevised{InnovationProfile: contract.InnovationProfile{
		Title: rumor, Owner: bintuni, Sector: "health", MainProblem: "malaria", Addresses: []string{"malaria"}, LaunchedYear: 2010,
		Nature: "replicable", Country: "Indonesia", Preconditions: []string{"internet"}, Classified: "reading", Source: "s",
	}})
	path := "/api/v1/matches/" + m.ID + "/questions"
	sent := []map[string]any{{"gates": []string{"running"}}, {}}
	var first []again
	for i, body := range sent {
		first = append(first, w.again(c.Post(path, body, webtest.Key(fmt.Sprint("ask-", i))).Want(http.StatusOK)))
	}
	for _, q := range w.show(c, m.ID).Questions {
		side := owner
		if q["to"] == "region" {
			side = w.As(policy.Region, "94.03")
		}
		w.done(side.Post("/api/v1/questions/"+q["id"].(string)+"/answer", map[string]any{
			"answer": "yes", "checked_on": "2026-11-20", "basis": "reading", "note": "It is there.",
		}).Want(http.StatusOK))
	}
	w.seed(rumor, &contract.InnovationRetired{Reason: "x"})
	before := w.log.Position()
	for i, body := range sent {
		second := w.again(c.Post(path, body, webtest.Key(fmt.Sprint("ask-", i))).Want(http.StatusOK))
		if diff := cmp.Diff(first[i], second); diff != "" {
			t.Errorf("%v: %s", body, diff)
		}
	}
	p := c.Post(path, map[string]any{"gates": []string{"mature"}}, webtest.Key("ask-0")).Want(http.StatusUnprocessableEntity).Problem()
	if p.Code != "idempotency.reused" {
		t.Errorf("a key was taken for another question: %+v", p)
	}
	if got := w.log.Position(); got != before {
		t.Errorf("repetitions moved the log from %d to %d", before, got)
	}
}

// TestARepeatedProposalIsAnsweredAgain: the practice, the need and the period that the first request named or left out
// may be gone by then.
func TestARepeatedProposalIsAnsweredAgain(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	self := override(rumor, "94.03")
	self["origin"] = "self"
	delete(self, "reason")
	next := override(edat, "94.04")
	delete(next, "period")
	sent := []struct {
		who  caller
		body map[string]any
	}{
		{w.coordinator(), override(edat, "94.03")},
		{w.As(policy.Region, "94.03"), self},
		{w.person("c-2", policy.Grant{Role: policy.Coordinator}), next},
	}
	var first []again
	for _, s := range sent {
		first = append(first, w.again(s.who.Post("/api/v1/matches", s.body, webtest.Key("propose-1")).Want(http.StatusCreated)))
	}
	w.seed(edat, &contract.InnovationVisitsOffered{Period: "2026-q4", Virtual: 2, MaxDelegation: 10, Source: "s"}) // the next period now
	w.seed(rumor, &contract.InnovationRetired{Reason: "x"})
	w.seed("9403", &contract.NeedWithdrawn{Need: "9403-malaria", Reason: "x"})
	before := w.log.Position()
	for i, s := range sent {
		r := s.who.Post("/api/v1/matches", s.body, webtest.Key("propose-1"))
		second := w.again(r.Want(http.StatusCreated))
		if diff := cmp.Diff(first[i], second); diff != "" || r.Header.Get("Idempotency-Replayed") != "true" {
			t.Errorf("%d: %s", i, diff)
		}
	}
	if got := w.log.Position(); got != before {
		t.Errorf("repetitions moved the log from %d to %d", before, got)
	}
}

// TestARepeatedDecisionSaysWhatItDid, not what became of it since.
func TestARepeatedDecisionSaysWhatItDid(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	c := w.coordinator()
	m := w.propose(edat, "94.03")
	steps := []struct {
		verb, state string
		body        map[string]any
	}{
		{"approve", "approved", nil},
		{"reopen", "proposed", reason("Later, please.")},
		{"defer", "deferred", map[string]any{"reason": "After the harvest.", "until": "2027-02-01"}},
		{"reject", "rejected", reason("Withdrawn.")},
	}
	for range 2 {
		version := m.Version
		for _, s := range steps {
			a := w.again(decide(c, m.ID, s.verb, version, s.body, webtest.Key("key-"+s.verb)).Want(http.StatusOK))
			if diff := cmp.Diff(map[string]any{"state": s.state}, a.Result); diff != "" || a.Version != version+1 {
				t.Errorf("%s: version %d, %s", s.verb, a.Version, diff)
			}
			version = a.Version
		}
	}
}
