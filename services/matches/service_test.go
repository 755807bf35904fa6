package matches_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"makcomblang.id/services/internal/policy"
	"makcomblang.id/services/internal/web"
	"makcomblang.id/services/internal/web/webtest"
)

func reason(text string) map[string]any { return map[string]any{"reason": text} }

// TestLifeOfAPair follows one pair whose practice nobody has confirmed: proposed, refused while unknown, asked, answered
// by the owner, approved, taken back, put off, not approved.
func TestLifeOfAPair(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	c, owner := w.coordinator(), w.As(policy.Innovator, bintuni)
	m := w.propose(rumor, "94.03")

	p := decide(c, m.ID, "approve", m.Version, nil).Want(http.StatusConflict).Problem()
	if p.Code != "gate.unknown" || !hasField(p, "gates.running") {
		t.Fatalf("approval with unknown liveness: got %+v", p)
	}
	ask := c.Post("/api/v1/matches/"+m.ID+"/questions", map[string]any{"gates": []string{"running"}}).Want(http.StatusOK)
	q := w.done(ask)
	again := c.Post("/api/v1/matches/"+m.ID+"/questions", map[string]any{"gates": []string{"running"}}).Want(http.StatusOK)
	if a := w.done(again); a.ID != q.ID || a.Version != 1 {
		t.Errorf("asked twice: got %+v, want the open question %+v", a, q)
	}
	if s := w.show(c, m.ID); len(s.Questions) != 1 || s.Questions[0]["state"] != "open" || s.Today.Waits[0] != "running" {
		t.Errorf("the match does not show its question: %+v", s)
	}
	reply := map[string]any{"answer": "yes", "checked_on": "2026-11-20", "basis": "sample", "note": "Contoh: masih berjalan."}
	c.Post("/api/v1/questions/"+q.ID+"/answer", reply).Want(http.StatusForbidden)
	w.done(owner.Post("/api/v1/questions/"+q.ID+"/answer", reply).Want(http.StatusOK))
	if p := owner.Post("/api/v1/questions/"+q.ID+"/answer", reply).Want(http.StatusPreconditionFailed).Problem(); p.Extra["decided_by"] != "innovator-"+bintuni {
		t.Errorf("a second answer: got %+v", p)
	}

	m = w.done(decide(c, m.ID, "approve", m.Version, nil).Want(http.StatusOK))
	s := w.show(c, m.ID)
	if s.State != "approved" || s.Basis != "sample" || s.Today.Capacity[0].Taken != 1 || s.Today.Capacity[1].Taken != 1 {
		t.Errorf("after approval: got %+v", s)
	}
	m = w.done(decide(c, m.ID, "reopen", m.Version, reason("The region asks for a later date.")).Want(http.StatusOK))
	if s := w.show(c, m.ID); s.State != "proposed" || s.Today.Capacity[0].Taken != 0 || s.Today.Capacity[1].Taken != 0 {
		t.Errorf("after reopening: got %+v", s)
	}
	later := map[string]any{"reason": "After the harvest.", "until": "2027-02-01"}
	m = w.done(decide(c, m.ID, "defer", m.Version, later).Want(http.StatusOK))
	m = w.done(decide(c, m.ID, "reject", m.Version, reason("The region has withdrawn.")).Want(http.StatusOK))
	var types []string
	for _, e := range w.show(c, m.ID).History {
		types = append(types, strings.TrimSuffix(strings.TrimPrefix(e.Type, "match."), ".v1"))
	}
	if diff := cmp.Diff([]string{"proposed", "approved", "reopened", "deferred", "rejected"}, types); diff != "" {
		t.Error(diff)
	}
}

func hasField(p web.Problem, field string) bool {
	for _, e := range p.Errors {
		if e.Field == field {
			return true
		}
	}
	return false
}

