package subscriptions_test

import (
	"bytes"
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"makcomblang.id/services/internal/eventlog/eventlogtest"
	"makcomblang.id/services/internal/policy"
	"makcomblang.id/services/internal/vault"
)

func TestADeliveryIsTheDocumentOfTheLogAndSigned(t *testing.T) {
	t.Parallel()
	h, s := newHouse(t), newSink(t, nil)
	e := h.endpoint(s.URL, `,"types":["region.need_declared.v1"]`)
	r := h.need(1)
	d := s.next()
	d.verify(t, e.Result.Secret)
	recs, err := h.log.Read(t.Context(), r.Seq, 1)
	if err != nil || len(recs) != 1 || !bytes.Equal(recs[0].Doc, d.body) {
		t.Errorf("got body %s, want the bytes of the log, %v", d.body, err)
	}
	if got := d.header.Get("Content-Type"); got != "application/cloudevents+json" {
		t.Errorf("got content type %s", got)
	}
	if v1a := strings.Contains(d.header.Get("Webhook-Signature"), " v1a,"); !v1a {
		t.Errorf("got %s, want a v1a signature beside v1", d.header.Get("Webhook-Signature"))
	}
	if strings.Contains(string(recs[0].Doc), "whsec_") {
		t.Error("a secret stands in the log")
	}
}

func TestRetriesKeepTheirID(t *testing.T) {
	t.Parallel()
	statuses := []int{500, 302, 404, 503, 200}
	s := newSink(t, func(n int, _ delivery, w http.ResponseWriter) {
		w.Header().Set("Location", "/elsewhere")
		w.WriteHeader(statuses[min(n, len(statuses))-1])
	})
	h := newHouse(t, quick)
	e := h.endpoint(s.URL, "")
	h.need(1)
	first := s.next()
	for range len(statuses) - 1 {
		d := s.next()
		d.verify(t, e.Result.Secret)
		if d.id != first.id || !bytes.Equal(d.body, first.body) {
			t.Errorf("got id %s and another body %v, want %s with the same", d.id, !bytes.Equal(d.body, first.body), first.id)
		}
	}
	var list struct {
		Items []struct {
			Status  int    `json:"status"`
			Try     int    `json:"attempt"`
			Outcome string `json:"outcome"`
		} `json:"items"`
	}
	eventually(t, "five attempts in the log of attempts", func() bool {
		h.As(policy.Integrator, "").Get("/api/v1/endpoints/" + e.ID + "/deliveries").Want(200).Decode(&list)
		return len(list.Items) == 5
	})
	for i, a := range list.Items {
		if n := len(statuses) - 1 - i; a.Status != statuses[n] || a.Try != n+1 {
			t.Errorf("attempt %d: got try %d with %d, want %d with %d", i, a.Try, a.Status, n+1, statuses[n])
		}
	}
}

func TestARedirectIsNotFollowed(t *testing.T) {
	t.Parallel()
	other := newSink(t, nil)
	s := newSink(t, func(n int, _ delivery, w http.ResponseWriter) {
		if n <= 4 {
			w.Header().Set("Location", other.URL)
			w.WriteHeader([]int{301, 302, 307, 308}[n-1])
		}
	})
	h := newHouse(t, quick)
	h.endpoint(s.URL, "")
	h.need(1)
	for range 5 {
		s.next()
	}
	if len(other.got) != 0 {
		t.Errorf("got %d requests at the other place, want none", len(other.got))
	}
}

func TestGoneDisablesAndKeepsTheDelivery(t *testing.T) {
	t.Parallel()
	s := newSink(t, func(n int, _ delivery, w http.ResponseWriter) {
		if n == 1 {
			w.WriteHeader(http.StatusGone)
		}
	})
	h := newHouse(t, quick)
	e := h.endpoint(s.URL, "")
	first := h.need(1)
	s.next()
	var v struct {
		State  string `json:"state"`
		Reason string `json:"reason"`
	}
	eventually(t, "the endpoint is disabled", func() bool {
		h.As(policy.Integrator, "").Get("/api/v1/endpoints/" + e.ID).Want(200).Decode(&v)
		return v.State == "disabled" && v.Reason == "gone"
	})
	missed := h.need(2) // happens while it is disabled
	if err := h.log.Wait(t.Context(), missed.Seq); err != nil {
		t.Fatal(err)
	}
	h.As(policy.Integrator, "").Post("/api/v1/endpoints/"+e.ID+"/enable", `{}`).Want(200)
	want := map[string]bool{first.FactID: true, missed.FactID: true}
	for len(want) > 0 {
		delete(want, s.next().fact(t))
	}
}

