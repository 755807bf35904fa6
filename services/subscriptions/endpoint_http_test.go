package subscriptions_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"makcomblang.id/pkg/webhook"
	"makcomblang.id/services/internal/policy"
	"makcomblang.id/services/internal/web/webtest"
)

func TestAnEndpointBelongsToItsHolder(t *testing.T) {
	t.Parallel()
	h, s := newHouse(t), newSink(t, nil)
	e := h.endpoint(s.URL, "")
	path := "/api/v1/endpoints/" + e.ID
	for _, other := range []webtest.Caller{h.As(policy.Region, "92.06"), h.As(policy.Innovator, "rsud")} {
		other.Get(path).Want(http.StatusNotFound)
		other.Get(path + "/deliveries").Want(http.StatusNotFound)
		for _, act := range []string{"test", "rotate", "disable", "enable", "remove", "verify", "change", "replay"} {
			other.Post(path+"/"+act, `{}`).Want(http.StatusNotFound)
		}
		if body := string(other.Get("/api/v1/endpoints").Want(200).Body); strings.Contains(body, e.ID) {
			t.Errorf("got %s, want no endpoint of others", body)
		}
	}
	for _, mine := range []webtest.Caller{h.As(policy.Integrator, ""), h.As(policy.Coordinator, ""), h.As(policy.Auditor, "")} {
		if body := string(mine.Get(path).Want(200).Body); strings.Contains(body, "whsec_") {
			t.Error("the secret is shown again")
		}
	}
}

func TestARetriedRegistrationIsOneEndpoint(t *testing.T) {
	t.Parallel()
	h, s := newHouse(t), newSink(t, nil)
	who, body := h.As(policy.Integrator, ""), fmt.Sprintf(`{"url":%q}`, s.URL)
	var first, again opened
	who.Post("/api/v1/endpoints", body, webtest.Key("once")).Want(201).Decode(&first)
	who.Post("/api/v1/endpoints", body, webtest.Key("once")).Want(201).Decode(&again)
	if first.ID != again.ID || first.Result.Secret != again.Result.Secret {
		t.Errorf("got endpoints %s and %s, want one with one secret", first.ID, again.ID)
	}
}

func TestSecretsOverlapUnderLoad(t *testing.T) {
	t.Parallel()
	h, s := newHouse(t), newSink(t, nil)
	e := h.endpoint(s.URL, "")
	path := "/api/v1/endpoints/" + e.ID
	for n := range 20 {
		h.need(n)
	}
	var r opened
	h.As(policy.Integrator, "").Post(path+"/rotate", `{}`).Want(200).Decode(&r)
	if r.Result.Secret == "" || r.Result.Secret == e.Result.Secret {
		t.Fatal("no new secret")
	}
	last := ""
	for n := range 20 {
		last = h.need(20 + n).FactID
	}
	for {
		d := s.next()
		d.verify(t, e.Result.Secret) // the receiver has not changed yet
		if d.fact(t) == last {
			d.verify(t, r.Result.Secret)
			break
		}
	}
	h.As(policy.Integrator, "").Post(path+"/rotate", `{"overlap_seconds":0}`).Want(200).Decode(&r)
	h.need(41)
	for d := s.next(); ; d = s.next() {
		if strings.Contains(string(d.body), "9206-n41") {
			d.verify(t, r.Result.Secret)
			old, err := webhook.ParseSecret(e.Result.Secret)
			if err != nil {
				t.Fatal(err)
			}
			if webhook.Verify([]webhook.Secret{old}, d.header, d.body, time.Now(), webhook.DefaultTolerance) == nil {
				t.Error("the old secret still signs after its overlap")
			}
			break
		}
	}
	h.As(policy.Integrator, "").Post(path+"/rotate", `{"overlap_seconds":999999}`).Want(http.StatusUnprocessableEntity)
}

func TestTestEventAndChallenge(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	s := newSink(t, func(_ int, _ delivery, w http.ResponseWriter) { _, _ = w.Write([]byte("{}")) })
	s.mute = true // its status alone
	who := h.As(policy.Integrator, "")
	e := h.unproven(who, s.URL, "")
	path := "/api/v1/endpoints/" + e.ID
	if e.Result.Verified {
		t.Error("a place on this machine is taken for proven")
	}
	var tested struct {
		Result struct {
			Status int  `json:"status"`
			OK     bool `json:"ok"`
		} `json:"result"`
	}
	who.Post(path+"/test", `{}`, func(r *http.Request) { r.Header.Del("Idempotency-Key") }).Want(200).Decode(&tested)
	if !tested.Result.OK || tested.Result.Status != 200 {
		t.Errorf("got %+v, want the answer of the place", tested.Result)
	}
	s.next().verify(t, e.Result.Secret)
	if code := who.Post(path+"/verify", `{}`).Want(http.StatusConflict).Problem().Code; code != "endpoint.challenge" {
		t.Errorf("a status alone: got %s, want endpoint.challenge", code)
	}
	s.next()
	h.need(1) // nobody asked this place for it yet
	s.mu.Lock()
	s.mute = false
	s.mu.Unlock()
	who.Post(path+"/verify", `{}`).Want(200)
	h.need(2)
	if got := s.next().fact(t); len(s.got) > 0 {
		t.Errorf("got %s and more, want only what came after the proof", got)
	}
	last := 0
	for range 12 {
		last = who.Post(path+"/test", `{}`).Status
	}
	if last != http.StatusTooManyRequests {
		t.Errorf("got %d after a dozen tests in a row, want 429", last)
	}
}

