package subscriptions_test

import (
	"encoding/json"
	"net/http"
	"slices"
	"testing"
	"time"

	"makcomblang.id/pkg/contract"
	"makcomblang.id/pkg/event"
	"makcomblang.id/services/internal/policy"
)

// faring is an endpoint as its holder sees it.
type faring struct {
	State  string `json:"state"`
	Reason string `json:"reason"`
	Notice *struct {
		Percent  int       `json:"percent"`
		Since    time.Time `json:"since"`
		Failures int       `json:"failures"`
	} `json:"notice"`
	Health struct {
		Failed  int `json:"failed"`
		Percent int `json:"percent_to_disabling"`
	} `json:"health"`
}

func (h *house) faring(id string) (v faring) {
	h.t.Helper()
	h.As(policy.Integrator, "").Get("/api/v1/endpoints/" + id).Want(http.StatusOK).Decode(&v)
	return v
}

func TestTheHolderIsWarnedBeforeAnEndpointIsDisabled(t *testing.T) {
	t.Parallel()
	clock := newStepClock(time.Date(2026, 11, 21, 2, 0, 0, 0, time.UTC))
	bad := newSink(t, func(_ int, _ delivery, w http.ResponseWriter) {
		clock.add(2 * time.Hour) // between one failure and the next
		w.WriteHeader(http.StatusInternalServerError)
	})
	good, thin, stranger := newSink(t, nil), newSink(t, nil), newSink(t, nil)
	h := newHouse(t, quick, func(o *optionsOf) { o.Wall = clock.now })
	e := h.endpoint(bad.URL, `,"in_flight":1`)
	h.endpoint(good.URL, `,"types":["region.renamed.v1"]`) // a notice asks for no filter
	h.endpoint(thin.URL, `,"types":["region.renamed.v1"],"mode":"thin"`)
	h.endpointOf(h.As(policy.Coordinator, ""), stranger.URL, `,"types":["region.renamed.v1"]`)
	for n := range 10 {
		h.need(n)
	}
	var percents []int
	for range 4 {
		d := good.next()
		f, err := event.Decode(d.body)
		if err != nil {
			t.Fatal(err)
		}
		var notice contract.EndpointFailing
		if err := json.Unmarshal(f.Data, &notice); err != nil || f.Type != "endpoint.failing.v1" || f.Subject != e.ID {
			t.Fatalf("got %s, want a notice about the endpoint that fails", d.body)
		}
		if notice.Failures < 10*notice.Percent/100 || notice.Since.IsZero() {
			t.Errorf("got %+v", notice)
		}
		percents = append(percents, notice.Percent)
		if whole := thin.next(); string(whole.body) != string(d.body) {
			t.Errorf("thin: got %s, want the whole notice: there is no other place to read it", whole.body)
		}
	}
	slices.Sort(percents) // deliveries are not ordered
	if !slices.Equal(percents, []int{50, 70, 90, 100}) {
		t.Errorf("got notices at %v, want each step once", percents)
	}
	eventually(t, "it is disabled", func() bool { return h.faring(e.ID).State == "disabled" })
	if v := h.faring(e.ID); v.Reason != "failing" || v.Notice == nil || v.Notice.Percent != 100 {
		t.Errorf("got %+v, want the last notice beside the reason", v)
	}
	if len(stranger.got) != 0 {
		t.Error("somebody else was told")
	}
	h.As(policy.Integrator, "").Post("/api/v1/endpoints/"+e.ID+"/enable", `{"skip_missed":true}`).Want(http.StatusOK)
	if v := h.faring(e.ID); v.Notice != nil {
		t.Errorf("got %+v, want no notice after a new start", v.Notice)
	}
}

func TestANoticeEndsWithTheFailures(t *testing.T) {
	t.Parallel()
	clock := newStepClock(time.Date(2026, 11, 21, 2, 0, 0, 0, time.UTC))
	s := newSink(t, func(n int, _ delivery, w http.ResponseWriter) {
		clock.add(13 * time.Hour)
		if n <= 6 { // 65 hours of 120, six of ten
			w.WriteHeader(http.StatusInternalServerError)
		}
	})
	h := newHouse(t, quick, func(o *optionsOf) { o.Wall = clock.now })
	e := h.endpoint(s.URL, `,"in_flight":1`)
	h.need(1)
	for range 6 {
		s.next()
	}
	s.next()
	var last faring
	eventually(t, "it has recovered", func() bool { last = h.faring(e.ID); return last.Health.Percent == 0 })
	if last.Notice != nil || last.State != "active" {
		t.Errorf("got %+v, want no notice any more", last)
	}
	found := 0
	if err := h.log.Each(t.Context(), 1, h.log.Position(), countOf("endpoint.failing.v1", &found)); err != nil || found != 1 {
		t.Errorf("got %d notices in the log, %v, want one at 50 %%", found, err)
	}
}