func TestRetryAfterHoldsTheLane(t *testing.T) {
	t.Parallel()
	waits := make(chan time.Duration, 100)
	slow := func(o *optionsOf) {
		o.Wait = func(d time.Duration) time.Duration { waits <- d; return time.Millisecond }
		o.Jitter = func() float64 { return 0 }
	}
	s := newSink(t, func(n int, _ delivery, w http.ResponseWriter) {
		if n == 1 {
			w.Header().Set("Retry-After", "7200")
			w.WriteHeader(http.StatusTooManyRequests)
		}
	})
	h := newHouse(t, slow)
	h.endpoint(s.URL, "")
	h.need(1)
	s.next()
	s.next()
	for range 2 { // the wait of the parcel and that of the lane
		if got := <-waits; got != 2*time.Hour {
			t.Errorf("got a wait of %v, want the two hours that were asked for", got)
		}
	}
}

func TestAHangingEndpointKeepsNobodyWaiting(t *testing.T) {
	t.Parallel()
	release := make(chan struct{})
	hanging := newSink(t, func(int, delivery, http.ResponseWriter) { <-release })
	t.Cleanup(func() { close(release) }) // before the sink closes
	healthy := newSink(t, nil)
	h := newHouse(t, func(o *optionsOf) { o.Timeout = time.Minute })
	h.endpoint(hanging.URL, "")
	h.endpoint(healthy.URL, "")
	const facts = 40
	for n := range facts {
		h.need(n)
	}
	seen := map[string]bool{}
	for len(seen) < facts {
		seen[healthy.next().fact(t)] = true
	}
	hanging.mu.Lock()
	defer hanging.mu.Unlock()
	if hanging.count > 4 {
		t.Errorf("got %d requests in flight at the hanging endpoint, want at most 4", hanging.count)
	}
}

func TestAnAnswerIsCut(t *testing.T) {
	t.Parallel()
	s := newSink(t, func(n int, _ delivery, w http.ResponseWriter) {
		if n == 1 {
			w.WriteHeader(500)
			_, _ = w.Write(bytes.Repeat([]byte("x"), 1<<20))
		}
	})
	h := newHouse(t, quick)
	e := h.endpoint(s.URL, "")
	h.need(1)
	s.next()
	s.next()
	var list struct {
		Items []struct {
			Answer string `json:"answer"`
		} `json:"items"`
	}
	eventually(t, "two attempts", func() bool {
		h.As(policy.Integrator, "").Get("/api/v1/endpoints/" + e.ID + "/deliveries").Want(200).Decode(&list)
		return len(list.Items) == 2
	})
	if got := len(list.Items[1].Answer); got != 2048 {
		t.Errorf("got %d bytes of the answer, want 2048", got)
	}
}

func TestARestartLosesNothing(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	nc := eventlogtest.Connect(t, eventlogtest.Start(t, dir))
	key := vault.NewKey()
	s := newSink(t, nil)
	h := openHouse(t, nc, dir, key, quick)
	h.run()
	e := h.endpoint(s.URL, "")
	want := map[string]bool{}
	for n := range 30 {
		want[h.need(n).FactID] = true
	}
	delete(want, s.next().fact(t))
	h.stop() // in the middle
	again := openHouse(t, nc, dir, key, quick)
	again.facts = 1000
	again.Key(policy.Integrator, "") // the directory of the harness is folded by hand
	again.run()
	want[again.need(31).FactID] = true
	deadline, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	ids := map[string]string{}
	for len(want) > 0 {
		select {
		case d := <-s.got:
			d.verify(t, e.Result.Secret)
			fact := d.fact(t)
			if id, twice := ids[fact]; twice && id != d.id {
				t.Errorf("got ids %s and %s for one fact", id, d.id)
			}
			ids[fact] = d.id
			delete(want, fact)
		case <-deadline.Done():
			t.Fatalf("%d facts never arrived", len(want))
		}
	}
}
