package web_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"time"

	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"
	"go.uber.org/zap/zaptest/observer"

	"makcomblang.id/services/internal/eventlog"
	"makcomblang.id/services/internal/policy"
	"makcomblang.id/services/internal/web"
	"makcomblang.id/services/internal/web/webtest"
)

var publicSet = []string{
	"GET /livez", "GET /readyz", "GET /version", "GET /api/v1/openapi.json", "GET /api/v1/openapi.yaml",
	"POST /api/v1/session", "POST /api/v1/session/end", "GET /api/v1/things",
}

func TestEveryRouteIsGuarded(t *testing.T) {
	t.Parallel()
	webtest.AssertGuarded(t, newAPI(t).Site, publicSet)
}

func TestAPublicRouteNeedsAnOpenPolicy(t *testing.T) {
	t.Parallel()
	defer func() {
		if recover() == nil {
			t.Error("a public route with a closed action was registered")
		}
	}()
	web.Raw(newAPI(t).Site, web.Op{Method: "GET", Path: "/x", Action: policy.ExportRead, Public: true}, nil)
}

func TestEveryAnswerCarriesItsHeaders(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	for _, path := range []string{"/api/v1/things", "/api/v1/nothing", "/usulan/1", "/livez", "/api/v1/boom/panic"} {
		h := a.coordinator().Get(path).Header
		for _, name := range []string{"Content-Security-Policy", "X-Content-Type-Options", "Referrer-Policy", "X-Request-Id"} {
			if h.Get(name) == "" {
				t.Errorf("%s: no %s", path, name)
			}
		}
		if h.Get("X-Log-Position") != "7" || h.Get("Cache-Control") != "no-store" || h.Get("Warning") != "" {
			t.Errorf("%s: got %v", path, h)
		}
	}
	if got := a.coordinator().Get("/livez", webtest.Header("X-Request-Id", "abc-12345")).Header.Get("X-Request-Id"); got != "abc-12345" {
		t.Errorf("got request id %q", got)
	}
	if got := a.coordinator().Get("/livez", webtest.Header("X-Request-Id", "a\nb c<script>")).Header.Get("X-Request-Id"); len(got) != 24 {
		t.Errorf("a hostile request id came back: %q", got)
	}
}

func TestListsAreCutIntoPages(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	var first, second web.PageOf[string]
	r := a.As(policy.Public, "").Get("/api/v1/things?sector=health").Want(200)
	r.Decode(&first)
	link := regexp.MustCompile(`^<([^>]+)>; rel="next"$`).FindStringSubmatch(r.Header.Get("Link"))
	if len(link) != 2 || r.Header.Get("ETag") != `"4"` {
		t.Fatalf("got %v", r.Header)
	}
	last := a.As(policy.Public, "").Get(link[1]).Want(200)
	last.Decode(&second)
	if len(first.Items) != 2 || len(second.Items) != 1 || second.Next != "" || last.Header.Get("Link") != "" {
		t.Errorf("got %+v, %+v, %v", first, second, last.Header)
	}
	flipped := []byte(first.Next)
	flipped[len(flipped)/2] ^= 1
	for name, query := range map[string]string{
		"changed": "sector=health&cursor=" + string(flipped), "of another filter": "sector=water&cursor=" + first.Next,
		"cut": "sector=health&cursor=" + first.Next[:20], "longer": "sector=health&cursor=" + first.Next + "A",
	} {
		if p := a.As(policy.Public, "").Get("/api/v1/things?" + query).Problem(); p.Code != "request.cursor" {
			t.Errorf("%s: got %+v", name, p)
		}
	}
}

func TestReadsWaitForAPosition(t *testing.T) {
	t.Parallel()
	a := newAPI(t, func(o *web.Options) { o.PositionWait = 5 * time.Millisecond })
	c := a.As(policy.Public, "")
	c.Get("/api/v1/things?min_position=7&sector=x").Want(200)
	r := c.Get("/api/v1/things?min_position=8").Want(http.StatusGatewayTimeout)
	if p := r.Problem(); p.Extra["position"] != "7" || r.Header.Get("Retry-After") == "" {
		t.Errorf("got %+v", p)
	}
	a.log.position.Store(9)
	if got := c.Get("/api/v1/things?min_position=8").Want(200).Header.Get("X-Log-Position"); got != "9" {
		t.Errorf("got position %s", got)
	}
}

