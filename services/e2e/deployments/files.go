package deployments

import (
	"fmt"
	"strings"

	"makcomblang.id/services/cmd/makcomblang/app"
)

const (
	apiPort, opsPort                     = 8080, 8081
	natsPort, natsMonitor, natsRoutePort = 4222, 8222, 6222
	redisPort                            = 6379
	user                                 = 65532 // of the image
)

// Files gives every generated file by its path from the root of the repository.
func Files() map[string]string {
	return map[string]string{
		"docker-compose.yml":                        compose(),
		"deployments/kubernetes/makcomblang.yaml":   kubernetes(),
		"deployments/prometheus/prometheus.yml":     scrape(),
		"deployments/prometheus/rules.yml":          rules(),
		"deployments/grafana/makcomblang.json":      dashboard(),
		"deployments/grafana/datasource.yml":        datasource(),
		"deployments/grafana/dashboard-folders.yml": folders(),
	}
}

const generated = "Written by `go generate ./services/e2e/deployments`. Do not edit; change that package and write it anew.\n"

// settings are the environment of a role, the same in Docker and in Kubernetes.
func settings(role, secrets string, nats func(i int) string) m {
	hosts := func(form string) string {
		var all []string
		for i := range 3 {
			all = append(all, fmt.Sprintf(form, nats(i)))
		}
		return strings.Join(all, ",")
	}
	env := m{
		{"MAKCOMBLANG_ADDR", fmt.Sprintf("0.0.0.0:%d", apiPort)},
		{"MAKCOMBLANG_OPS_ADDR", fmt.Sprintf("0.0.0.0:%d", opsPort)},
	}
	if role == app.GatewayRole {
		return env
	}
	return append(env, m{
		{"MAKCOMBLANG_DATA", "/data"},
		{"MAKCOMBLANG_MASTER_KEY_FILE", secrets + "/master.key"},
		{"MAKCOMBLANG_NATS", hosts(fmt.Sprintf("nats://%%s:%d", natsPort))},
		{"MAKCOMBLANG_NATS_AUTH_FILE", secrets + "/nats.nk"},
		{"MAKCOMBLANG_NATS_MONITOR", hosts(fmt.Sprintf("http://%%s:%d", natsMonitor))},
		{"MAKCOMBLANG_REDIS", fmt.Sprintf("redis://redis:%d", redisPort)},
		{"MAKCOMBLANG_REPLICAS", "3"},
		{"MAKCOMBLANG_TRUSTED_PROXY", "10.0.0.0/8,172.16.0.0/12,192.168.0.0/16"},
	}...)
}

// upstreams are the gateway's arguments.
func upstreams() l {
	args := l{"run", app.GatewayRole}
	for _, role := range app.Roles() {
		args = append(args, "--upstream", fmt.Sprintf("%s=http://%s:%d", role, role, apiPort))
	}
	return args
}
