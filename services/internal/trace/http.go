package trace

import (
	"context"
	"net/http"

	"go.opentelemetry.io/contrib/instrumentation/net/http/otelhttp"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric/noop"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/trace"
)

// quiet are paths that are asked all the time by machines that look after the process.
var quiet = map[string]bool{"/livez": true, "/readyz": true, "/version": true}

// Handler records every request to next, within the trace that the caller names, if any.
func (t *Tracer) Handler(next http.Handler) http.Handler {
	if t == nil {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if parent := r.Header.Get(Header); parent != "" {
				r = r.WithContext(Continue(r.Context(), parent))
			}
			next.ServeHTTP(w, r)
		})
	}
	named := otelhttp.WithSpanNameFormatter(func(_ string, r *http.Request) string { return method(r.Method) })
	return otelhttp.NewHandler(next, "", append(t.options(), named,
		otelhttp.WithFilter(func(r *http.Request) bool { return !quiet[r.URL.Path] }))...)
}

// Transport records every request that next sends and tells the one it is sent to which trace it belongs to.
func (t *Tracer) Transport(next http.RoundTripper) http.RoundTripper {
	if t == nil {
		return next
	}
	named := otelhttp.WithSpanNameFormatter(func(_ string, r *http.Request) string { return method(r.Method) })
	return otelhttp.NewTransport(next, append(t.options(), named)...)
}

func (t *Tracer) options() []otelhttp.Option {
	return []otelhttp.Option{
		otelhttp.WithTracerProvider(t.provider), otelhttp.WithMeterProvider(noop.NewMeterProvider()),
		otelhttp.WithPropagators(propagation.TraceContext{}),
	}
}

// Route names the request that is being recorded by its route's template.
func Route(ctx context.Context, verb, route string) {
	span := trace.SpanFromContext(ctx)
	if !span.IsRecording() {
		return
	}
	span.SetName(method(verb) + " " + route)
	span.SetAttributes(attribute.String("http.route", route))
}

// method keeps what a caller makes up out of the names of spans.
func method(verb string) string {
	switch verb {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodOptions:
		return verb
	}
	return "OTHER"
}
