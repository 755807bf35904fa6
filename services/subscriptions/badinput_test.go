package subscriptions_test

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"makcomblang.id/pkg/contract"
	"makcomblang.id/pkg/event"
	"makcomblang.id/services/internal/policy"
	"makcomblang.id/services/internal/web/webtest"
)

// secretOf is a secret of so many bytes.
func secretOf(bytes int) string {
	return "whsec_" + base64.StdEncoding.EncodeToString([]byte(strings.Repeat("geheim--", 9)[:bytes]))
}

func TestBadEndpointsAreNamedAndChangeNothing(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	const url = `"url":"https://terima.example/"`
	cases := []struct{ body, field string }{
		{`{"url":"https://10.0.0.1/"}`, "url"},
		{`{"url":"https://100.64.0.1/"}`, "url"},
		{`{"url":"https://169.254.169.254/latest"}`, "url"},
		{`{"url":"https://[::ffff:169.254.169.254]/"}`, "url"},
		{`{"url":"https://[64:ff9b::a9fe:a9fe]/"}`, "url"},
		{`{"url":"https://2130706433/"}`, "url"},
		{`{"url":"https://nats.internal/"}`, "url"},
		{`{"url":"https://intranet/"}`, "url"},
		{`{"url":"https://u:p@terima.example/"}`, "url"},
		{`{"url":"https://u@terima.example/"}`, "url"},
		{`{"url":"https://terima.example/?token=geheim"}`, "url"},
		{`{"url":"http://terima.example/"}`, "url"},
		{`{"url":"https://terima.example:22/"}`, "url"},
		{`{"url":"https://` + strings.Repeat("a", 2000) + `.example/"}`, "url"},
		{`{"url":7}`, "url"},
		{`{}`, "url"},
		{`{` + url + `,"types":["x.y.v1"]}`, "types[0]"},
		{`{` + url + `,"types":["region.need_declared.v1","region.need_declared.v9"]}`, "types[1]"},
		{`{` + url + `,"types":["access.key_issued.v1"]}`, "types[0]"},
		{`{` + url + `,"types":["endpoint.failing.v1"]}`, "types[0]"},
		{`{` + url + `,"types":["plan.computed.v1"]}`, "types[0]"},
		{`{` + url + `,"region":"Papua"}`, "region"},
		{`{` + url + `,"bases":["kabar angin"]}`, "bases[0]"},
		{`{` + url + `,"hosts":[` + strings.Repeat(`"a",`, 100) + `"a"]}`, "hosts"},
		{`{` + url + `,"problems":["Air Bersih"]}`, "problems[0]"},
		{`{` + url + `,"problems":["malaria","nope"]}`, "problems[1]"},
		{`{` + url + `,"sectors":["nope"]}`, "sectors[0]"},
		{`{` + url + `,"label":"budi@contoh.go.id"}`, "label"},
		{`{` + url + `,"label":"` + secretOf(32) + `"}`, "label"},
		{`{` + url + `,"in_flight":99}`, "in_flight"},
		{`{` + url + `,"per_minute":-1}`, "per_minute"},
		{`{` + url + `,"mode":"medium"}`, "mode"},
		{`{` + url + `,"secret":"` + secretOf(8) + `"}`, "secret"},
		{`{` + url + `,"secret":"` + secretOf(23) + `"}`, "secret"},
		{`{` + url + `,"secret":"` + secretOf(65) + `"}`, "secret"},
		{`{` + url + `,"secret":"whsec_"}`, "secret"},
		{`{` + url + `,"secret":"geheim geheim geheim geheim"}`, "secret"},
		{`{` + url + `,"URL":"x"}`, "URL"},
		{`{` + url + `,"tokens":["x"]}`, "tokens"},
	}
	for _, c := range cases {
		r := h.As(policy.Integrator, "").Post("/api/v1/endpoints", c.body).Want(http.StatusUnprocessableEntity)
		p := r.Problem()
		if len(p.Errors) != 1 || p.Errors[0].Field != c.field {
			t.Errorf("%.90s: got %s, want field %s named", c.body, r.Body, c.field)
		}
		for _, value := range []string{"10.0.0.1", "geheim", "budi", "aaaa", base64.StdEncoding.EncodeToString([]byte("geheim--"))[:8]} {
			if strings.Contains(string(r.Body), value) {
				t.Errorf("%.90s: the answer repeats %s", c.body, value)
			}
		}
	}
	h.As(policy.Integrator, "").Post("/api/v1/endpoints", `{`+url+`,"label":"`+strings.Repeat("x", 70<<10)+`"}`).Want(http.StatusRequestEntityTooLarge)
	h.As(policy.Auditor, "").Post("/api/v1/endpoints", `{`+url+`}`).Want(http.StatusForbidden)
	if got := h.log.Position(); got != 0 {
		t.Errorf("got %d facts, want none", got)
	}
}

