package trace

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/sdk/resource"
	sdk "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/trace"
	"go.uber.org/zap"
)

// Options of a tracer.
type Options struct {
	Endpoint string         // base URL of a collector that takes OTLP over HTTP, such as http://127.0.0.1:4318; "" records nothing
	Sample   float64        // share of the traces that are recorded, 0 to 1
	Service  string         // name of the process in the traces
	Version  string         // of the program
	Roots    *x509.CertPool // authorities of the collector's certificate; nil takes the system's
	Logger   *zap.Logger    // nil logs nothing
}

// Tracer records spans. A nil Tracer records none, at no cost.
type Tracer struct {
	provider *sdk.TracerProvider
	tracer   trace.Tracer
}

// Bounds of what waits to be handed to the collector. A collector that is away costs spans, never requests.
const (
	queued     = 4096
	batched    = 512
	batchEvery = 2 * time.Second
)

// Open gives a tracer, nil without an endpoint. Which traces are recorded follows from their id alone, so that every
// process with the same share records the same ones, and a caller cannot ask for more by a flag.
func Open(opt Options) (*Tracer, error) {
	if opt.Sample < 0 || opt.Sample > 1 || opt.Sample != opt.Sample {
		return nil, errors.New("--trace-sample takes a share of the traces, 0 to 1")
	}
	if opt.Endpoint == "" {
		return nil, nil
	}
	u, err := url.Parse(opt.Endpoint)
	if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		return nil, errors.New("--trace-endpoint takes the address of a collector for OTLP over HTTP, such as http://127.0.0.1:4318")
	}
	if opt.Logger == nil {
		opt.Logger = zap.NewNop()
	}
	share := sdk.TraceIDRatioBased(opt.Sample)
	provider := sdk.NewTracerProvider(
		sdk.WithSampler(sdk.ParentBased(share, sdk.WithRemoteParentSampled(share), sdk.WithRemoteParentNotSampled(share))),
		sdk.WithResource(resource.NewSchemaless(attribute.String("service.name", opt.Service), attribute.String("service.version", opt.Version))),
		sdk.WithBatcher(newExporter(u, opt), sdk.WithMaxQueueSize(queued), sdk.WithMaxExportBatchSize(batched), sdk.WithBatchTimeout(batchEvery)),
	)
	return &Tracer{provider: provider, tracer: provider.Tracer("makcomblang")}, nil
}

// Close hands what was recorded to the collector, within a bounded time.
func (t *Tracer) Close() {
	if t == nil {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), exportTime)
	defer cancel()
	_ = t.provider.Shutdown(ctx) // the exporter has told what it could not hand over
}

// Flush hands over what was recorded so far.
func (t *Tracer) Flush(ctx context.Context) error {
	if t == nil {
		return nil
	}
	if err := t.provider.ForceFlush(ctx); err != nil {
		return fmt.Errorf("trace: flush: %w", err)
	}
	return nil
}

// Kind says which part a span plays between two processes.
type Kind = trace.SpanKind

// Kinds of spans.
const (
	Internal = trace.SpanKindInternal
	Producer = trace.SpanKindProducer
	Consumer = trace.SpanKindConsumer
	Client   = trace.SpanKindClient
)

// Span is a step that is being recorded. The zero Span records nothing.
type Span struct{ span trace.Span }

// Start begins a step within the trace of ctx, or a new trace. verb and object name it; neither may hold anything about
// one person or one record.
func (t *Tracer) Start(ctx context.Context, kind Kind, verb, object string) (context.Context, Span) {
	if t == nil {
		return ctx, Span{}
	}
	ctx, span := t.tracer.Start(ctx, strings.TrimSuffix(verb+" "+object, " "), trace.WithSpanKind(kind))
	return ctx, Span{span}
}

// Text adds an attribute. Only names that may leave the process do so, see allowed.
func (s Span) Text(name, value string) {
	if s.span != nil && value != "" {
		s.span.SetAttributes(attribute.String(name, value))
	}
}

// Number adds an attribute, as Text does.
func (s Span) Number(name string, value uint64) {
	if s.span != nil {
		s.span.SetAttributes(attribute.Int64(name, int64(value)))
	}
}

// End ends the step; an error marks it as failed. The error's text stays here: it may name what is nobody's business.
func (s Span) End(err error) {
	if s.span == nil {
		return
	}
	if err != nil {
		s.span.SetStatus(codes.Error, "")
	}
	s.span.End()
}
