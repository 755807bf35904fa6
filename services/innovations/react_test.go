package innovations_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"makcomblang.id/pkg/contract"
	"makcomblang.id/pkg/event"
	"makcomblang.id/services/internal/eventlog"
	"makcomblang.id/services/internal/policy"
	"makcomblang.id/services/internal/web/webtest"
)

// answered appends an answer about a practice as the matches service would.
func (w *world) answered(id string, basis event.Basis, change ...func(*contract.QuestionAnswered)) eventlog.Receipt {
	w.t.Helper()
	d := contract.QuestionAnswered{
		Answer: "yes", CheckedOn: "2026-11-01", Gate: "running", Owner: "bintuni", Region: "51", Practice: "edat",
	}
	for _, c := range change {
		c(&d)
	}
	w.keys++
	c := eventlog.Command{Actor: "owner", Route: "test", Key: fmt.Sprint(w.keys), Now: webtest.Now}
	r, err := w.questions.Handle(context.Background(), c, id, func(int, uint64) (eventlog.Draft, error) {
		return eventlog.Draft{Data: &d, Basis: basis}, nil
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return r
}

// checks waits until the log has reached seq and gives what the register then says of the practice.
func (w *world) checks(seq uint64) (checks []any, state string) {
	w.t.Helper()
	ctx, cancel := context.WithTimeout(w.t.Context(), 20*time.Second)
	defer cancel()
	if err := w.log.Wait(ctx, seq); err != nil {
		w.t.Fatal(err)
	}
	got := w.get(w.h.As(policy.Public, ""), "/innovations/edat?on=2026-11-20")
	checks, _ = got["checks"].([]any)
	return checks, got["liveness"].(map[string]any)["state"].(string)
}

func TestAnAnswerWhetherItRunsIsALivenessCheck(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.run()
	other := w.answered("q-mature", event.Official, func(d *contract.QuestionAnswered) { d.Gate = "mature" })
	w.answered("q-away", event.Official, func(d *contract.QuestionAnswered) { d.Practice = "nobody" })
	yes := w.answered("q-1", event.Sample)
	checks, state := w.checks(yes.Seq + 1)
	want := []any{map[string]any{
		"state": "continuing", "checked_on": "2026-11-01", "basis": "sample",
		"source": "Contoh: jawaban pihak pemilik inovasi atas pertanyaan q-1",
	}}
	if diff := cmp.Diff(checks, want); diff != "" || state != "running" {
		t.Errorf("state %s; got -, want +\n%s", state, diff)
	}
	recs, err := w.log.Read(t.Context(), yes.Seq+1, 1)
	if err != nil || len(recs) != 1 || recs[0].Fact.Cause != yes.FactID || recs[0].Fact.Subject != "edat" {
		t.Errorf("the check does not name its cause %s: %+v, %v", yes.FactID, recs, err)
	}
	if other.Seq+3 != yes.Seq+1 {
		t.Errorf("another question, or one about another practice, was taken for a check")
	}

	older := w.answered("q-2", event.Official, func(d *contract.QuestionAnswered) { d.Answer, d.CheckedOn = "no", "2026-10-01" })
	w.answered("q-4", event.Sample, func(d *contract.QuestionAnswered) { d.Answer, d.CheckedOn = "no", "2026-11-12" }) // invented
	no := w.answered("q-3", event.Press, func(d *contract.QuestionAnswered) { d.Answer, d.CheckedOn = "no", "2026-11-10" })
	checks, state = w.checks(no.Seq + 1)
	if len(checks) != 2 || state != "stopped" || no.Seq != older.Seq+2 {
		t.Errorf("an older or an invented answer counted, or the last did not: %s %v", state, checks)
	}
}
