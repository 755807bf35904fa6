package trace

import (
	"bytes"
	"context"
	"crypto/tls"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	sdk "go.opentelemetry.io/otel/sdk/trace"
	"go.uber.org/zap"
)

// exportTime bounds one try to hand spans over.
const exportTime = 5 * time.Second

// allowed are the attributes that leave the process. What instrumentation adds beside them, such as the caller's address,
// the browser, the path and the query, could be about a person and stays here.
var allowed = []string{
	"service.name", "service.version", "error.type",
	"http.request.method", "http.route", "http.response.status_code", "url.scheme", "network.protocol.version",
	FactType, FactID, Sequence, Reactor, Attempt, Repeated,
}

// Attributes of our own.
const (
	FactType = "makcomblang.fact.type"
	FactID   = "makcomblang.fact.id"
	Sequence = "makcomblang.log.sequence"
	Reactor  = "makcomblang.reactor"
	Attempt  = "makcomblang.delivery.attempt"
	Repeated = "makcomblang.command.repeated" // 1 if the command had been answered before
)

// exporter hands spans to a collector as OTLP over HTTP in JSON, one try each: a trace is a help, not a record.
type exporter struct {
	url    string
	client *http.Client
	logger *zap.Logger
	away   atomic.Bool
}

func newExporter(base *url.URL, opt Options) *exporter {
	path := base
	if !strings.HasSuffix(strings.TrimSuffix(base.Path, "/"), "/v1/traces") {
		path = base.JoinPath("v1", "traces")
	}
	transport := &http.Transport{Proxy: nil, IdleConnTimeout: 30 * time.Second}
	if opt.Roots != nil {
		transport.TLSClientConfig = &tls.Config{RootCAs: opt.Roots, MinVersion: tls.VersionTLS12}
	}
	return &exporter{
		url: path.String(), client: &http.Client{Transport: transport, Timeout: exportTime}, logger: opt.Logger.Named("trace"),
	}
}

// ExportSpans implements sdk.SpanExporter. It gives no error: the library would write that to the standard error in its
// own way. What goes wrong is logged once, until it goes right again.
func (e *exporter) ExportSpans(ctx context.Context, spans []sdk.ReadOnlySpan) error {
	err := e.send(ctx, encode(spans))
	switch {
	case err != nil && !e.away.Swap(true):
		e.logger.Warn("traces cannot be handed to the collector at --trace-endpoint and are lost until it answers", zap.Error(err))
	case err == nil && e.away.Swap(false):
		e.logger.Info("the collector at --trace-endpoint takes traces again")
	}
	return nil
}

// Shutdown implements sdk.SpanExporter.
func (e *exporter) Shutdown(context.Context) error {
	e.client.CloseIdleConnections()
	return nil
}

func (e *exporter) send(ctx context.Context, body []byte) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, e.url, bytes.NewReader(body))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/json")
	resp, err := e.client.Do(req)
	if err != nil {
		return err
	}
	defer func() { _ = resp.Body.Close() }()
	_, _ = io.CopyN(io.Discard, resp.Body, 64<<10)
	if resp.StatusCode/100 != 2 {
		return fmt.Errorf("trace: the collector answered %d", resp.StatusCode)
	}
	return nil
}

// The JSON form of ExportTraceServiceRequest, see the OpenTelemetry protocol specification: ids in hex, 64-bit numbers as
// text, enumerations as numbers.
type (
	request struct {
		ResourceSpans []resourceSpans `json:"resourceSpans"`
	}
	resourceSpans struct {
		Resource   described    `json:"resource"`
		ScopeSpans []scopeSpans `json:"scopeSpans"`
	}
	described struct {
		Attributes []keyValue `json:"attributes"`
	}
	scopeSpans struct {
		Scope scope      `json:"scope"`
		Spans []spanJSON `json:"spans"`
	}
	scope struct {
		Name string `json:"name"`
	}
	spanJSON struct {
		TraceID    string     `json:"traceId"`
		SpanID     string     `json:"spanId"`
		ParentID   string     `json:"parentSpanId,omitempty"`
		Name       string     `json:"name"`
		Kind       int        `json:"kind"`
		Start      string     `json:"startTimeUnixNano"`
		End        string     `json:"endTimeUnixNano"`
		Attributes []keyValue `json:"attributes,omitempty"`
		Status     status     `json:"status"`
	}
	status struct {
		Code int `json:"code,omitempty"` // 1 well, 2 failed; no text, see Span.End
	}
	keyValue struct {
		Key   string   `json:"key"`
		Value anyValue `json:"value"`
	}
	anyValue struct {
		Text   *string `json:"stringValue,omitempty"`
		Number *string `json:"intValue,omitempty"`
	}
)

// encode writes the spans of one process.
func encode(spans []sdk.ReadOnlySpan) []byte {
	var r request
	for _, s := range spans {
		if len(r.ResourceSpans) == 0 {
			r.ResourceSpans = []resourceSpans{{Resource: described{keep(s.Resource().Attributes())}}}
		}
		all := &r.ResourceSpans[0].ScopeSpans
		name := s.InstrumentationScope().Name
		at := slices.IndexFunc(*all, func(x scopeSpans) bool { return x.Scope.Name == name })
		if at < 0 {
			at = len(*all)
			*all = append(*all, scopeSpans{Scope: scope{name}})
		}
		(*all)[at].Spans = append((*all)[at].Spans, encodeSpan(s))
	}
	body, _ := json.Marshal(r) // text and numbers only
	return body
}

func encodeSpan(s sdk.ReadOnlySpan) spanJSON {
	out := spanJSON{
		TraceID: s.SpanContext().TraceID().String(), SpanID: s.SpanContext().SpanID().String(), Name: s.Name(), Kind: int(s.SpanKind()),
		Start: strconv.FormatInt(s.StartTime().UnixNano(), 10), End: strconv.FormatInt(s.EndTime().UnixNano(), 10),
		Attributes: keep(s.Attributes()),
	}
	if s.Parent().HasSpanID() {
		out.ParentID = s.Parent().SpanID().String()
	}
	switch s.Status().Code {
	case codes.Ok:
		out.Status.Code = 1
	case codes.Error:
		out.Status.Code = 2
	}
	return out
}

// keep leaves of the attributes those that may leave the process.
func keep(all []attribute.KeyValue) []keyValue {
	var out []keyValue
	for _, kv := range all {
		if !slices.Contains(allowed, string(kv.Key)) {
			continue
		}
		switch kv.Value.Type() {
		case attribute.INT64:
			n := strconv.FormatInt(kv.Value.AsInt64(), 10)
			out = append(out, keyValue{string(kv.Key), anyValue{Number: &n}})
		case attribute.STRING:
			text := kv.Value.AsString()
			out = append(out, keyValue{string(kv.Key), anyValue{Text: &text}})
		}
	}
	return out
}
