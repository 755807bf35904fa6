package web_test

import (
	"net/http"
	"strings"
	"testing"

	"makcomblang.id/services/internal/policy"
	"makcomblang.id/services/internal/web/webtest"
)

// marker stands in every bad value: no answer may hold it.
const marker = "x-marker-x"

type badBody struct {
	body   string
	status int
	field  string // that the problem must name
}

var badBodies = map[string]badBody{
	"empty body":              {``, 400, "body"},
	"not JSON":                {marker, 400, "body"},
	"half an object":          {`{"title":"` + marker, 400, "title"},
	"trailing garbage":        {`{"title":"a"} ` + marker, 400, "body"},
	"two values":              {`{"title":"a"}{"title":"b"}`, 400, "body"},
	"a list":                  {`["` + marker + `"]`, 422, "body"},
	"null":                    {`null`, 422, "body"},
	"a text":                  {`"` + marker + `"`, 422, "body"},
	"invalid UTF-8":           {"{\"title\":\"\xff\xfe\"}", 400, "body"},
	"a wrongly cased name":    {`{"Title":"` + marker + `"}`, 422, "Title"},
	"an inner wrong case":     {`{"title":"a","part":{"Name":"` + marker + `"}}`, 422, "part.Name"},
	"an unknown field":        {`{"title":"a","other":"` + marker + `"}`, 422, "other"},
	"an unknown inner field":  {`{"title":"a","part":{"x":"` + marker + `"}}`, 422, "part.x"},
	"a name twice":            {`{"title":"a","title":"` + marker + `"}`, 422, "title"},
	"a missing field":         {`{"count":1}`, 422, "title"},
	"null for a needed field": {`{"title":null}`, 422, "title"},
	"a number for a text":     {`{"title":77777}`, 422, "title"},
	"a text for a number":     {`{"title":"a","count":"` + marker + `"}`, 422, "count"},
	"a fraction":              {`{"title":"a","count":1.5}`, 422, "count"},
	"a whole fraction":        {`{"title":"a","count":1.0}`, 422, "count"},
	"a huge number":           {`{"title":"a","count":1e999}`, 422, "count"},
	"a huge float":            {`{"title":"a","price":1e999}`, 422, "price"},
	"a number out of range":   {`{"title":"a","count":77777}`, 422, "count"},
	"an empty text":           {`{"title":""}`, 422, "title"},
	"a long text":             {`{"title":"` + strings.Repeat(marker, 9) + `"}`, 422, "title"},
	"outside the enumeration": {`{"title":"a","kind":"` + marker + `"}`, 422, "kind"},
	"an object for a kind":    {`{"title":"a","kind":{"a":1}}`, 422, "kind"},
	"a text for a truth":      {`{"title":"a","urgent":"` + marker + `"}`, 422, "urgent"},
	"a text for a list":       {`{"title":"a","tags":"` + marker + `"}`, 422, "tags"},
	"objects in a unique set": {`{"title":"a","tags":[{"a":1},{"a":1}]}`, 422, "tags[0]"},
	"a repeated item":         {`{"title":"a","tags":["` + marker + `","` + marker + `"]}`, 422, "tags"},
	"a number in a list":      {`{"title":"a","tags":["a",5]}`, 422, "tags[1]"},
	"a text for an object":    {`{"title":"a","part":"` + marker + `"}`, 422, "part"},
	"an unknown region form":  {`{"title":"a","place":"` + marker + `"}`, 422, "place"},
	"a wrong time":            {`{"title":"a","when":"` + marker + `"}`, 422, "when"},
	"too deep":                {strings.Repeat(`{"part":`, 40) + `1` + strings.Repeat(`}`, 40), 400, ""},
	"too deep lists":          {`{"title":"a","tags":` + strings.Repeat("[", 9000), 400, ""},
	"ten megabytes":           {`{"title":"` + strings.Repeat("a", 10<<20) + `"}`, 413, "body"},
}

func TestBadBodiesNameTheFieldAndChangeNothing(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	for name, tc := range badBodies {
		t.Run(name, func(t *testing.T) {
			r := a.coordinator().Post("/api/v1/things", tc.body)
			p := r.Problem()
			if r.Status != tc.status || p.Status != tc.status {
				t.Errorf("got status %d and %d, want %d: %s", r.Status, p.Status, tc.status, r.Body)
			}
			if p.Title == "" || p.Detail == "" || p.Code == "" || !strings.HasPrefix(p.Type, "urn:") {
				t.Errorf("the document is incomplete: %s", r.Body)
			}
			if len(p.Errors) == 0 || (tc.field != "" && p.Errors[0].Field != tc.field) || p.Errors[0].Detail == "" {
				t.Errorf("got fields %+v, want %s", p.Errors, tc.field)
			}
			if strings.Contains(string(r.Body), marker) || strings.Contains(string(r.Body), "77777") {
				t.Errorf("the value is repeated: %s", r.Body)
			}
		})
	}
	if a.calls() != 0 {
		t.Errorf("%d bad bodies reached the handler", a.calls())
	}
}