func TestBadHeadersAreRefused(t *testing.T) {
	t.Parallel()
	h, s := newHouse(t), newSink(t, nil)
	e := h.endpoint(s.URL, "")
	noKey := func(r *http.Request) { r.Header.Del("Idempotency-Key") }
	var many []string
	for i := range 11 {
		many = append(many, fmt.Sprintf(`"X-%d":"geheim"`, i))
	}
	for name, headers := range map[string]string{
		"too many":        strings.Join(many, ","),
		"a long value":    `"X-A":"` + strings.Repeat("geheim", 200) + `"`,
		"a long name":     `"` + strings.Repeat("X", 65) + `":"geheim"`,
		"a line break":    `"X-A":"geheim\r\nX-B: c"`,
		"no value":        `"X-A":""`,
		"no name":         `"":"geheim"`,
		"a space":         `"X A":"geheim"`,
		"of the protocol": `"Transfer-Encoding":"geheim"`,
		"ours":            `"webhook-signature":"geheim"`,
		"of a proxy":      `"X-Forwarded-For":"geheim"`,
	} {
		r := h.As(policy.Integrator, "").Post("/api/v1/endpoints/"+e.ID+"/headers", `{"headers":{`+headers+`}}`, noKey).Want(http.StatusUnprocessableEntity)
		if p := r.Problem(); len(p.Errors) != 1 || p.Errors[0].Field != "headers" || strings.Contains(string(r.Body), "geheim") {
			t.Errorf("%s: got %s, want the field named and no value", name, r.Body)
		}
	}
	var huge []string
	for i := range 4000 {
		huge = append(huge, fmt.Sprintf(`"X-%d":"abcdefghijklmnop"`, i))
	}
	h.As(policy.Integrator, "").Post("/api/v1/endpoints/"+e.ID+"/headers", `{"headers":{`+strings.Join(huge, ",")+`}}`, noKey).Want(http.StatusRequestEntityTooLarge)
	h.need(1)
	if d := s.next(); d.header.Get("X-1") != "" {
		t.Error("a refused header is sent")
	}
}

func TestFiltersThatMatchNothingAreWarned(t *testing.T) {
	t.Parallel()
	h, s := newHouse(t), newSink(t, nil)
	h.append(h.regions, "9206", &contract.RegionRegistered{Name: "Kabupaten Teluk Bintuni", Level: "regency"}, event.Official)
	h.settle(h.append(h.others["owner"], "rsud", &contract.OwnerRegistered{Name: "RSUD", Type: "agency", Source: "uji"}, event.Official))
	for more, want := range map[string][]string{
		`,"types":["rubric.adopted.v1"],"region":"92"`:                                   codes("filter.region_never"),
		`,"types":["rubric.adopted.v1"],"hosts":["rsud"]`:                                codes("filter.hosts_never"),
		`,"types":["region.need_declared.v1"],"sectors":["health"]`:                      codes("filter.sectors_never"),
		`,"types":["rubric.adopted.v1"],"problems":["malaria"],"sectors":["health"]`:     codes("filter.sectors_never", "filter.problems_never"),
		`,"types":["region.need_declared.v1"],"problems":["malaria"],"region":"9206"`:    nil,
		`,"types":["rubric.adopted.v1","innovation.registered.v1"],"sectors":["health"]`: nil,
		`,"region":"99.99"`:                codes("filter.region_unknown"),
		`,"region":"99"`:                   codes("filter.region_unknown"),
		`,"region":"92"`:                   nil,
		`,"hosts":["rsud","nope"]`:         codes("filter.hosts_unknown"),
		`,"region":"11.10","hosts":["no"]`: codes("filter.region_unknown", "filter.hosts_unknown"),
		``:                                 nil,
	} {
		if o := h.endpoint(s.URL, more); !slices.Equal(o.Result.Warnings, want) {
			t.Errorf("%s: got warnings %v, want %v", more, o.Result.Warnings, want)
		}
	}
}

func codes(list ...string) []string { return list }

func TestAHolderBringsASecret(t *testing.T) {
	t.Parallel()
	h, s := newHouse(t), newSink(t, nil)
	first, second := secretOf(24), secretOf(64)
	e := h.endpoint(s.URL, `,"secret":"`+first+`"`)
	if e.Result.Secret != "" {
		t.Error("a secret that the holder knows is repeated")
	}
	h.need(1)
	s.next().verify(t, first)
	path := "/api/v1/endpoints/" + e.ID + "/rotate"
	who := h.As(policy.Integrator, "")
	for _, bad := range []string{secretOf(8), "whsec_", "x"} {
		p := who.Post(path, `{"secret":"`+bad+`"}`).Want(http.StatusUnprocessableEntity).Problem()
		if len(p.Errors) != 1 || p.Errors[0].Field != "secret" {
			t.Errorf("%s: got %+v", bad, p.Errors)
		}
	}
	who.Post(path, `{"secret":"`+second+`"}`, webtest.Key("putar")).Want(http.StatusOK)
	h.need(2)
	d := s.next()
	d.verify(t, first)
	d.verify(t, second)
}
