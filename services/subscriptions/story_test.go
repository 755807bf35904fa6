package subscriptions_test

import (
	"fmt"
	"net/http"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"makcomblang.id/pkg/contract"
	"makcomblang.id/pkg/event"
	"makcomblang.id/pkg/webhook"
	"makcomblang.id/services/internal/eventlog"
	"makcomblang.id/services/internal/policy"
)

var storyStart = time.Date(2026, 11, 21, 2, 0, 0, 0, time.UTC)

// needAt declares a need at a time.
func (h *house) needAt(n int, at time.Time) eventlog.Receipt {
	h.t.Helper()
	c := eventlog.Command{Actor: "tester", Route: "story", Key: fmt.Sprintf("%s-%d", h.t.Name(), n), Now: at}
	r, err := h.regions.Handle(h.t.Context(), c, "9206", func(int, uint64) (eventlog.Draft, error) {
		return eventlog.Draft{Basis: event.Official, Data: &contract.NeedDeclared{
			Need: fmt.Sprintf("9206-n%d", n), Problem: "malaria", Priority: 3, Statement: "belajar", Source: "uji",
		}}, nil
	})
	if err != nil {
		h.t.Fatal(err)
	}
	return r
}

// TestAnEndpointDownForThreeDaysCatchesUpInOrder: what failed and what never was tried comes in the order of the log as
// soon as one delivery succeeds, although the retry table would let some of it wait for another day.
func TestAnEndpointDownForThreeDaysCatchesUpInOrder(t *testing.T) {
	t.Parallel()
	const facts = 12
	clock := fastClock(t, storyStart)
	clock.until(storyStart)
	var back atomic.Bool
	arrived := make(chan string, 1000)
	s := newSink(t, func(_ int, d delivery, w http.ResponseWriter) {
		if !back.Load() {
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		arrived <- d.fact(t)
	})
	h := newHouse(t, fast(clock))
	e := h.endpoint(s.URL, `,"in_flight":1`)
	var want []string
	for n := range facts {
		at := storyStart.Add(time.Duration(n) * 6 * time.Hour)
		eventually(t, "the next fact's time", func() bool { return !clock.now().Before(at) })
		want = append(want, h.needAt(n, at).FactID)
		if n == 0 { // however slow the machine is, the outage lasts for three days from its first failure on
			eventually(t, "the first failure", func() bool { return h.faring(e.ID).Health.Failed > 0 })
			clock.until(storyStart.Add(72 * time.Hour))
		}
	}
	eventually(t, "the outage is noticed", func() bool { return h.notices() > 0 })
	eventually(t, "three days are over", func() bool { return !clock.now().Before(storyStart.Add(72 * time.Hour)) })
	back.Store(true)
	clock.until(time.Time{})
	got := make([]string, 0, facts)
	for range facts {
		select {
		case id := <-arrived:
			got = append(got, id)
		case <-time.After(patience):
			t.Fatalf("%d of %d arrived", len(got), facts)
		}
	}
	took := clock.now().Sub(storyStart)
	first := slices.Index(want, got[0]) // the one that was being tried when the place came back
	if rest := slices.Delete(slices.Clone(want), first, first+1); !slices.Equal(got[1:], rest) {
		t.Errorf("got the order %v after the first, want that of the log", order(want, got))
	}
	if v := h.faring(e.ID); v.State != "active" || v.Health.Failed < 20 {
		t.Errorf("got %+v, want it never disabled and tried all the time", v)
	}
	if n := h.notices(); n != 1 {
		t.Errorf("got %d notices, want the one at 50 %%", n)
	}
	if len(arrived) != 0 {
		t.Errorf("%d arrived twice", len(arrived))
	}
	t.Logf("caught up %v after the outage began, after %d requests", took, s.count)
}

// notices counts those about failures.
func (h *house) notices() (n int) {
	h.t.Helper()
	if err := h.log.Each(h.t.Context(), 1, h.log.Position(), countOf("endpoint.failing.v1", &n)); err != nil {
		h.t.Fatal(err)
	}
	return n
}

// order gives the places of ids in the order of the log.
func order(want, got []string) (places []int) {
	for _, id := range got {
		places = append(places, slices.Index(want, id))
	}
	return places
}

// TestSecretsAreRotatedUnderLoadWithoutARefusal: the receiver changes its secret some time after the rotation, and refuses
// what its present secret does not verify.
func TestSecretsAreRotatedUnderLoadWithoutARefusal(t *testing.T) {
	t.Parallel()
	var trusted atomic.Pointer[webhook.Secret]
	var refused, accepted atomic.Int32
	trust := func(text string) {
		secret, err := webhook.ParseSecret(text)
		if err != nil {
			t.Error(err)
		}
		trusted.Store(&secret)
	}
	s := newSink(t, func(_ int, d delivery, w http.ResponseWriter) {
		if webhook.Verify([]webhook.Secret{*trusted.Load()}, d.header, d.body, time.Now(), webhook.DefaultTolerance) != nil {
			refused.Add(1)
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		accepted.Add(1)
	})
	h := newHouse(t, quick)
	e := h.endpoint(s.URL, "")
	trust(e.Result.Secret)
	const perRotation = 60
	for round := range 4 {
		for n := range perRotation / 2 {
			h.need(round*1000 + n)
		}
		var r opened
		h.As(policy.Integrator, "").Post("/api/v1/endpoints/"+e.ID+"/rotate", `{}`).Want(http.StatusOK).Decode(&r)
		for n := range perRotation / 2 {
			h.need(round*1000 + 500 + n)
		}
		trust(r.Result.Secret)
	}
	eventually(t, "all are accepted", func() bool { return accepted.Load() == 4*perRotation })
	if refused.Load() != 0 {
		t.Errorf("got %d refusals, want none", refused.Load())
	}
}

func TestAWindowIsReplayed(t *testing.T) {
	t.Parallel()
	h, s := newHouse(t), newSink(t, nil)
	e := h.endpoint(s.URL, `,"in_flight":1`)
	ids := map[string]int{} // delivery to day
	day := func(n int) time.Time { return storyStart.AddDate(0, 0, n) }
	for n := range 6 {
		h.needAt(n, day(n))
		ids[s.next().id] = n
	}
	path := "/api/v1/endpoints/" + e.ID + "/replay"
	cases := []struct {
		body string
		want []int
	}{
		{fmt.Sprintf(`{"from":%q,"to":%q}`, day(2).Format(time.RFC3339), day(4).Format(time.RFC3339)), []int{2, 3}},
		{fmt.Sprintf(`{"from":%q}`, day(5).Format(time.RFC3339)), []int{5}},
		{fmt.Sprintf(`{"to":%q,"region":"92"}`, day(1).Format(time.RFC3339)), []int{0}},
		{fmt.Sprintf(`{"to":%q,"region":"11"}`, day(1).Format(time.RFC3339)), nil},
		{`{"types":["region.renamed.v1"]}`, nil},
		{`{}`, []int{0, 1, 2, 3, 4, 5}},
	}
	for _, c := range cases {
		var out struct {
			Result struct{ Deliveries int } `json:"result"`
		}
		h.As(policy.Integrator, "").Post(path, c.body).Want(http.StatusOK).Decode(&out)
		if out.Result.Deliveries != len(c.want) {
			t.Errorf("%s: got %d deliveries, want %d", c.body, out.Result.Deliveries, len(c.want))
		}
		for _, n := range c.want {
			if got, known := ids[s.next().id]; !known || got != n {
				t.Errorf("%s: got day %d (an id known before: %v), want day %d", c.body, got, known, n)
			}
		}
	}
	p := h.As(policy.Integrator, "").Post(path, fmt.Sprintf(`{"from":%q,"to":%q}`, day(4).Format(time.RFC3339), day(2).Format(time.RFC3339))).Want(http.StatusUnprocessableEntity).Problem()
	if len(p.Errors) != 1 || p.Errors[0].Field != "to" {
		t.Errorf("got %+v, want the end of the window named", p.Errors)
	}
}

// TestDisabledAndEnabledLosesNothing: what happened while deliveries were stopped comes once each, in the order of the log.
func TestDisabledAndEnabledLosesNothing(t *testing.T) {
	t.Parallel()
	h := newHouse(t, quick)
	var gone atomic.Bool
	gone.Store(true)
	s := newSink(t, func(_ int, _ delivery, w http.ResponseWriter) {
		if gone.Load() {
			w.WriteHeader(http.StatusGone)
		}
	})
	e := h.endpoint(s.URL, `,"in_flight":1`)
	who, path := h.As(policy.Integrator, ""), "/api/v1/endpoints/"+e.ID
	want := []string{h.need(0).FactID}
	s.next()
	eventually(t, "410 disables it", func() bool { return h.faring(e.ID).Reason == "gone" })
	var last uint64
	for n := range 40 {
		r := h.need(1 + n)
		want, last = append(want, r.FactID), r.Seq
	}
	if err := h.log.Wait(t.Context(), last); err != nil {
		t.Fatal(err)
	}
	if len(s.got) != 0 {
		t.Error("a delivery was sent while they were stopped")
	}
	gone.Store(false)
	who.Post(path+"/enable", `{}`).Want(http.StatusOK)
	var got []string
	for range want {
		got = append(got, s.next().fact(t))
	}
	refused := slices.Index(got, want[0]) // it waits a moment in its lane, while the catch-up begins
	if refused < 0 || !slices.Equal(slices.Delete(slices.Clone(got), refused, refused+1), want[1:]) {
		t.Errorf("got the order %v, want that of the log", order(want, got))
	}
	h.need(1000)
	if d := s.next(); slices.Contains(want, d.fact(t)) {
		t.Error("a delivery came twice")
	}
}
