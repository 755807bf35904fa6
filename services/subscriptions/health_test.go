package subscriptions_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"makcomblang.id/services/internal/policy"
	"makcomblang.id/services/internal/web/webtest"
)

func TestAnEndpointThatOnlyFailsIsDisabled(t *testing.T) {
	t.Parallel()
	s := newSink(t, func(_ int, _ delivery, w http.ResponseWriter) { w.WriteHeader(500) })
	h := newHouse(t, quick, func(o *optionsOf) { o.FailAfter = time.Nanosecond })
	e := h.endpoint(s.URL, "")
	for n := range 3 {
		h.need(n)
	}
	var v struct {
		State  string `json:"state"`
		Reason string `json:"reason"`
		Health struct {
			Failed  int `json:"failed"`
			Percent int `json:"percent_to_disabling"`
		} `json:"health"`
	}
	eventually(t, "it is disabled", func() bool {
		h.As(policy.Integrator, "").Get("/api/v1/endpoints/" + e.ID).Want(200).Decode(&v)
		return v.State == "disabled"
	})
	if v.Reason != "failing" || v.Health.Failed < 10 || v.Health.Percent != 100 {
		t.Errorf("got %+v, want it disabled for failing after ten failures or more", v)
	}
	before := v.Health.Failed
	h.As(policy.Integrator, "").Post("/api/v1/endpoints/"+e.ID+"/enable", `{}`).Want(200)
	h.need(4)
	h.need(5)
	eventually(t, "it is disabled again", func() bool {
		h.As(policy.Integrator, "").Get("/api/v1/endpoints/" + e.ID).Want(200).Decode(&v)
		return v.State == "disabled"
	})
	if more := v.Health.Failed - before; more < 10 {
		t.Errorf("got it disabled after %d new failures, want ten at least: it begins anew", more)
	}
}

func TestTheLogOfAttemptsOutlivesARestart(t *testing.T) {
	t.Parallel()
	h, s := newHouse(t), newSink(t, nil)
	e := h.endpoint(s.URL, "")
	h.need(1)
	d := s.next()
	path := "/api/v1/endpoints/" + e.ID + "/deliveries"
	eventually(t, "the attempt is noted", func() bool {
		return strings.Contains(string(h.As(policy.Integrator, "").Get(path).Want(200).Body), d.id)
	})
	h.stop()
	again := openHouse(t, h.nc, h.dir, h.key)
	again.Key(policy.Integrator, "")
	again.run()
	if body := string(again.As(policy.Integrator, "").Get(path).Want(200).Body); !strings.Contains(body, d.id) {
		t.Errorf("got %s, want the attempt from before", body)
	}
}

func TestHeadersOfTheHolder(t *testing.T) {
	t.Parallel()
	h, s := newHouse(t), newSink(t, nil)
	e := h.endpoint(s.URL, "")
	who, path := h.As(policy.Integrator, ""), "/api/v1/endpoints/"+e.ID+"/headers"
	noKey := func(r *http.Request) { r.Header.Del("Idempotency-Key") }
	who.Post(path, `{"headers":{"Authorization":"Bearer abc"}}`, noKey).Want(200)
	h.need(1)
	d := s.next()
	d.verify(t, e.Result.Secret)
	if got := d.header.Get("Authorization"); got != "Bearer abc" {
		t.Errorf("got %q, want the holder's header", got)
	}
	who.Post(path, `{"headers":{"Webhook-Id":"x"}}`, noKey).Want(http.StatusUnprocessableEntity)
	who.Post(path, `{"headers":{}}`, noKey).Want(200)
	h.need(2)
	if got := s.next().header.Get("Authorization"); got != "" {
		t.Errorf("got %q, want no header", got)
	}
	h.As(policy.Region, "92.06").Post(path, `{"headers":{}}`, webtest.Key("x")).Want(http.StatusNotFound)
}
