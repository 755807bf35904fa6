package eventlog

import (
	"context"

	"makcomblang.id/services/internal/trace"
)

// startCommand begins the step of a trace that decides and appends.
func (l *Log) startCommand(ctx context.Context, parts []Part) (context.Context, trace.Span) {
	kind := ""
	if len(parts) > 0 {
		kind, _ = parts[0].aggregate()
	}
	return l.opt.Tracer.Start(ctx, trace.Producer, "append", kind)
}

func endCommand(span trace.Span, receipts []Receipt, err error) {
	if len(receipts) > 0 {
		r := &receipts[0]
		span.Text(trace.FactType, r.Fact.Type)
		span.Text(trace.FactID, r.FactID)
		span.Number(trace.Sequence, r.Seq)
		if r.Repeated {
			span.Number(trace.Repeated, 1)
		}
	}
	span.End(err)
}

// startReaction goes on with the trace of the fact that is reacted to.
func (l *Log) startReaction(ctx context.Context, reactor string, rec Record) (context.Context, trace.Span) {
	ctx, span := l.opt.Tracer.Start(trace.Continue(ctx, rec.Fact.Traceparent), trace.Consumer, "react", reactor)
	span.Text(trace.FactType, rec.Fact.Type)
	span.Text(trace.FactID, rec.Fact.ID)
	span.Number(trace.Sequence, rec.Seq)
	return ctx, span
}
