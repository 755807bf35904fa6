package e2e

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"makcomblang.id/services/internal/trace/tracetest"
)

// heard is what a webhook's receiver was sent.
type heard struct{ typ, header, body string }

// receiver proves that it wants deliveries and keeps them.
func receiver(t *testing.T) (url string, deliveries <-chan heard) {
	t.Helper()
	got := make(chan heard, 1000)
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		var doc struct {
			Type string `json:"type"`
			Data struct {
				Challenge string `json:"challenge"`
			} `json:"data"`
			Traceparent string `json:"traceparent"`
		}
		if err := json.Unmarshal(body, &doc); err != nil {
			t.Error(err)
		}
		_ = json.NewEncoder(w).Encode(map[string]string{"challenge": doc.Data.Challenge})
		got <- heard{doc.Type, r.Header.Get("traceparent"), doc.Traceparent}
	}))
	t.Cleanup(srv.Close)
	return srv.URL + "/", got
}

// One command at the gateway is one trace: gateway, role, fact, what another role did because of it, and the deliveries of
// both facts. The caller's own trace goes through, the log lines name it, and the receiver is told.
func TestOneCommandIsOneTrace(t *testing.T) {
	t.Parallel()
	collector := tracetest.New(t)
	roles, who := startRoles(t, "--trace-endpoint", collector.URL, "--allow-loopback-webhooks")
	plan := planWithAPair(t, who)
	place, deliveries := receiver(t)
	endpoint := who.must(t, http.StatusCreated, "POST", "/api/v1/endpoints", `{"url":"`+place+`"}`).field("id")
	who.must(t, http.StatusOK, "POST", "/api/v1/endpoints/"+endpoint+"/verify", `{}`)

	const id = "0af7651916cd43dd8448eb211c80319c"
	who.must(t, http.StatusOK, "POST", "/api/v1/plans/"+plan+"/publish", `{}`, "If-Match", `"1"`,
		"traceparent", "00-"+id+"-b7ad6b7169203331-00")
	who.must(t, http.StatusOK, "GET", "/api/v1/matches?plan="+plan, "")
	told := map[string]heard{}
	for len(told) < 2 {
		h := <-deliveries
		if h.typ == "plan.published.v1" || h.typ == "match.proposed.v1" {
			told[h.typ] = h
		}
	}
	for typ, h := range told {
		if !strings.HasPrefix(h.header, "00-"+id) || !strings.HasPrefix(h.body, "00-"+id) {
			t.Errorf("%s was delivered with traceparent %q and %q in the document, want the caller's trace", typ, h.header, h.body)
		}
	}
	var trace map[string]tracetest.Span
	err := eventually(func() error {
		trace = spansOf(collector, id)
		for _, want := range steps {
			if find(trace, want) == nil {
				return errorf("no span %q of %s among %d", want[1], want[0], len(trace))
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range trace {
		if _, ok := trace[s.ParentID]; !ok && s.ParentID != "b7ad6b7169203331" {
			t.Errorf("%s of %s hangs in the air: its parent %s is in no process", s.Name, s.Service, s.ParentID)
		}
	}
	for _, doc := range collector.Bodies() {
		if strings.Contains(string(doc), plan) || strings.Contains(string(doc), "127.0.0.1") {
			t.Errorf("a path, a query or an address left the process: %s", doc)
		}
	}
	if err := eventually(func() error {
		if !strings.Contains(roles["matcher"].said(), `"trace_id":"`+id+`"`) {
			return errorf("the log of the role does not name the trace:\n%s", roles["matcher"].said())
		}
		return nil
	}); err != nil {
		t.Error(err)
	}
}

// steps are the spans of a published plan: who recorded it and its name.
var steps = [][2]string{
	{"makcomblang-gateway", "POST"},
	{"makcomblang-matcher", "POST /api/v1/plans/{id}/publish"},
	{"makcomblang-matcher", "append plan"},
	{"makcomblang-matches", "react matches-plan"},
	{"makcomblang-matches", "append match"},
	{"makcomblang-subscriptions", "fan out plan.published.v1"},
	{"makcomblang-subscriptions", "fan out match.proposed.v1"},
	{"makcomblang-subscriptions", "deliver"},
}

func spansOf(c *tracetest.Collector, id string) map[string]tracetest.Span {
	spans := map[string]tracetest.Span{}
	for _, s := range c.Spans() {
		if s.TraceID == id {
			spans[s.SpanID] = s
		}
	}
	return spans
}

func find(trace map[string]tracetest.Span, want [2]string) *tracetest.Span {
	for _, s := range trace {
		if s.Service == want[0] && s.Name == want[1] {
			return &s
		}
	}
	return nil
}

// planWithAPair registers what a plan with one pair needs and computes it; nothing is published.
func planWithAPair(t *testing.T, who caller) string {
	t.Helper()
	register(t, &house{caller: who})
	const stated = `,"source":"page: x","basis":"official"}`
	who.must(t, http.StatusOK, "POST", "/api/v1/owners/bintuni/capacity", `{"period":"2027","trips":3`+stated)
	offer := who.must(t, http.StatusOK, "POST", "/api/v1/innovations/edat/visit-offers",
		`{"period":"2027","outgoing":1,"incoming":2,"virtual":1,"group_seats":0,"max_delegation":10`+stated)
	who.must(t, http.StatusOK, "GET", "/api/v1/rubric?min_position="+offer.field("position"), "") // the matcher has heard it
	return who.must(t, http.StatusCreated, "POST", "/api/v1/plans", `{"period":"2027","scope":{"list":"perpres-63-2020","label":"uji"}}`).field("id")
}
