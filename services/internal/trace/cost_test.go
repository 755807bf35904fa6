package trace_test

import (
	"testing"

	"makcomblang.id/services/internal/trace"
)

// Switched off, the steps that every command and every fact goes through allocate nothing.
func TestOffCostsNothing(t *testing.T) {
	var off *trace.Tracer
	head := map[string][]string{}
	ctx := t.Context()
	got := testing.AllocsPerRun(100, func() {
		ctx, span := off.Start(trace.Carrier(head).Extract(trace.Continue(ctx, "")), trace.Producer, "append", "plan")
		span.Text(trace.FactID, "x")
		span.Number(trace.Sequence, 1)
		trace.Carrier(head).Inject(ctx)
		if trace.Parent(ctx) != "" {
			t.Error("a trace was made up")
		}
		span.End(nil)
	})
	if got != 0 {
		t.Errorf("got %v allocations, want none", got)
	}
}