func TestARedLogReadsOnAndTakesNothing(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	a.log.health.Store(&eventlog.Health{Reason: `12 facts are "missing".`})
	if w := a.As(policy.Public, "").Get("/api/v1/things").Want(200).Header.Get("Warning"); w != `199 - "12 facts are  missing ."` {
		t.Errorf("got warning %s", w)
	}
	r := a.coordinator().Post("/api/v1/things", `{"title":"a"}`).Want(http.StatusServiceUnavailable)
	if p := r.Problem(); !strings.Contains(p.Detail, "facts are") || r.Header.Get("Retry-After") != "30" {
		t.Errorf("got %+v %v", p, r.Header)
	}
	var ready struct {
		Ready, Writes bool
		Reason        string
	}
	a.As(policy.Public, "").Get("/readyz").Want(200).Decode(&ready)
	if !ready.Ready || ready.Writes || ready.Reason == "" || a.calls() != 0 {
		t.Errorf("got %+v", ready)
	}
}

func TestNotReadyUntilTheLogIsRead(t *testing.T) {
	t.Parallel()
	log := newStillLog()
	log.caughtUp = make(chan struct{})
	a := &api{log: log, Harness: webtest.New(t, log)}
	a.routes()
	a.As(policy.Public, "").Get("/readyz").Want(http.StatusServiceUnavailable)
	a.coordinator().Post("/api/v1/things", `{"title":"a"}`).Want(http.StatusServiceUnavailable)
	a.As(policy.Public, "").Get("/livez").Want(200)
	close(log.caughtUp)
	a.As(policy.Public, "").Get("/readyz").Want(200)
}

func TestRatesOfCallersWithoutAKey(t *testing.T) {
	t.Parallel()
	a := newAPI(t, func(o *web.Options) { o.PublicRate, o.PublicBurst = 0.01, 2 })
	c := a.As(policy.Public, "")
	r := c.Get("/api/v1/things").Want(200)
	if r.Header.Get("RateLimit-Policy") != `"public";q=2;w=200` || !strings.HasPrefix(r.Header.Get("RateLimit"), `"public";r=1;`) {
		t.Errorf("got %v", r.Header)
	}
	c.Get("/api/v1/nothing").Want(404) // unknown addresses count as well
	r = c.Get("/api/v1/things").Want(http.StatusTooManyRequests)
	if r.Header.Get("Retry-After") == "" || r.Problem().Code != "request.rate" {
		t.Errorf("got %v %s", r.Header, r.Body)
	}
	elsewhere := func(r *http.Request) { r.RemoteAddr = "198.51.100.7:1" }
	c.Get("/api/v1/things", elsewhere).Want(200)
	c.Get("/livez").Want(200)
	a.coordinator().Get("/api/v1/things").Want(200)
	spoofed := webtest.Header("X-Forwarded-For", "203.0.113.9")
	c.Get("/api/v1/things", spoofed).Want(http.StatusTooManyRequests)
}

func TestOneLogLineWithoutValues(t *testing.T) {
	t.Parallel()
	core, logs := observer.New(zapcore.InfoLevel)
	a := newAPI(t, func(o *web.Options) { o.Logger = zap.New(core) })
	a.coordinator().Get("/api/v1/things?sector=" + marker)
	a.coordinator().Post("/api/v1/things/"+marker+"/approve", `{"reason":"`+marker+`"}`, webtest.Match(3))
	a.coordinator().Get("/" + marker)
	a.coordinator().Get("/api/v1/boom/panic")
	var lines, routes []string
	for _, e := range logs.All() {
		raw, _ := json.Marshal(e.ContextMap())
		lines = append(lines, e.Message+" "+string(raw))
		if e.Message == "request" {
			routes = append(routes, e.ContextMap()["route"].(string))
			for _, key := range []string{"method", "route", "status", "ms", "actor", "request_id"} {
				if _, ok := e.ContextMap()[key]; !ok {
					t.Errorf("no %s in %s", key, raw)
				}
			}
		}
	}
	want := "/api/v1/things /api/v1/things/{id}/approve unmatched /api/v1/boom/{how}"
	if got := strings.Join(routes, " "); got != want || strings.Contains(strings.Join(lines, "\n"), marker) {
		t.Errorf("got %s\n%s", got, strings.Join(lines, "\n"))
	}
	if !strings.Contains(strings.Join(lines, "\n"), "main_test.go") { // the stack of the panic, for us alone
		t.Error("the panic left no trace")
	}
	w := httptest.NewRecorder()
	a.Site.Metrics().ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/metrics", nil))
	for _, line := range []string{
		`makcomblang_http_requests_total{method="GET",route="/api/v1/things",status="200"} 1`,
		`makcomblang_http_requests_total{method="OTHER",route="unmatched",status="404"} 1`,
		`makcomblang_log_position 7`, `makcomblang_log_writes 1`,
	} {
		if !strings.Contains(w.Body.String(), line) {
			t.Errorf("metrics lack %s", line)
		}
	}
}
