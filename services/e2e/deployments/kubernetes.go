package deployments

import (
	"fmt"
	"slices"

	"makcomblang.id/services/cmd/makcomblang/app"
)

const kubernetesComment = generated + `
Roles, gateway, NATS and Redis in the namespace makcomblang. Before it, from the files of ` + "`makcomblang setup users --out var/cluster`" + `:

  kubectl create namespace makcomblang
  kubectl -n makcomblang create secret generic users --from-file=users.conf=var/cluster/users.conf
  kubectl -n makcomblang create configmap nats --from-file=deployments/nats/nats.conf
  kubectl -n makcomblang create configmap redis --from-file=deployments/redis/redis.conf
  for role in admin access innovations regions matcher matches subscriptions portal; do
    kubectl -n makcomblang create secret generic key-$role --from-file=var/cluster/$role
  done

Push both targets of deployments/Dockerfile to your registry and put its name before the image names.`

// podHost is the name of the server of index i; pods of a stateful set count from 0.
func podHost(i int) string { return fmt.Sprintf("nats-%d.nats", i) }

func kubernetes() string {
	docs := []m{natsService(), natsSet(), redisDeployment(), service("redis", redisPort), setupJob()}
	for _, role := range app.Roles() {
		docs = append(docs, roleSet(role), service(role, apiPort))
		if role != "access" { // exactly one process writes access facts
			docs = append(docs, budget(role, 1))
		}
	}
	docs = append(docs, gatewayDeployment(), service(app.GatewayRole, apiPort), budget(app.GatewayRole, 1), budget("nats", 2))
	return yaml(kubernetesComment, append(docs, policies()...)...)
}

func meta(name string) kv { return kv{"metadata", m{{"name", name}, {"namespace", "makcomblang"}}} }

func labels(name string) m { return m{{"app", name}} }

// locked is the security context of every container.
func locked() kv {
	return kv{"securityContext", m{
		{"allowPrivilegeEscalation", false}, {"readOnlyRootFilesystem", true}, {"capabilities", m{{"drop", l{"ALL"}}}},
	}}
}

func podSecurity() kv {
	return kv{"securityContext", m{{"runAsNonRoot", true}, {"runAsUser", user}, {"runAsGroup", user}, {"fsGroup", user}, {"seccompProfile", m{{"type", "RuntimeDefault"}}}}}
}

func envOf(settings m) l {
	var out l
	for _, e := range settings {
		out = append(out, m{{"name", e.key}, {"value", e.value}})
	}
	return out
}

func ports(numbers ...int) l {
	var out l
	for _, n := range numbers {
		out = append(out, m{{"containerPort", n}})
	}
	return out
}

func probe(path string, port, period, failures int) m {
	return m{{"httpGet", m{{"path", path}, {"port", port}}}, {"periodSeconds", period}, {"failureThreshold", failures}}
}

// secrets copies the keys into memory with the mode that the program demands: Kubernetes itself lets a group read them.
func copySecrets() m {
	return m{
		{"name", "secrets"},
		{"image", "makcomblang"},
		{"args", l{"setup", "secrets", "--from", "/mounted", "--out", "/secrets"}},
		{"volumeMounts", l{m{{"name", "mounted"}, {"mountPath", "/mounted"}, {"readOnly", true}}, m{{"name", "secrets"}, {"mountPath", "/secrets"}}}},
		locked(),
	}
}

func secretVolumes(key string) l {
	return l{
		m{{"name", "mounted"}, {"secret", m{{"secretName", "key-" + key}}}},
		m{{"name", "secrets"}, {"emptyDir", m{{"medium", "Memory"}}}},
	}
}

func roleSet(role string) m {
	replicas := 2
	if role == "access" {
		replicas = 1
	}
	return m{
		{"apiVersion", "apps/v1"},
		{"kind", "StatefulSet"},
		meta(role),
		{"spec", m{
			{"replicas", replicas},
			{"serviceName", role},
			{"podManagementPolicy", "Parallel"},
			{"selector", m{{"matchLabels", labels(role)}}},
			{"template", m{
				{"metadata", m{{"labels", append(labels(role), kv{"part", "role"})}}},
				{"spec", m{
					{"enableServiceLinks", false},
					{"automountServiceAccountToken", false},
					{"terminationGracePeriodSeconds", 20},
					podSecurity(),
					{"initContainers", l{copySecrets()}},
					{"containers", l{m{
						{"name", role},
						{"image", "makcomblang"},
						{"args", l{"run", role}},
						{"env", envOf(settings(role, "/secrets", podHost))},
						{"ports", ports(apiPort, opsPort)},
						{"startupProbe", probe("/readyz", apiPort, 2, 150)},
						{"readinessProbe", probe("/readyz", apiPort, 2, 2)},
						{"livenessProbe", probe("/livez", apiPort, 10, 3)},
						{"resources", m{{"requests", m{{"cpu", "100m"}, {"memory", "128Mi"}}}, {"limits", m{{"memory", "1Gi"}}}}},
						{"volumeMounts", l{m{{"name", "data"}, {"mountPath", "/data"}}, m{{"name", "secrets"}, {"mountPath", "/secrets"}}}},
						locked(),
					}}},
					{"volumes", secretVolumes(role)},
				}},
			}},
			{"volumeClaimTemplates", l{claim("data", "100Mi")}},
		}},
	}
}

