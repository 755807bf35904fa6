package deployments

import (
	"context"
	"io"
	"net"
	"net/http"
	"os"
	"regexp"
	"strings"
	"testing"

	"makcomblang.id/pkg/contract"
	"makcomblang.id/pkg/event"
	"makcomblang.id/services/cmd/makcomblang/app"
)

// kinds are those that the contract knows.
func kinds() []string {
	var all []string
	for _, s := range contract.All() {
		kind, _, _, _ := event.SplitType(s.Type)
		all = append(all, kind)
	}
	return all
}

func freeAddr(t *testing.T) string {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = ln.Close() }()
	return ln.Addr().String()
}

func get(t *testing.T, url string) string {
	t.Helper()
	resp, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	doc, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(doc)
}

// exported runs the program and a gateway and gives the names of all metrics that they tell.
func exported(t *testing.T) string {
	t.Helper()
	ops, gatewayOps := freeAddr(t), freeAddr(t)
	cfg := app.Config{Data: t.TempDir(), Addr: "127.0.0.1:0", OpsAddr: ops, LogLevel: "error"}
	a, err := app.Open(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	listening, done := make(chan string, 2), make(chan error, 2)
	go func() { done <- a.Run(ctx, func(addr string) { listening <- addr }) }()
	addr := <-listening
	<-a.CaughtUp()
	get(t, "http://"+addr+"/version")
	var upstreams []string
	for _, role := range app.Roles() {
		upstreams = append(upstreams, role+"=http://"+addr)
	}
	gateway := app.Config{Addr: "127.0.0.1:0", OpsAddr: gatewayOps, LogLevel: "error", Remote: app.Remote{Upstreams: upstreams}}
	go func() { done <- app.RunGateway(ctx, gateway, func(addr string) { listening <- addr }) }()
	get(t, "http://"+<-listening+"/version")
	var names string
	// Views and reactors are told once they exist: the first key is a fact, and reactors begin with their consumers.
	for !strings.Contains(names, "makcomblang_view_position") || !strings.Contains(names, "makcomblang_reactor_pending") {
		names = get(t, "http://"+ops+"/metrics")
		if t.Context().Err() != nil {
			t.Fatal("the metrics did not come")
		}
	}
	names += get(t, "http://"+gatewayOps+"/metrics")
	cancel()
	for range 2 {
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
	return names
}

func TestDashboardsAndAlertsUseKnownMetrics(t *testing.T) {
	t.Parallel()
	names := exported(t)
	known := map[string]bool{"up": true}
	for _, line := range regexp.MustCompile(`(?m)^# TYPE (\S+) (\S+)`).FindAllStringSubmatch(names, -1) {
		known[line[1]] = true
		if line[2] == "histogram" {
			known[line[1]+"_bucket"] = true
		}
	}
	check := func(where, expr string) {
		for _, name := range regexp.MustCompile(`\b(makcomblang|process|go)_[a-z_]+`).FindAllString(expr, -1) {
			if !known[name] {
				t.Errorf("%s uses the metric %s, which nothing tells", where, name)
			}
		}
	}
	for _, p := range Panels() {
		check("panel "+p.Title, p.Expr)
	}
	for _, a := range Alerts() {
		check("alert "+a.Name, a.Expr)
	}
}

func TestEveryAlertHasARunbook(t *testing.T) {
	t.Parallel()
	doc, err := os.ReadFile(root + "docs/operations.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range Alerts() {
		if !strings.Contains(string(doc), "\n### "+a.Name+"\n") {
			t.Errorf("docs/operations.md has no runbook for %s", a.Name)
		}
	}
}