// A command whose fields may all be left out needs no body, and an empty one is the same request as {}.
func TestNoBodyIsAsGoodAsAnEmptyObject(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	for _, body := range []string{`{}`, ``, " \n"} {
		if r := a.coordinator().Post("/api/v1/things/a/try", body); r.Status != 200 {
			t.Errorf("%q: got %d %s", body, r.Status, r.Body)
		}
	}
	a.coordinator().Post("/api/v1/things/a/try", nil).Want(200)
	hashes := map[string]bool{}
	for _, c := range a.commands {
		hashes[c.Request] = true
	}
	if len(a.commands) != 4 || len(hashes) != 1 {
		t.Errorf("got %d commands of %d forms, want four of one", len(a.commands), len(hashes))
	}
	var doc struct {
		Paths map[string]struct {
			Post struct {
				RequestBody struct{ Required bool }
			}
		}
	}
	a.coordinator().Get("/api/v1/openapi.json").Want(200).Decode(&doc)
	if doc.Paths["/things/{id}/try"].Post.RequestBody.Required || !doc.Paths["/things"].Post.RequestBody.Required {
		t.Error("the description says otherwise")
	}
}

func TestAllWrongFieldsAreToldAtOnce(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	p := a.coordinator().Post("/api/v1/things", `{"title":"","count":9,"kind":"no"}`).Want(422).Problem()
	if len(p.Errors) != 3 || p.Code != "invalid" {
		t.Errorf("got %+v", p)
	}
	for _, e := range p.Errors {
		if e.Field == "kind" && e.Allowed != "one of clinic, school" {
			t.Errorf("kind: got allowed %q", e.Allowed)
		}
		if e.Field == "count" && e.Allowed != "number <= 5" {
			t.Errorf("count: got allowed %q", e.Allowed)
		}
	}
}

func TestBadRequestsOutsideTheBody(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	c, good := a.coordinator(), `{"title":"a"}`
	reason := `{"reason":"good enough"}`
	tests := map[string]struct {
		got    webtest.Response
		status int
		code   string
	}{
		"another media type":  {c.Post("/api/v1/things", good, webtest.Header("Content-Type", "text/plain")), 415, "body.media_type"},
		"another charset":     {c.Post("/api/v1/things", good, webtest.Header("Content-Type", "application/json; charset=latin1")), 415, "body.media_type"},
		"no media type":       {c.Post("/api/v1/things", good, webtest.Header("Content-Type", "")), 415, "body.media_type"},
		"no idempotency key":  {c.Post("/api/v1/things", good, webtest.Key("")), 400, "idempotency.missing"},
		"a long key":          {c.Post("/api/v1/things", good, webtest.Key(strings.Repeat("k", 201))), 400, "idempotency.form"},
		"a key with a space":  {c.Post("/api/v1/things", good, webtest.Key("a b")), 400, "idempotency.form"},
		"no version":          {c.Post("/api/v1/things/a/approve", reason), 428, "request.if_match_missing"},
		"a version unquoted":  {c.Post("/api/v1/things/a/approve", reason, webtest.Header("If-Match", "3")), 400, "request.if_match"},
		"any version":         {c.Post("/api/v1/things/a/approve", reason, webtest.Header("If-Match", "*")), 400, "request.if_match"},
		"a stale version":     {c.Post("/api/v1/things/a/approve", reason, webtest.Match(2)), 412, "version.stale"},
		"a body where none":   {c.Put("/api/v1/things/a/ping", good), 422, "field.unknown"},
		"no such address":     {c.Get("/api/v1/nothing"), 404, "request.address"},
		"no such page":        {c.Get("/nothing"), 404, "request.address"},
		"no such method":      {c.Do("DELETE", "/api/v1/things", nil), 405, "request.method"},
		"an unknown query":    {c.Get("/api/v1/things?" + marker + "=1"), 422, "field.unknown"},
		"a wrong query":       {c.Get("/api/v1/things?limit=" + marker), 422, "field.form"},
		"a query too large":   {c.Get("/api/v1/things?limit=99"), 422, "field.value"},
		"a foreign cursor":    {c.Get("/api/v1/things?cursor=" + marker), 422, "request.cursor"},
		"a wrong position":    {c.Get("/api/v1/things?min_position=" + marker), 422, "request.min_position"},
		"a long path value":   {c.Put("/api/v1/things/"+strings.Repeat("a", 30)+"/approve", reason), 405, "request.method"},
		"a large upload":      {c.Post("/api/v1/upload", `"`+strings.Repeat("a", 99)+`"`), 413, "body.too_large"},
		"an upload, no key":   {c.Post("/api/v1/upload", `1`, webtest.Key("")), 400, "idempotency.missing"},
		"a panic":             {c.Get("/api/v1/boom/panic"), 500, "internal"},
		"an unexpected error": {c.Get("/api/v1/boom/error"), 500, "internal"},
	}
	for name, tc := range tests {
		p := tc.got.Problem()
		if tc.got.Status != tc.status || p.Code != tc.code {
			t.Errorf("%s: got %d %s, want %d %s: %s", name, tc.got.Status, p.Code, tc.status, tc.code, tc.got.Body)
		}
		if body := string(tc.got.Body); strings.Contains(body, "secret-value") || (strings.Contains(body, marker) && name != "an unknown query") {
			t.Errorf("%s: the answer tells too much: %s", name, body)
		}
	}
	if allow := tests["no such method"].got.Header.Get("Allow"); !strings.Contains(allow, http.MethodPost) || !strings.Contains(allow, http.MethodGet) {
		t.Errorf("Allow: got %q", allow)
	}
	stale := tests["a stale version"].got.Problem()
	if stale.Extra["decided_by"] != "a-9" || stale.Extra["decided_at"] == "" || stale.Status != 412 {
		t.Errorf("stale: got %+v", stale)
	}
	if a.calls() != 0 {
		t.Errorf("%d bad requests changed something", a.calls())
	}
}

