package webtest_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"makcomblang.id/services/internal/web/webtest"
)

const api = `{"openapi":"3.1.0","paths":{
	"/things":{"post":{"responses":{"201":{"description":"made","content":{"application/json":{"schema":{"$ref":"#/components/schemas/Thing"}}}},
		"default":{"description":"wrong","content":{"application/problem+json":{"schema":{"type":"object","required":["code"]}}}}}}},
	"/things/{id}":{"get":{"responses":{"200":{"description":"it","content":{"application/json":{"schema":{"$ref":"#/components/schemas/Thing"}}}}}}},
	"/things/all":{"get":{"responses":{"200":{"description":"they","content":{"application/x-ndjson":{"schema":{"type":"string"}}}}}}},
	"/things/{id}/end":{"post":{"responses":{"204":{"description":"gone"}}}}},
	"components":{"schemas":{"Thing":{"type":"object","required":["id"],"additionalProperties":false,
		"properties":{"id":{"type":"string"},"since":{"type":"string","format":"date-time"}}}}}}`

func TestAnswersAreHeldToTheDescription(t *testing.T) {
	t.Parallel()
	d, err := webtest.ParseDescription([]byte(api))
	if err != nil {
		t.Fatal(err)
	}
	const plain, problem = "application/json", "application/problem+json"
	for name, c := range map[string]struct {
		method, path string
		status       int
		kind, body   string
		wrong        string
	}{
		"as described":          {"POST", "/things", 201, plain, `{"id":"a","since":"2026-11-21T00:00:00Z"}`, ""},
		"another status":        {"POST", "/things", 200, plain, `{"id":"a"}`, "answered 200, which is not described"},
		"a field too few":       {"POST", "/things", 201, plain, `{}`, "not as described"},
		"a field too many":      {"GET", "/things/7", 200, plain, `{"id":"a","name":"b"}`, "not as described"},
		"another type":          {"GET", "/things/7", 200, plain, `{"id":7}`, "not as described"},
		"no time":               {"GET", "/things/7", 200, plain, `{"id":"a","since":"yesterday"}`, "not as described"},
		"no JSON":               {"GET", "/things/7", 200, plain, `<p>`, "not as described"},
		"another media type":    {"GET", "/things/7", 200, "text/html", `<p>`, "with text/html, which is not described"},
		"a literal path first":  {"GET", "/things/all", 200, "application/x-ndjson", "{}\n{}\n", ""},
		"a problem":             {"POST", "/things", 422, problem, `{"code":"x"}`, ""},
		"a wrong problem":       {"POST", "/things", 422, problem, `{}`, "not as described"},
		"an undescribed error":  {"GET", "/things/7", 404, problem, `{"code":"x"}`, "answered 404, which is not described"},
		"no body":               {"POST", "/things/7/end", 204, "", "", ""},
		"a body where is none":  {"POST", "/things/7/end", 204, plain, `{}`, "which is not described"},
		"what is not described": {"DELETE", "/things/7", 405, problem, `{}`, ""},
	} {
		r := httptest.NewRequestWithContext(t.Context(), c.method, "/api/v1"+c.path, nil)
		err := d.Check(r, c.status, http.Header{"Content-Type": {c.kind}}, []byte(c.body))
		if (err == nil) != (c.wrong == "") || err != nil && !strings.Contains(err.Error(), c.wrong) {
			t.Errorf("%s: got %v, want %q", name, err, c.wrong)
		}
	}
}
