package deployments

import (
	"encoding/json"
	"fmt"

	"makcomblang.id/services/cmd/makcomblang/app"
)

func scrape() string {
	targets := l{fmt.Sprintf("%s:%d", app.GatewayRole, opsPort)}
	for _, role := range app.Roles() {
		targets = append(targets, fmt.Sprintf("%s:%d", role, opsPort))
	}
	return yaml(generated, m{
		{"global", m{{"scrape_interval", "15s"}, {"evaluation_interval", "15s"}}},
		{"rule_files", l{"rules.yml"}},
		{"scrape_configs", l{m{{"job_name", "makcomblang"}, {"static_configs", l{m{{"targets", targets}}}}}}},
	})
}

// alert is one rule; its name is the heading of its runbook in docs/operations.md.
type alert struct{ Name, Expr, For, Severity, Summary string }

// Alerts are the rules, the worst first.
func Alerts() []alert {
	return []alert{
		{"LogRed", "min(makcomblang_log_writes) == 0", "0m", "page", "The log does not pass its integrity check, or a role is still reading it; no commands are taken."},
		{"RoleDown", `up{job="makcomblang"} == 0`, "1m", "page", "A process does not answer its metrics port."},
		{"NatsAway", "min(makcomblang_nats_up) == 0", "30s", "page", "A role is not connected to NATS."},
		{"ViewsAway", "min(makcomblang_views_up) == 0", "30s", "page", "Redis does not answer, so pages show nothing new."},
		{"ReplicaNotReady", "makcomblang_gateway_replica_ready == 0", "2m", "ticket", "A replica does not answer the gateway or reads the log."},
		{"ErrorsToClients", `sum(rate(makcomblang_http_requests_total{status=~"5.."}[5m])) / sum(rate(makcomblang_http_requests_total[5m])) > 0.01`, "5m", "page", "More than 1 % of requests fail."},
		{"SlowAnswers", "histogram_quantile(0.99, sum by (le) (rate(makcomblang_http_request_seconds_bucket[5m]))) > 1", "10m", "ticket", "One request in a hundred takes longer than a second."},
		{"ViewLag", "max(makcomblang_log_last) - min by (view) (makcomblang_view_position) > 1000", "2m", "ticket", "A view lies behind the log."},
		{"ReactorStuck", "makcomblang_reactor_pending > 100 and delta(makcomblang_reactor_pending[10m]) >= 0", "10m", "ticket", "A reactor does not get on: facts wait for it."},
		{"DeadLetters", "max(makcomblang_dead_letters) > (max(makcomblang_dead_letters offset 1h) or vector(0))", "0m", "ticket", "A fact or a delivery was put aside within the last hour."},
		{"GivenUp", "max(makcomblang_given_up) > (max(makcomblang_given_up offset 1h) or vector(0))", "0m", "ticket", "NATS gave up handing out a message, and nobody put it aside."},
	}
}

func rules() string {
	var all l
	for _, a := range Alerts() {
		all = append(all, m{
			{"alert", a.Name},
			{"expr", a.Expr},
			{"for", a.For},
			{"labels", m{{"severity", a.Severity}}},
			{"annotations", m{{"summary", a.Summary}, {"runbook", "docs/operations.md#" + lower(a.Name)}}},
		})
	}
	return yaml(generated, m{{"groups", l{m{{"name", "makcomblang"}, {"rules", all}}}}})
}

func lower(s string) string {
	b := []byte(s)
	for i, c := range b {
		if c >= 'A' && c <= 'Z' {
			b[i] = c + 'a' - 'A'
		}
	}
	return string(b)
}

// panel is one graph of the dashboard.
type panel struct{ Title, Expr, Legend, Unit string }

// Panels are the graphs, in reading order.
func Panels() []panel {
	return []panel{
		{"Commands are taken", "min by (instance) (makcomblang_log_writes)", "{{instance}}", "bool"},
		{"Replicas ready", "makcomblang_gateway_replica_ready", "{{role}} {{replica}}", "bool"},
		{"Requests", "sum by (route) (rate(makcomblang_http_requests_total[1m]))", "{{route}}", "reqps"},
		{"Errors", `sum by (route, status) (rate(makcomblang_http_requests_total{status=~"5.."}[1m]))`, "{{route}} {{status}}", "reqps"},
		{"Time to answer, 99 of 100", "histogram_quantile(0.99, sum by (le, route) (rate(makcomblang_http_request_seconds_bucket[5m])))", "{{route}}", "s"},
		{"Facts in the log", "max(makcomblang_log_last)", "log", "short"},
		{"Facts behind, by process", "max(makcomblang_log_last) - on () group_right () makcomblang_log_position", "{{instance}}", "short"},
		{"Facts behind, by view", "max(makcomblang_log_last) - on () group_right () makcomblang_view_position", "{{view}}", "short"},
		{"Facts that wait for a reactor", "max by (reactor) (makcomblang_reactor_pending)", "{{reactor}}", "short"},
		{"Facts that a reactor holds", "max by (reactor) (makcomblang_reactor_unacknowledged)", "{{reactor}}", "short"},
		{"Put aside and given up", "max(makcomblang_dead_letters) or max(makcomblang_given_up)", "{{__name__}}", "short"},
		{"Connected to NATS", "makcomblang_nats_up", "{{instance}}", "bool"},
		{"Redis answers", "makcomblang_views_up", "{{instance}}", "bool"},
		{"Memory", "process_resident_memory_bytes", "{{instance}}", "bytes"},
		{"Processor", "rate(process_cpu_seconds_total[1m])", "{{instance}}", "percentunit"},
	}
}

func dashboard() string {
	var panels []map[string]any
	for i, p := range Panels() {
		panels = append(panels, map[string]any{
			"id": i + 1, "type": "timeseries", "title": p.Title, "datasource": "Prometheus",
			"gridPos":     map[string]int{"x": i % 2 * 12, "y": i / 2 * 8, "w": 12, "h": 8},
			"fieldConfig": map[string]any{"defaults": map[string]any{"unit": p.Unit, "min": 0}},
			"targets":     []map[string]string{{"refId": "A", "expr": p.Expr, "legendFormat": p.Legend}},
		})
	}
	doc, _ := json.MarshalIndent(map[string]any{
		"uid": "makcomblang", "title": "Makcomblang", "schemaVersion": 39, "refresh": "15s",
		"time": map[string]string{"from": "now-1h", "to": "now"}, "panels": panels,
	}, "", "  ")
	return string(doc) + "\n"
}

func datasource() string {
	return yaml(generated, m{{"apiVersion", 1}, {"datasources", l{m{
		{"name", "Prometheus"}, {"type", "prometheus"}, {"url", "http://prometheus:9090"}, {"isDefault", true},
	}}}})
}

func folders() string {
	return yaml(generated, m{{"apiVersion", 1}, {"providers", l{m{
		{"name", "makcomblang"}, {"type", "file"}, {"options", m{{"path", "/var/lib/grafana/dashboards"}}},
	}}}})
}