func TestAPublicEndpointWaitsForItsChallenge(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	var o opened
	h.As(policy.Integrator, "").Post("/api/v1/endpoints", `{"url":"https://terima.makcomblang.invalid.example/","types":["rubric.adopted.v1"],"region":"92"}`).Want(201).Decode(&o)
	// The fact is about no region, and nobody registered one of Papua Barat here.
	if want := []string{"filter.region_never", "filter.region_unknown"}; o.Result.Verified || !slices.Equal(o.Result.Warnings, want) {
		t.Errorf("got %+v, want it unverified with the warnings %v", o.Result, want)
	}
	if body := string(h.As(policy.Integrator, "").Get("/api/v1/endpoints/" + o.ID).Want(200).Body); !strings.Contains(body, `"state":"unverified"`) {
		t.Errorf("got %s", body)
	}
}

func TestReplayResendAndRevive(t *testing.T) {
	t.Parallel()
	h := newHouse(t, quick)
	s := newSink(t, func(_ int, d delivery, w http.ResponseWriter) {
		if strings.Contains(string(d.body), "9206-n3") {
			w.WriteHeader(500)
		}
	})
	e := h.endpoint(s.URL, "")
	who, path := h.As(policy.Integrator, ""), "/api/v1/endpoints/"+e.ID
	h.need(1)
	first := s.next()
	h.need(2)
	second := s.next()
	var out struct {
		Result struct{ Deliveries int } `json:"result"`
	}
	who.Post(path+"/replay", `{"region":"92.06"}`).Want(200).Decode(&out)
	got := map[string]bool{s.next().id: true, s.next().id: true}
	if out.Result.Deliveries != 2 || !got[first.id] || !got[second.id] {
		t.Errorf("replay: got %d deliveries %v, want both with their ids", out.Result.Deliveries, got)
	}
	who.Post(path+"/replay", `{"region":"11.10"}`).Want(200).Decode(&out)
	if out.Result.Deliveries != 0 {
		t.Errorf("another region: got %d deliveries", out.Result.Deliveries)
	}
	for range 2 { // never swallowed, however often
		who.Post(path+"/deliveries/"+first.id+"/resend", `{}`).Want(200)
		if d := s.next(); d.id != first.id {
			t.Errorf("resend: got %s, want %s", d.id, first.id)
		}
	}
	who.Post(path+"/deliveries/d-0000/resend", `{}`).Want(http.StatusNotFound)
	h.need(3)
	var dead struct {
		Items []struct {
			Letter json.Number `json:"letter"`
			Reason string      `json:"reason"`
		} `json:"items"`
	}
	eventually(t, "ten attempts fail and the delivery is put aside", func() bool {
		who.Get(path + "/dead").Want(200).Decode(&dead)
		return len(dead.Items) == 1
	})
	if !strings.Contains(dead.Items[0].Reason, "no success in 10 attempts; the last: 500") {
		t.Errorf("got reason %q", dead.Items[0].Reason)
	}
	for range 10 {
		s.next()
	}
	s.mu.Lock()
	s.answer = nil // repaired
	s.mu.Unlock()
	h.As(policy.Region, "92.06").Post(path+"/dead/"+string(dead.Items[0].Letter)+"/revive", `{}`).Want(http.StatusNotFound)
	who.Post(path+"/dead/"+string(dead.Items[0].Letter)+"/revive", `{}`).Want(200)
	if d := s.next(); !strings.Contains(string(d.body), "9206-n3") {
		t.Errorf("got %s, want the delivery that was given up", d.body)
	}
}

func TestDisableChangeAndRemove(t *testing.T) {
	t.Parallel()
	h, s := newHouse(t), newSink(t, nil)
	e := h.endpoint(s.URL, "")
	who, path := h.As(policy.Integrator, ""), "/api/v1/endpoints/"+e.ID
	witness := newSink(t, nil)
	h.endpoint(witness.URL, "")
	who.Post(path+"/disable", `{}`).Want(200)
	h.need(1)
	who.Post(path+"/enable", `{"skip_missed":true}`).Want(200)
	second := h.need(2)
	if got := s.next().fact(t); got != second.FactID {
		t.Error("what was missed came although it was to be skipped")
	}
	who.Post(path+"/change", `{"types":["region.renamed.v1"],"mode":"thin","label":"papan pantau"}`).Want(200)
	for third := h.need(3); witness.next().fact(t) != third.FactID; {
	} // the fan-out has passed it under the filter of then
	who.Post(path+"/change", `{"mode":"thin"}`).Want(200)
	fourth := h.need(4)
	var thin struct {
		ID      string `json:"id"`
		DataRef string `json:"dataref"`
		Data    any    `json:"data"`
	}
	d := s.next()
	d.verify(t, e.Result.Secret)
	if err := json.Unmarshal(d.body, &thin); err != nil || thin.ID != fourth.FactID || thin.Data != nil || thin.DataRef == "" {
		t.Errorf("got %s, %v, want the fourth need without its data", d.body, err)
	}
	who.Post(path+"/remove", `{"reason":"selesai"}`, webtest.Key("end")).Want(200)
	who.Post(path+"/remove", `{"reason":"selesai"}`, webtest.Key("end")).Want(200)
	who.Get(path).Want(http.StatusNotFound)
}

func TestRoutesAreGuarded(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	names := []string{"GET /api/v1/facts", "GET /api/v1/schemas", "GET /api/v1/schemas/{type}", "GET /api/v1/webhook-keys", "GET /feeds/regions/{file}", "GET /feeds/sectors/{file}"}
	names = append(names, publicToPeople()...)
	for _, r := range webtest.New(t, h.log).Site.Routes() {
		if r.Public {
			names = append(names, r.Method+" "+r.Path)
		}
	}
	webtest.AssertGuarded(t, h.Site, names)
}