func TestSecondCoordinator(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	c, hub := w.coordinator(), w.As(policy.Hub, "94")
	m := w.propose(edat, "94.03")
	first := w.done(decide(c, m.ID, "reject", m.Version, reason("Not this year.")).Want(http.StatusOK))
	for _, side := range []caller{w.As(policy.Region, "94.03"), w.As(policy.Innovator, bintuni)} {
		s := w.show(side, m.ID)
		if s.State != "rejected" || s.History[1].Reason != "" || s.History[1].By != "" || s.History[0].Reason == "" || len(s.Today.Capacity) != 1 {
			t.Errorf("a side is told what is the ministry's: %+v, %+v", s.History, s.Today.Capacity)
		}
	}
	for name, version := range map[string]uint64{"an old version": m.Version, "the present version": first.Version} {
		p := decide(hub, m.ID, "approve", version, nil).Want(http.StatusPreconditionFailed).Problem()
		if p.Extra["decided_by"] != "coordinator" || p.Extra["decided"] != "match.rejected.v1" || p.Extra["decided_at"] == "" {
			t.Errorf("%s: got %+v", name, p)
		}
	}
	c.Post("/api/v1/matches/"+m.ID+"/approve", map[string]any{}).Want(http.StatusPreconditionRequired)
	p := c.Post("/api/v1/matches", override(edat, "94.03")).Want(http.StatusPreconditionFailed).Problem()
	if p.Code != "match.decided" || p.Extra["match"] != m.ID {
		t.Errorf("proposing a decided pair again: got %+v", p)
	}
}

func TestRecusal(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	m := w.propose(edat, "94.03")
	hubOfOwner := w.propose(edat, "91.01")
	tests := map[string]struct {
		role  policy.Role
		scope string
		side  string
	}{
		"an officer of the region":             {policy.Region, "94.03", "region"},
		"the practice's innovator":             {policy.Innovator, bintuni, "owner"},
		"an officer of the owner's government": {policy.Region, "92.06", "owner"},
	}
	for name, tc := range tests {
		// The same person holds a coordinator's key and belongs to a side.
		both := w.person("p-both", policy.Grant{Role: policy.Coordinator}, policy.Grant{Role: tc.role, Scope: tc.scope})
		for _, verb := range []string{"approve", "reject"} {
			p := decide(both, m.ID, verb, m.Version, reason("Because.")).Want(http.StatusForbidden).Problem()
			if p.Code != "recusal.required" || p.Extra["side"] != tc.side {
				t.Errorf("%s, %s: got %+v", name, verb, p)
			}
		}
	}
	// One person, two keys: the coordinator's does not hide the officer's.
	w.person("p-two-keys", policy.Grant{Role: policy.Region, Scope: "94.03"})
	p := decide(w.person("p-two-keys", policy.Grant{Role: policy.Coordinator}), m.ID, "approve", m.Version, nil).Want(http.StatusForbidden).Problem()
	if p.Code != "recusal.required" {
		t.Errorf("the other key of an officer: got %+v", p)
	}
	decide(w.As(policy.Region, "94.03"), m.ID, "approve", m.Version, nil).Want(http.StatusForbidden)
	decide(w.As(policy.Hub, "94"), hubOfOwner.ID, "approve", hubOfOwner.Version, nil).Want(http.StatusNotFound)
	decide(w.As(policy.Hub, "94"), m.ID, "approve", m.Version, nil).Want(http.StatusOK)
}

func TestProposals(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	with := func(change func(map[string]any)) map[string]any {
		b := override(edat, "94.03")
		change(b)
		return b
	}
	self := func(code string) map[string]any {
		b := override(edat, code)
		b["origin"] = "self"
		delete(b, "reason")
		return b
	}
	tests := []struct {
		name   string
		who    caller
		body   map[string]any
		status int
		code   string
	}{
		{"no reason", w.coordinator(), with(func(b map[string]any) { delete(b, "reason") }), 422, "reason.required"},
		{"an address in the reason", w.coordinator(), with(func(b map[string]any) { b["reason"] = "ask a@b.id" }), 422, "reason.personal"},
		{"an unknown practice", w.coordinator(), with(func(b map[string]any) { b["innovation"] = "nothing" }), 422, "innovation.unknown"},
		{"an unknown need", w.coordinator(), with(func(b map[string]any) { b["need"] = "nothing" }), 422, "need.unknown"},
		{"a period that is over", w.coordinator(), with(func(b map[string]any) { b["period"] = "2025" }), 422, "period.over"},
		{"an unknown origin", w.coordinator(), with(func(b map[string]any) { b["origin"] = "plan" }), 422, ""},
		{"an unknown field", w.coordinator(), with(func(b map[string]any) { b["score"] = 1 }), 422, ""},
		{"a group without a session", w.coordinator(), with(func(b map[string]any) { b["mode"] = "group" }), 422, "session.unknown"},
		{"a government and itself", w.coordinator(), override(edat, "92.06"), 422, "match.self"},
		{"a foreign practice by a region", w.As(policy.Region, "94.03"), with(func(b map[string]any) { b["origin"], b["innovation"] = "self", abroad }), 422, "match.foreign"},
		{"a foreign practice by a coordinator", w.coordinator(), override(abroad, "94.03"), 201, ""},
		{"an override by a region", w.As(policy.Region, "94.03"), override(edat, "94.03"), 403, ""},
		{"another region's visit", w.As(policy.Region, "94.04"), self("94.03"), 403, ""},
		{"a coordinator in a region's place", w.coordinator(), self("94.03"), 403, ""},
		{"an auditor", w.As(policy.Auditor, ""), override(edat, "94.03"), 403, ""},
		{"nobody", w.As(policy.Public, ""), override(edat, "94.03"), 401, ""},
		{"the region itself", w.As(policy.Region, "94.03"), self("94.03"), 201, ""},
		{"the same pair again", w.coordinator(), override(edat, "94.03"), 409, "match.open"},
	}
	for _, tc := range tests {
		r := tc.who.Post("/api/v1/matches", tc.body)
		if r.Status != tc.status {
			t.Errorf("%s: got status %d, want %d: %s", tc.name, r.Status, tc.status, r.Body)
			continue
		}
		if tc.code != "" && !hasCode(r.Problem(), tc.code) {
			t.Errorf("%s: got %s, want code %s", tc.name, r.Body, tc.code)
		}
	}
}

