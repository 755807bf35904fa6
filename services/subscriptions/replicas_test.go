package subscriptions_test

import (
	"net/http"
	"testing"
	"time"

	"makcomblang.id/services/internal/eventlog/eventlogtest"
	"makcomblang.id/services/internal/policy"
	"makcomblang.id/services/internal/vault"
)

// pair is two processes of the role over one NATS, each with a connection of its own. The first one has begun to deliver
// before the second one starts.
func pair(t *testing.T, options ...option) (first, second *house) {
	t.Helper()
	dir, key := t.TempDir(), vault.NewKey()
	srv := eventlogtest.Start(t, dir)
	for _, h := range []**house{&first, &second} {
		*h = openHouse(t, eventlogtest.Connect(t, srv), t.TempDir(), key, options...)
		(*h).Key(policy.Integrator, "")
		(*h).run()
		if *h == second {
			second.facts = 1_000_000 // so that the keys of its commands are its own
		} else {
			warm := newSink(t, nil)
			first.endpointOf(first.As(policy.Coordinator, ""), warm.URL, `,"types":["region.need_declared.v1"]`)
			first.need(1_000_000)
			warm.next()
		}
	}
	return first, second
}

// tally counts what arrives of the wanted facts until all are there.
type tally map[string]int

func (seen tally) until(t *testing.T, s *sink, wanted map[string]bool) (got int) {
	t.Helper()
	missing := 0
	for id := range wanted {
		if seen[id] == 0 {
			missing++
		}
	}
	for ; missing > 0; got++ {
		id := s.next().fact(t)
		if seen[id]++; seen[id] == 1 && wanted[id] {
			missing--
		}
	}
	return got
}

func (seen tally) twice() (n int) {
	for _, times := range seen {
		n += times - 1
	}
	return n
}

type fares struct {
	Health struct {
		Delivered int `json:"delivered"`
	} `json:"health"`
}

// agrees waits until both processes tell of so many attempts of an endpoint, and of the same last ones.
func agrees(t *testing.T, id string, delivered int, houses ...*house) {
	t.Helper()
	for _, h := range houses {
		who := h.As(policy.Integrator, "")
		defer func() {
			if t.Failed() {
				t.Logf("wanted %d, got %s", delivered, who.Get("/api/v1/endpoints/"+id).Body)
			}
		}()
		eventually(t, "the log of attempts is the same from each process", func() bool {
			var f fares
			var list struct{ Items []shownAttempt }
			who.Get("/api/v1/endpoints/" + id).Want(http.StatusOK).Decode(&f)
			who.Get("/api/v1/endpoints/" + id + "/deliveries").Want(http.StatusOK).Decode(&list)
			return f.Health.Delivered == delivered && len(list.Items) == min(delivered, 100)
		})
	}
}

func TestTwoProcessesDeliverEachFactOnce(t *testing.T) {
	t.Parallel()
	first, second := pair(t)
	s := newSink(t, nil)
	e := second.endpoint(s.URL, "")
	wanted := map[string]bool{}
	for n := range 60 {
		by := first
		if n%2 == 1 {
			by = second
		}
		wanted[by.need(n).FactID] = true
	}
	seen := tally{}
	got := seen.until(t, s, wanted)
	agrees(t, e.ID, got, first, second)
	if len(s.got) > 0 || seen.twice() > 0 {
		t.Errorf("%d came twice", seen.twice()+len(s.got))
	}
}

// The one that delivers ends in the middle; the other goes on, and the log of attempts has those of both.
func TestAnotherProcessGoesOnAfterAStop(t *testing.T) {
	t.Parallel()
	first, second := pair(t)
	s := newSink(t, nil)
	e := second.endpoint(s.URL, "")
	wanted := map[string]bool{}
	seen, got := tally{}, 0
	for n := range 120 {
		wanted[second.need(n).FactID] = true
		if n == 40 {
			id := s.next().fact(t)
			seen[id]++
			got++
			first.stop()
		}
	}
	begun := time.Now()
	got += seen.until(t, s, wanted)
	t.Logf("all came %v after the last fact, %d of them twice", time.Since(begun).Round(time.Millisecond), seen.twice())
	if twice := seen.twice(); twice > 4 {
		t.Errorf("got %d deliveries twice, want at most the 4 in flight", twice)
	}
	agrees(t, e.ID, got, second)
}

// The one that delivers falls silent, as after a kill or behind a cut cable.
func TestAnotherProcessGoesOnAfterSilence(t *testing.T) {
	t.Parallel()
	first, second := pair(t)
	s := newSink(t, nil)
	second.endpoint(s.URL, "")
	wanted := map[string]bool{second.need(0).FactID: true}
	seen := tally{}
	seen.until(t, s, wanted)
	first.nc.Close()
	begun := time.Now()
	for n := range 30 {
		wanted[second.need(n+1).FactID] = true
	}
	seen.until(t, s, wanted)
	if took := time.Since(begun); took > 8*time.Second {
		t.Errorf("it took %v to go on", took)
	}
	if twice := seen.twice(); twice > 4 {
		t.Errorf("got %d deliveries twice, want at most the 4 in flight", twice)
	}
}

// A request that is sent again to the other process gives the same secret, and each signs with the same key.
func TestTwoProcessesHaveOneSetOfKeys(t *testing.T) {
	t.Parallel()
	first, second := pair(t)
	s := newSink(t, nil)
	same := func(r *http.Request) { r.Header.Set("Idempotency-Key", "one-endpoint") }
	secrets := make(chan string, 2)
	for _, h := range []*house{first, second} {
		go func() {
			var o opened
			h.As(policy.Integrator, "").Post("/api/v1/endpoints", `{"url":"`+s.URL+`"}`, same).Decode(&o)
			secrets <- o.ID + " " + o.Result.Secret
		}()
	}
	if a, b := <-secrets, <-secrets; a != b || len(a) < 40 {
		t.Errorf("got %q and %q", a, b)
	}
	var keys [2]string
	for i, h := range []*house{first, second} {
		keys[i] = string(h.As(policy.Public, "").Get("/api/v1/webhook-keys").Want(http.StatusOK).Body)
	}
	if keys[0] != keys[1] || keys[0] == "" {
		t.Errorf("got keys %q", keys)
	}
}
