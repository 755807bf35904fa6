package deployments

import (
	"fmt"

	"makcomblang.id/services/cmd/makcomblang/app"
)

const composeComment = generated + `
The whole platform on one machine, as it would stand on several: three NATS servers, Redis, each role in a container of
its own, the gateway on http://127.0.0.1:8080, Prometheus on :9090, Grafana on :3000. docs/operations.md tells the path:

  make build && bin/makcomblang setup users --out var/cluster
  export UID GID=$(id -g); docker compose up --build

Each role is given its own folder of var/cluster and no other. The first key is in var/cluster/access/coordinator.key.`

// composeNATSHost is the name of the server of index i.
func composeNATSHost(i int) string { return fmt.Sprintf("nats%d", i+1) }

func compose() string {
	services := m{}
	for i := range 3 {
		services = append(services, kv{fmt.Sprintf("nats%d", i+1), composeNATS(i)})
	}
	services = append(services,
		kv{"redis", m{
			{"image", "redis:7.2-alpine"},
			{"command", l{"redis-server", "/etc/redis.conf", "--protected-mode", "no"}},
			{"volumes", l{"./deployments/redis/redis.conf:/etc/redis.conf:ro"}},
			{"read_only", true},
			{"restart", "unless-stopped"},
		}},
		kv{"setup", composeSetup()})
	volumes := m{{"nats1", m{}}, {"nats2", m{}}, {"nats3", m{}}}
	for _, role := range app.Roles() {
		services = append(services, kv{role, composeRole(role)})
	}
	services = append(services, kv{app.GatewayRole, m{
		{"image", "makcomblang"},
		{"command", upstreams()},
		{"environment", settings(app.GatewayRole, "", nil)},
		{"ports", l{fmt.Sprintf("127.0.0.1:%d:%d", apiPort, apiPort)}},
		{"read_only", true},
		{"restart", "unless-stopped"},
	}}, kv{"prometheus", m{
		{"image", "prom/prometheus:v2.53.0"},
		{"volumes", l{"./deployments/prometheus:/etc/prometheus:ro"}},
		{"ports", l{"127.0.0.1:9090:9090"}},
		{"restart", "unless-stopped"},
	}}, kv{"grafana", m{
		{"image", "grafana/grafana:11.1.0"},
		{"volumes", l{
			"./deployments/grafana/datasource.yml:/etc/grafana/provisioning/datasources/makcomblang.yml:ro",
			"./deployments/grafana/dashboard-folders.yml:/etc/grafana/provisioning/dashboards/makcomblang.yml:ro",
			"./deployments/grafana/makcomblang.json:/var/lib/grafana/dashboards/makcomblang.json:ro",
		}},
		{"ports", l{"127.0.0.1:3000:3000"}},
		{"restart", "unless-stopped"},
	}})
	return yaml(composeComment, m{{"name", "makcomblang"}, {"services", services}, {"volumes", volumes}})
}

func composeNATS(i int) m {
	return m{
		{"build", m{{"context", "."}, {"dockerfile", "deployments/Dockerfile"}, {"target", "nats"}}},
		{"image", "makcomblang-nats"},
		{"environment", natsEnv(composeNATSHost(i), composeNATSHost)},
		{"volumes", l{
			fmt.Sprintf("nats%d:/store", i+1), "./deployments/nats/nats.conf:/etc/nats/nats.conf:ro",
			"./var/cluster/users.conf:/etc/nats/users.conf:ro",
		}},
		{"restart", "unless-stopped"},
		{"stop_grace_period", "40s"},
	}
}

// natsEnv is the environment that deployments/nats/nats.conf reads.
func natsEnv(name string, host func(i int) string) m {
	routes := "["
	for i := range 3 {
		if i > 0 {
			routes += ", "
		}
		routes += fmt.Sprintf("nats-route://%s:%d", host(i), natsRoutePort)
	}
	return m{
		{"NATS_NAME", name},
		{"NATS_LISTEN", fmt.Sprintf("0.0.0.0:%d", natsPort)},
		{"NATS_MONITOR", fmt.Sprintf("0.0.0.0:%d", natsMonitor)},
		{"NATS_ROUTE", fmt.Sprintf("0.0.0.0:%d", natsRoutePort)},
		{"NATS_ROUTES", routes + "]"},
		{"NATS_STORE", "/store"},
	}
}

func composeSetup() m {
	env := settings("setup", "/data", composeNATSHost)
	keep := m{}
	for _, e := range env {
		switch e.key {
		case "MAKCOMBLANG_ADDR", "MAKCOMBLANG_OPS_ADDR", "MAKCOMBLANG_REDIS", "MAKCOMBLANG_TRUSTED_PROXY":
		default:
			keep = append(keep, e)
		}
	}
	return m{
		{"image", "makcomblang"},
		{"command", l{"setup"}},
		{"environment", keep},
		{"user", "${UID:-1000}:${GID:-1000}"},
		{"volumes", l{"./var/cluster/admin:/data"}},
		{"depends_on", l{"nats1", "nats2", "nats3"}},
		{"restart", "on-failure"},
	}
}

func composeRole(role string) m {
	out := m{}
	if role == app.Roles()[0] {
		out = append(out, kv{"build", m{{"context", "."}, {"dockerfile", "deployments/Dockerfile"}, {"target", "makcomblang"}}})
	}
	return append(out, m{
		{"image", "makcomblang"},
		{"command", l{"run", role}},
		{"environment", settings(role, "/data", composeNATSHost)},
		{"user", "${UID:-1000}:${GID:-1000}"},
		{"volumes", l{"./var/cluster/" + role + ":/data"}},
		{"read_only", true},
		{"restart", "unless-stopped"},
		{"depends_on", m{{"setup", m{{"condition", "service_completed_successfully"}}}}},
		{"healthcheck", m{{"test", l{"CMD", "/makcomblang", "doctor", "--server", fmt.Sprintf("http://127.0.0.1:%d", apiPort)}}, {"interval", "10s"}, {"start_period", "30s"}}},
	}...)
}