func claim(name, size string) m {
	return m{{"metadata", m{{"name", name}}}, {"spec", m{{"accessModes", l{"ReadWriteOnce"}}, {"resources", m{{"requests", m{{"storage", size}}}}}}}}
}

func gatewayDeployment() m {
	return m{
		{"apiVersion", "apps/v1"},
		{"kind", "Deployment"},
		meta(app.GatewayRole),
		{"spec", m{
			{"replicas", 2},
			{"selector", m{{"matchLabels", labels(app.GatewayRole)}}},
			{"template", m{
				{"metadata", m{{"labels", labels(app.GatewayRole)}}},
				{"spec", m{
					{"enableServiceLinks", false},
					{"automountServiceAccountToken", false},
					podSecurity(),
					{"containers", l{m{
						{"name", app.GatewayRole},
						{"image", "makcomblang"},
						{"args", upstreams()},
						{"env", envOf(settings(app.GatewayRole, "", nil))},
						{"ports", ports(apiPort, opsPort)},
						{"readinessProbe", probe("/readyz", apiPort, 2, 3)},
						{"livenessProbe", probe("/livez", apiPort, 10, 3)},
						{"resources", m{{"requests", m{{"cpu", "50m"}, {"memory", "32Mi"}}}, {"limits", m{{"memory", "256Mi"}}}}},
						locked(),
					}}},
				}},
			}},
		}},
	}
}

func service(name string, port int) m {
	return m{{"apiVersion", "v1"}, {"kind", "Service"}, meta(name), {"spec", m{{"selector", labels(name)}, {"ports", l{m{{"port", port}}}}}}}
}

func budget(name string, available int) m {
	return m{
		{"apiVersion", "policy/v1"},
		{"kind", "PodDisruptionBudget"},
		meta(name),
		{"spec", m{{"minAvailable", available}, {"selector", m{{"matchLabels", labels(name)}}}}},
	}
}

func setupJob() m {
	env := slices.Clone(composeSetup().get("environment").(m))
	for _, e := range settings("setup", "/secrets", podHost) {
		for i := range env {
			if env[i].key == e.key {
				env[i].value = e.value
			}
		}
	}
	return m{
		{"apiVersion", "batch/v1"},
		{"kind", "Job"},
		meta("setup"),
		{"spec", m{{"backoffLimit", 20}, {"template", m{
			{"metadata", m{{"labels", append(labels("setup"), kv{"part", "role"})}}},
			{"spec", m{
				{"enableServiceLinks", false},
				{"automountServiceAccountToken", false},
				{"restartPolicy", "OnFailure"},
				podSecurity(),
				{"initContainers", l{copySecrets()}},
				{"containers", l{m{
					{"name", "setup"},
					{"image", "makcomblang"},
					{"args", l{"setup"}},
					{"env", envOf(env)},
					{"volumeMounts", l{m{{"name", "secrets"}, {"mountPath", "/secrets"}}, m{{"name", "data"}, {"mountPath", "/data"}}}},
					locked(),
				}}},
				{"volumes", append(secretVolumes("admin"), m{{"name", "data"}, {"emptyDir", m{}}})},
			}},
		}}}},
	}
}

func only(name string, port int, from ...m) m {
	var peers l
	for _, f := range from {
		peers = append(peers, m{{"podSelector", m{{"matchLabels", f}}}})
	}
	return m{
		{"apiVersion", "networking.k8s.io/v1"},
		{"kind", "NetworkPolicy"},
		meta(fmt.Sprintf("%s-%d", name, port)),
		{"spec", m{
			{"podSelector", m{{"matchLabels", labels(name)}}},
			{"policyTypes", l{"Ingress"}},
			{"ingress", l{m{{"from", peers}, {"ports", l{m{{"port", port}}}}}}},
		}},
	}
}

// policies let each port be reached only by who needs it; everything that is not named is refused.
func policies() []m {
	part, prometheus := m{{"part", "role"}}, labels("prometheus")
	all := []m{
		{
			{"apiVersion", "networking.k8s.io/v1"},
			{"kind", "NetworkPolicy"},
			meta("nothing-comes-in"),
			{"spec", m{{"podSelector", m{}}, {"policyTypes", l{"Ingress"}}}},
		},
		only("nats", natsPort, part), only("nats", natsMonitor, part), only("nats", natsRoutePort, labels("nats")),
		only("redis", redisPort, part), only(app.GatewayRole, opsPort, prometheus),
		{
			{"apiVersion", "networking.k8s.io/v1"},
			{"kind", "NetworkPolicy"},
			meta("gateway-is-public"),
			{"spec", m{{"podSelector", m{{"matchLabels", labels(app.GatewayRole)}}}, {"policyTypes", l{"Ingress"}}, {"ingress", l{m{{"ports", l{m{{"port", apiPort}}}}}}}}},
		},
	}
	for _, role := range app.Roles() {
		all = append(all, only(role, apiPort, labels(app.GatewayRole)), only(role, opsPort, prometheus))
	}
	return all
}