func hasCode(p web.Problem, code string) bool {
	for _, e := range p.Errors {
		if e.Code == code {
			return true
		}
	}
	return p.Code == code
}

// TestDecisionByForm: a coordinator without JavaScript gets back to the queue, or a page that says why not.
func TestDecisionByForm(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	c := w.coordinator()
	m := w.propose(rumor, "94.03")
	path := "/api/v1/matches/" + m.ID
	r := c.Form(path+"/approve", "_key=k1&_version=1&reason=", c.auth).Want(http.StatusConflict)
	if !strings.Contains(string(r.Body), "Belum dipastikan") || !strings.Contains(string(r.Body), "<span>jawaban ya dari pemilik inovasi") || !strings.HasPrefix(r.Header.Get("Content-Type"), "text/html") {
		t.Errorf("got %s", r.Body)
	}
	c.Form(path+"/questions", "_key=k2&_next=/usulan", c.auth).Want(http.StatusSeeOther)
	c.Form(path+"/defer", "_key=k3&_version=1&reason=Setelah+panen.&until=2027-02-01&_next=/usulan", c.auth).Want(http.StatusSeeOther)
	c.Form(path+"/reject", "_key=k4&_version=1&reason=Tidak+jadi.", c.auth).Want(http.StatusPreconditionFailed)
}

func TestQuestionsList(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	m := w.propose(rumor, "94.03")
	w.done(w.coordinator().Post("/api/v1/matches/"+m.ID+"/questions", map[string]any{}).Want(http.StatusOK))
	for i, tc := range []struct {
		who   caller
		query string
		want  int
	}{
		{w.coordinator(), "state=open&to=owner", 1},
		{w.coordinator(), "state=answered", 0},
		{w.As(policy.Innovator, bintuni), "owner=" + bintuni, 1},
		{w.As(policy.Region, "94.03"), "region=9403", 1},
		{w.As(policy.Region, "94.04"), "", 0},
	} {
		var l struct{ Items []map[string]any }
		tc.who.Get("/api/v1/questions?" + tc.query).Want(http.StatusOK).Decode(&l)
		if len(l.Items) != tc.want {
			t.Errorf("%d: got %v, want %d", i, l.Items, tc.want)
		}
	}
	c := w.coordinator()
	p := c.Post("/api/v1/matches/"+m.ID+"/questions", map[string]any{"gates": []string{"problem"}}).Want(http.StatusUnprocessableEntity).Problem()
	if !hasCode(p, "gate.known") {
		t.Errorf("asking what is known: got %+v", p)
	}
}

func TestRoutesAreGuarded(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	var public []string
	for _, r := range w.Site.Routes() {
		if r.Public {
			if strings.Contains(r.Path, "match") || strings.Contains(r.Path, "question") {
				t.Errorf("%s %s is public", r.Method, r.Path)
			}
			public = append(public, r.Method+" "+r.Path)
		}
	}
	webtest.AssertGuarded(t, w.Site, public)
}