func TestWhoMayNot(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	good := `{"title":"a"}`
	for name, tc := range map[string]struct {
		got    webtest.Response
		status int
	}{
		"no key":                  {a.As(policy.Public, "").Post("/api/v1/things", good), 401},
		"a wrong key":             {a.As(policy.Public, "").Post("/api/v1/things", good, webtest.Header("Authorization", "Bearer mak_live_a_b")), 401},
		"a wrong key, public":     {a.As(policy.Public, "").Get("/api/v1/things", webtest.Header("X-API-Key", "mak_live_a_b")), 401},
		"another scheme":          {a.As(policy.Public, "").Get("/api/v1/plans", webtest.Header("Authorization", "Basic YTpi")), 401},
		"a role that never may":   {a.As(policy.Auditor, "").Post("/api/v1/things", good), 403},
		"another region's":        {a.As(policy.Region, "53.20").Post("/api/v1/things", good), 403},
		"no key, a bad body":      {a.As(policy.Public, "").Post("/api/v1/things", marker), 401},
		"a made-up cookie":        {a.As(policy.Public, "").Get("/api/v1/plans", webtest.Header("Cookie", "mak_session=1.k.9999999999.x")), 401},
		"a region reads no plans": {a.As(policy.Region, "92.06").Get("/api/v1/plans"), 403},
	} {
		p := tc.got.Problem()
		if tc.got.Status != tc.status || p.Detail == "" {
			t.Errorf("%s: got %d, want %d: %s", name, tc.got.Status, tc.status, tc.got.Body)
		}
		if has := tc.got.Header.Get("WWW-Authenticate") != ""; has != (tc.status == 401) {
			t.Errorf("%s: WWW-Authenticate %v", name, has)
		}
	}
	a.As(policy.Region, "92.06").Post("/api/v1/things", good).Want(201)
	if a.calls() != 1 {
		t.Errorf("got %d calls, want 1", a.calls())
	}
}

// What an address asks for is looked through by pages and queries, so its length is bounded, and it is not repeated.
func TestALongAddressIsRefused(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	if r := a.coordinator().Get("/api/v1/things?q=" + strings.Repeat("a", 60<<10)); strings.Contains(string(r.Body), "address_long") {
		t.Errorf("60 kB: got %d %s", r.Status, r.Body)
	}
	r := a.coordinator().Get("/api/v1/things?q=" + strings.Repeat(marker, 7000))
	if p := r.Problem(); r.Status != 422 || p.Code != "request.address_long" || strings.Contains(string(r.Body), marker) {
		t.Errorf("got %d %.300s", r.Status, r.Body)
	}
	if a.calls() != 0 {
		t.Errorf("%d long addresses reached the handler", a.calls())
	}
}
