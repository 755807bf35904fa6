package trace

import (
	"context"

	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/trace"
	"go.uber.org/zap"
)

// Header is the name of the header that carries the context in HTTP and in messages.
const Header = "traceparent"

// Carrier is the header of a message. Its names are case-sensitive, unlike those of HTTP: what HTTP's carrier writes,
// other readers of the message would not find.
type Carrier map[string][]string

// Inject writes the place of ctx in its trace into the header; without a trace it writes nothing.
func (c Carrier) Inject(ctx context.Context) {
	if parent := Parent(ctx); parent != "" {
		c[Header] = []string{parent}
	}
}

// Extract is ctx within the trace that the header names, if any.
func (c Carrier) Extract(ctx context.Context) context.Context {
	if values := c[Header]; len(values) > 0 {
		return Continue(ctx, values[0])
	}
	return ctx
}

// Parent is the place of ctx in its trace as W3C traceparent; "" outside of one.
func Parent(ctx context.Context) string {
	if !trace.SpanContextFromContext(ctx).IsValid() {
		return ""
	}
	one := parentOnly{}
	propagation.TraceContext{}.Inject(ctx, &one)
	return one.parent
}

// Continue is ctx within the trace of a traceparent. What is empty or malformed gives ctx as it is: a wrong trace must
// never stop a request or a reaction.
func Continue(ctx context.Context, parent string) context.Context {
	if parent == "" {
		return ctx
	}
	return propagation.TraceContext{}.Extract(ctx, &parentOnly{parent})
}

// ID is the id of the trace of ctx in hex, for log lines; "" outside of one.
func ID(ctx context.Context) string {
	sc := trace.SpanContextFromContext(ctx)
	if !sc.HasTraceID() {
		return ""
	}
	return sc.TraceID().String()
}

// parentOnly carries traceparent and leaves tracestate out: vendors write what they like into that one, and a fact takes
// nothing that cannot be checked.
type parentOnly struct{ parent string }

// Get implements propagation.TextMapCarrier.
func (p *parentOnly) Get(name string) string {
	if name == Header {
		return p.parent
	}
	return ""
}

// Set implements propagation.TextMapCarrier.
func (p *parentOnly) Set(name, value string) {
	if name == Header {
		p.parent = value
	}
}

// Keys implements propagation.TextMapCarrier.
func (*parentOnly) Keys() []string { return []string{Header} }

// Field is the id of the trace of ctx for a log line; outside of a trace it adds nothing.
func Field(ctx context.Context) zap.Field {
	if id := ID(ctx); id != "" {
		return zap.String("trace_id", id)
	}
	return zap.Skip()
}
