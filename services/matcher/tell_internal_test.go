package matcher

import (
	"testing"
	"time"

	"makcomblang.id/pkg/contract"
	"makcomblang.id/services/internal/blob"
	"makcomblang.id/services/internal/catalogue"
	"makcomblang.id/services/internal/eventlog/eventlogtest"
	"makcomblang.id/services/internal/web/webtest"
)

// TestAListIsDecidedAtTheTimeItBears has a clock that passes the end of the pause while a list is told: whether it is time is
// decided at the time that the fact bears, or two lists of a region would come within a minute.
func TestAListIsDecidedAtTheTimeItBears(t *testing.T) {
	t.Parallel()
	log := eventlogtest.New(t)
	if err := blob.Ensure(t.Context(), log.Conn(), 1); err != nil {
		t.Fatal(err)
	}
	proofs, err := blob.Open(t.Context(), log.Conn())
	if err != nil {
		t.Fatal(err)
	}
	var looks []time.Duration // what the clock shows after webtest.Now, at one look after the other; the last one stays
	s := New(log, catalogue.New(log), proofs, Options{Now: func() time.Time {
		now := webtest.Now.Add(looks[0])
		looks = looks[min(1, len(looks)-1):]
		return now
	}})
	eventlogtest.Run(t, log)
	tell := func(score int, at ...time.Duration) (wait time.Duration) {
		t.Helper()
		looks = at
		list := &contract.RecommendationRanked{Region: "53.20", Rubric: 1, Needs: []contract.RankedNeed{{
			Need: "5320-clean-water", Candidates: []contract.Candidate{{Innovation: "gebrak", Score: score, Parts: map[string]int{}}},
		}}}
		wait, err := s.tellList(t.Context(), list, "sample")
		if err != nil {
			t.Fatal(err)
		}
		return wait
	}
	if wait := tell(1, 0); wait != 0 {
		t.Errorf("the first list waits %s", wait)
	}
	if wait := tell(2, 59*time.Second, 61*time.Second); wait != time.Second {
		t.Errorf("got a wait of %s for a list at 59 s, want another second", wait)
	}
	if st, _, _ := s.lists.Get("5320"); !st.At.Equal(webtest.Now) {
		t.Errorf("a list was told at %s, want none before the minute is over", st.At)
	}
	if wait := tell(2, 60*time.Second, 61*time.Second); wait != 0 {
		t.Errorf("the list waits %s after a minute", wait)
	}
	if st, _, _ := s.lists.Get("5320"); !st.At.Equal(webtest.Now.Add(time.Minute)) {
		t.Errorf("the second list was told at %s, want it after a minute", st.At)
	}
}
