package archtest

import "testing"

func TestImportRulesFindWhatIsWrong(t *testing.T) {
	t.Parallel()
	const nats, redis = "github.com/nats-io/nats.go/jetstream", "github.com/redis/go-redis/v9"
	const echo, huma, zap = "github.com/labstack/echo/v4", "github.com/danielgtaylor/huma/v2", "go.uber.org/zap"
	tests := []struct{ path, imported, want string }{
		// who may import whom in the house
		{"cmd/makcomblang/main.go", module + "/regions", ""},
		{"cmd/makcomblang/main.go", module + "/internal/host", ""},
		{"e2e/story_test.go", module + "/regions", ""},
		{"cmd/makcomblang/main.go", module + "/cmd/makcomblang/cli", ""},
		{"e2e/story_test.go", module + "/cmd/makcomblang/app", ""},
		{"regions/handle.go", module + "/cmd/makcomblang/app", "imports the command"},
		{"regions/handle.go", module + "/regions/region", ""},
		{"regions/handle.go", module + "/internal/eventlog", ""},
		{"regions/handle.go", public + "/region", ""},
		{"regions/handle.go", module + "/matches", "services never import each other"},
		{"regions/handle.go", module + "/matches/match", "services never import each other"},
		{"regions/service_test.go", module + "/matches", "services never import each other"},
		{"regions/handle.go", module + "/e2e/bench", "nobody imports the stories"},
		{"portal/pages/page.go", module + "/internal/web", ""},
		{"portal/pages/page.go", module + "/matches", "services never import each other"},
		{"internal/web/form.go", module + "/internal/policy", ""},
		{"internal/web/form.go", module + "/access", "a shared package never imports a service"},
		{"internal/web/form.go", module + "/access/key", "a shared package never imports a service"},
		{"internal/host/host.go", module + "/cmd/makcomblang", "imports the command"},
		{"banking/service.go", "fmt", "no service is known by this folder"},

		// a domain is pure
		{"regions/region/state.go", "time", ""},
		{"regions/region/state.go", public + "/fault", ""},
		{"regions/region/state.go", module + "/internal/eventlog", "standard library and"},
		{"regions/region/state.go", module + "/regions", "standard library and"},
		{"regions/region/state.go", module + "/matches/match", "standard library and"},
		{"regions/region/state.go", zap, "standard library and"},
		{"regions/region/state.go", nats, "standard library and"},
		{"regions/region/state.go", "context", "no context"},
		{"regions/region/state.go", "net/http", "no context"},
		{"regions/region/state.go", "math/rand/v2", "no context"},
		{"regions/region/state.go", "crypto/rand", "no context"},
		{"regions/region/state.go", "os", "no context"},
		{"regions/region/state.go", "net", "no context"},
		{"regions/region/state.go", "net/url", ""},
		{"regions/region/state.go", module + "/regions/need", "standard library and"},
		{"regions/region/state.go", module + "/regions/region", "standard library and"},
		{"regions/region/state_test.go", module + "/regions/region", ""},
		{"regions/region/state_test.go", module + "/regions/need", "standard library and"},
		{"regions/region/state_test.go", "os", ""},
		{"regions/region/state_test.go", "github.com/google/go-cmp/cmp", ""},
		{"regions/region/state_test.go", "pgregory.net/rapid", ""},
		{"regions/region/state_test.go", nats, "standard library and"},
		{"regions/region/state.go", "pgregory.net/rapid", "standard library and"},

		// where the libraries may appear
		{"internal/eventlog/append.go", nats, ""},
		{"internal/host/embedded.go", "github.com/nats-io/nats-server/v2/server", ""},
		{"internal/queue/queue.go", nats, ""},
		{"e2e/bench/main.go", nats, ""},
		{"regions/service_test.go", nats, ""},
		{"regions/react.go", nats, "nats is imported only in"},
		{"internal/web/live.go", nats, "nats is imported only in"},
		{"internal/eventlogger/log.go", nats, "nats is imported only in"},
		{"cmd/makcomblang/main.go", nats, "nats is imported only in"},
		{"internal/views/redis.go", redis, ""},
		{"internal/views/conformance/suite_test.go", redis, ""},
		{"regions/views.go", redis, "redis is imported only in"},
		{"regions/service_test.go", redis, "redis is imported only in"},
		{"internal/web/problem.go", echo, ""},
		{"internal/host/mount.go", huma, ""},
		{"regions/http.go", echo, ""},
		{"regions/http_needs.go", huma, ""},
		{"regions/handle.go", echo, "echo is imported only in"},
		{"regions/handle.go", huma, "huma is imported only in"},
		{"internal/policy/http.go", echo, "echo is imported only in"},
		{"regions/service.go", zap, ""},
		{"internal/host/host.go", zap, ""},
	}
	for _, tc := range tests {
		t.Run(tc.path+" "+tc.imported, func(t *testing.T) {
			t.Parallel()
			expect(t, imports(parse(t, tc.path, "package a\n\nimport _ \""+tc.imported+"\"\n")), tc.want)
		})
	}
}
