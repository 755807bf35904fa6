package trace_test

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"go.uber.org/goleak"
	"go.uber.org/zap"
	"go.uber.org/zap/zaptest/observer"

	"makcomblang.id/services/internal/trace"
	"makcomblang.id/services/internal/trace/tracetest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"

func open(t *testing.T, endpoint string, sample float64) *trace.Tracer {
	t.Helper()
	tracer, err := trace.Open(trace.Options{Endpoint: endpoint, Sample: sample, Service: "test", Version: "dev"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(tracer.Close)
	return tracer
}

func flush(t *testing.T, tracer *trace.Tracer) {
	t.Helper()
	if err := tracer.Flush(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func TestSettingsAreRefusedInOneSentence(t *testing.T) {
	t.Parallel()
	for _, opt := range []trace.Options{
		{Endpoint: "127.0.0.1:4318", Sample: 1},
		{Endpoint: "grpc://collector:4317", Sample: 1},
		{Endpoint: "http://user:secret@collector:4318", Sample: 1},
		{Endpoint: "http://collector:4318/?token=x", Sample: 1},
		{Endpoint: "http://", Sample: 1},
		{Sample: -0.1},
		{Sample: 1.1},
	} {
		_, err := trace.Open(opt)
		if err == nil || !strings.Contains(err.Error(), "--trace-") || strings.Contains(err.Error(), "secret") {
			t.Errorf("%+v: got %v, want a sentence that names the flag and no secret", opt, err)
		}
	}
}

// A nil tracer records nothing and still passes on what a caller brought.
func TestOffPassesTheCallersTraceOn(t *testing.T) {
	t.Parallel()
	tracer, err := trace.Open(trace.Options{Sample: 1})
	if tracer != nil || err != nil {
		t.Fatalf("got %v, %v, want nothing", tracer, err)
	}
	var got string
	h := tracer.Handler(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		ctx, span := tracer.Start(r.Context(), trace.Producer, "append", "plan")
		span.Text(trace.FactID, "x")
		span.Number(trace.Sequence, 1)
		span.End(errors.New("refused"))
		got = trace.Parent(ctx)
	}))
	for _, c := range []struct{ sent, want string }{
		{parent, parent},
		{"", ""},
		{"00-zz-b7ad6b7169203331-01", ""},
		{"00-00000000000000000000000000000000-b7ad6b7169203331-01", ""},
		{parent + "-more", ""},
		{strings.Repeat("a", 5000), ""},
	} {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/api/v1/plans", nil)
		r.Header.Set("traceparent", c.sent)
		got = "unset"
		h.ServeHTTP(httptest.NewRecorder(), r)
		if got != c.want {
			t.Errorf("traceparent %.60q: got %q, want %q", c.sent, got, c.want)
		}
	}
}

// Nothing about a person leaves the process: not the address, the browser, the path, the query, a header, an error's text
// or a made-up method.
func TestSpansHoldNothingPersonal(t *testing.T) {
	t.Parallel()
	c := tracetest.New(t)
	tracer := open(t, c.URL, 1)
	h := tracer.Handler(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		trace.Route(r.Context(), r.Method, "/api/v1/practices/{id}")
		_, span := tracer.Start(r.Context(), trace.Producer, "append", "owner")
		span.Text("person.name", "Siti Rahma")
		span.Text(trace.FactType, "owner.registered.v1")
		span.End(errors.New("the mail siti@example.go.id is taken"))
	}))
	away := tracer.Transport(roundTripper(func(*http.Request) (*http.Response, error) {
		return nil, errors.New("siti@example.go.id does not answer")
	}))
	for _, method := range []string{http.MethodPost, "SITI"} {
		r := httptest.NewRequestWithContext(t.Context(), method, "https://siti.example.go.id/api/v1/practices/siti-rahma?name=siti", strings.NewReader("siti"))
		r.RemoteAddr = "203.0.113.77:4242"
		r.Header.Set("User-Agent", "siti-browser")
		r.Header.Set("X-Forwarded-For", "198.51.100.9")
		r.Header.Set("Cookie", "mak_session=siti")
		r.Header.Set("tracestate", "vendor=siti")
		h.ServeHTTP(httptest.NewRecorder(), r)
		out := r.Clone(t.Context())
		out.RequestURI = ""
		if resp, err := away.RoundTrip(out); err == nil {
			_ = resp.Body.Close()
			t.Error("the transport did not fail")
		}
	}
	flush(t, tracer)
	all := bytes.ToLower(bytes.Join(c.Bodies(), nil))
	for _, private := range []string{"siti", "203.0.113", "198.51.100", "4242", "example.go.id"} {
		if bytes.Contains(all, []byte(private)) {
			t.Errorf("%q left the process: %s", private, all)
		}
	}
	names := map[string]int{}
	for _, s := range c.Spans() {
		names[s.Name]++
	}
	if names["POST /api/v1/practices/{id}"] != 1 || names["append owner"] != 2 {
		t.Errorf("got spans %v, want them named by route and kind", names)
	}
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// Whether a trace is recorded follows from its id, in every process alike; a caller's flag does not decide it.
func TestSampleIsTheSameEverywhere(t *testing.T) {
	t.Parallel()
	a, b := tracetest.New(t), tracetest.New(t)
	first, second := open(t, a.URL, 0.5), open(t, b.URL, 0.5)
	for i := range 64 {
		flag := "-00"
		if i%2 == 0 {
			flag = "-01"
		}
		id := "0af7651916cd43dd" + hex(uint64(i)*0x0400000000000000)
		ctx := trace.Continue(context.Background(), "00-"+id+"-b7ad6b7169203331"+flag)
		ctx, span := first.Start(ctx, trace.Producer, "one", "")
		_, next := second.Start(trace.Continue(context.Background(), trace.Parent(ctx)), trace.Consumer, "two", "")
		next.End(nil)
		span.End(nil)
	}
	flush(t, first)
	flush(t, second)
	if n, m := len(a.Spans()), len(b.Spans()); n != m || n < 16 || n > 48 {
		t.Errorf("got %d and %d of 64 traces recorded, want the same half", n, m)
	}
	none := tracetest.New(t)
	silent := open(t, none.URL, 0)
	_, span := silent.Start(trace.Continue(context.Background(), parent), trace.Producer, "one", "")
	span.End(nil)
	flush(t, silent)
	if got := none.Spans(); len(got) != 0 {
		t.Errorf("got %v with a share of 0, want nothing", got)
	}
}

func hex(n uint64) string {
	const digits = "0123456789abcdef"
	b := make([]byte, 16)
	for i := 15; i >= 0; i-- {
		b[i], n = digits[n&15], n>>4
	}
	return string(b)
}

// A message's header is read and written under the exact name, and what is malformed changes nothing.
func TestCarrier(t *testing.T) {
	t.Parallel()
	head := map[string][]string{}
	trace.Carrier(head).Inject(context.Background())
	if len(head) != 0 {
		t.Errorf("got %v outside of a trace, want no header", head)
	}
	trace.Carrier(head).Inject(trace.Continue(context.Background(), parent))
	if got := head["traceparent"]; len(got) != 1 || got[0] != parent {
		t.Errorf("got %v, want the parent under its exact name", head)
	}
	if got := trace.ID(trace.Carrier(head).Extract(context.Background())); got != parent[3:35] {
		t.Errorf("got trace %q, want that of the header", got)
	}
	for _, wrong := range []map[string][]string{nil, {}, {"traceparent": nil}, {"traceparent": {"x"}}, {"Traceparent": {parent}}} {
		if ctx := trace.Carrier(wrong).Extract(context.Background()); trace.Parent(ctx) != "" || trace.ID(ctx) != "" {
			t.Errorf("%v: got a trace from nothing", wrong)
		}
	}
}

// A collector that is away is told of once, costs nobody anything, and is told of again when it is back.
func TestCollectorAway(t *testing.T) {
	t.Parallel()
	var up atomic.Bool
	var taken atomic.Int32
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		if !up.Load() {
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		taken.Add(1)
	}))
	defer srv.Close()
	core, lines := observer.New(zap.InfoLevel)
	tracer, err := trace.Open(trace.Options{Endpoint: srv.URL, Sample: 1, Service: "test", Logger: zap.New(core)})
	if err != nil {
		t.Fatal(err)
	}
	defer tracer.Close()
	record := func() {
		_, span := tracer.Start(context.Background(), trace.Internal, "step", "")
		span.End(nil)
		flush(t, tracer)
	}
	record()
	record()
	up.Store(true)
	record()
	got := lines.All()
	if len(got) != 2 || got[0].Level != zap.WarnLevel || got[1].Level != zap.InfoLevel || taken.Load() != 1 {
		t.Errorf("got %d lines %v and %d documents, want one warning and one end of it", len(got), got, taken.Load())
	}
}
