package deployments

func natsService() m {
	return m{
		{"apiVersion", "v1"},
		{"kind", "Service"},
		meta("nats"),
		{"spec", m{
			{"clusterIP", "None"},
			{"publishNotReadyAddresses", true},
			{"selector", labels("nats")},
			{"ports", l{
				m{{"name", "client"}, {"port", natsPort}}, m{{"name", "monitor"}, {"port", natsMonitor}}, m{{"name", "route"}, {"port", natsRoutePort}},
			}},
		}},
	}
}

func natsSet() m {
	env := l{m{{"name", "NATS_NAME"}, {"valueFrom", m{{"fieldRef", m{{"fieldPath", "metadata.name"}}}}}}}
	for _, e := range natsEnv("", podHost) {
		if e.key != "NATS_NAME" {
			env = append(env, m{{"name", e.key}, {"value", e.value}})
		}
	}
	return m{
		{"apiVersion", "apps/v1"},
		{"kind", "StatefulSet"},
		meta("nats"),
		{"spec", m{
			{"replicas", 3},
			{"serviceName", "nats"},
			{"podManagementPolicy", "Parallel"},
			{"selector", m{{"matchLabels", labels("nats")}}},
			{"template", m{
				{"metadata", m{{"labels", labels("nats")}}},
				{"spec", m{
					{"enableServiceLinks", false},
					{"automountServiceAccountToken", false},
					{"terminationGracePeriodSeconds", 40},
					podSecurity(),
					{"affinity", m{{"podAntiAffinity", m{{"requiredDuringSchedulingIgnoredDuringExecution", l{m{
						{"topologyKey", "kubernetes.io/hostname"}, {"labelSelector", m{{"matchLabels", labels("nats")}}},
					}}}}}}},
					{"containers", l{m{
						{"name", "nats"},
						{"image", "makcomblang-nats"},
						{"env", env},
						{"ports", ports(natsPort, natsMonitor, natsRoutePort)},
						{"startupProbe", probe("/healthz?js-enabled-only=true", natsMonitor, 2, 150)},
						{"readinessProbe", probe("/healthz?js-server-only=true", natsMonitor, 5, 3)},
						{"livenessProbe", probe("/healthz?js-enabled-only=true", natsMonitor, 10, 6)},
						{"resources", m{{"requests", m{{"cpu", "200m"}, {"memory", "256Mi"}}}, {"limits", m{{"memory", "2Gi"}}}}},
						{"volumeMounts", l{
							m{{"name", "store"}, {"mountPath", "/store"}},
							m{{"name", "nats"}, {"mountPath", "/etc/nats/nats.conf"}, {"subPath", "nats.conf"}},
							m{{"name", "users"}, {"mountPath", "/etc/nats/users.conf"}, {"subPath", "users.conf"}},
						}},
						locked(),
					}}},
					{"volumes", l{m{{"name", "nats"}, {"configMap", m{{"name", "nats"}}}}, m{{"name", "users"}, {"secret", m{{"secretName", "users"}}}}}},
				}},
			}},
			{"volumeClaimTemplates", l{claim("store", "40Gi")}},
		}},
	}
}

func redisDeployment() m {
	return m{
		{"apiVersion", "apps/v1"},
		{"kind", "Deployment"},
		meta("redis"),
		{"spec", m{
			{"replicas", 1},
			{"selector", m{{"matchLabels", labels("redis")}}},
			{"template", m{
				{"metadata", m{{"labels", labels("redis")}}},
				{"spec", m{
					{"enableServiceLinks", false},
					{"automountServiceAccountToken", false},
					podSecurity(),
					{"containers", l{m{
						{"name", "redis"},
						{"image", "redis:7.2-alpine"},
						{"args", l{"redis-server", "/etc/redis/redis.conf", "--protected-mode", "no"}},
						{"ports", ports(redisPort)},
						{"readinessProbe", m{{"tcpSocket", m{{"port", redisPort}}}, {"periodSeconds", 5}}},
						{"resources", m{{"requests", m{{"cpu", "50m"}, {"memory", "128Mi"}}}, {"limits", m{{"memory", "1200Mi"}}}}},
						{"volumeMounts", l{m{{"name", "redis"}, {"mountPath", "/etc/redis"}}}},
						locked(),
					}}},
					{"volumes", l{m{{"name", "redis"}, {"configMap", m{{"name", "redis"}}}}}},
				}},
			}},
		}},
	}
}
