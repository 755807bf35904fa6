package faults

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/nats-io/nats.go"

	"makcomblang.id/services/cmd/makcomblang/app"
	"makcomblang.id/services/internal/host"
)

// cluster is what deployments/ describes, on this machine.
type cluster struct {
	t        testing.TB
	dir      string
	net      *network
	nodes    []*process // of NATS
	urls     []string   // nats://…, in their order
	monitors []string
	redis    *process
	redisURL string
	roles    map[string][]*process
	gateway  *process
	load     *load             // once there is one
	link     *nats.Conn        // of the admin
	unready  string            // why the gateway was not ready when it was asked last
	base     string            // http://… of the gateway
	today    map[string]string // the clock of a replica that does not have the others' date
}

// startCluster starts everything with two replicas of every role but access, of which exactly one process writes.
func startCluster(t testing.TB) *cluster {
	t.Helper()
	c := &cluster{t: t, dir: t.TempDir(), net: newNetwork(t), roles: make(map[string][]*process), today: make(map[string]string)}
	t.Cleanup(c.stop)
	if err := host.MakeUsers(filepath.Join(c.dir, "users")); err != nil {
		t.Fatal(err)
	}
	c.startNATS()
	c.startRedis()
	c.setup()
	c.link = c.admin()
	c.startRoles()
	return c
}

func (c *cluster) startNATS() {
	conf, err := os.ReadFile("../../../deployments/nats/nats.conf")
	if err != nil {
		c.t.Fatal(err)
	}
	path := filepath.Join(c.dir, "users", "nats.conf")
	if err := os.WriteFile(path, conf, 0o600); err != nil {
		c.t.Fatal(err)
	}
	var ports [3][3]int
	var routes []string
	for i := range ports {
		for j := range ports[i] {
			ports[i][j] = freePort(c.t)
		}
		routes = append(routes, fmt.Sprintf("nats-route://%s:%d", c.net.host(i+1), ports[i][2]))
	}
	for i := range ports {
		at := c.net.host(i + 1)
		env := []string{
			fmt.Sprintf("NATS_NAME=n%d", i+1), fmt.Sprintf("NATS_LISTEN=%s:%d", at, ports[i][0]),
			fmt.Sprintf("NATS_MONITOR=%s:%d", at, ports[i][1]), fmt.Sprintf("NATS_ROUTE=%s:%d", at, ports[i][2]),
			"NATS_ROUTES=[" + strings.Join(routes, ", ") + "]", "NATS_STORE=" + filepath.Join(c.dir, fmt.Sprintf("n%d", i+1)),
		}
		p := newProcess(c.dir, fmt.Sprintf("nats%d", i+1), func() *exec.Cmd { return c.net.inside(i+1, self("nats", env, path)) })
		p.start(c.t)
		c.nodes = append(c.nodes, p)
		c.urls = append(c.urls, fmt.Sprintf("nats://%s:%d", at, ports[i][0]))
		c.monitors = append(c.monitors, fmt.Sprintf("http://%s:%d", at, ports[i][1]))
	}
	for i, m := range c.monitors {
		await(c.t, "NATS server "+m, func() bool { c.alive(c.nodes[i]); return answers(m + "/healthz?js-enabled-only=true") })
	}
}

func (c *cluster) startRedis() {
	program, err := exec.LookPath("redis-server")
	if err != nil {
		c.t.Skip("redis-server is missing: install Debian's redis-server")
	}
	port := fmt.Sprint(freePort(c.t))
	conf, err := filepath.Abs("../../../deployments/redis/redis.conf")
	if err != nil {
		c.t.Fatal(err)
	}
	c.redisURL = "redis://127.0.0.1:" + port
	c.redis = newProcess(c.dir, "redis", func() *exec.Cmd {
		return exec.Command(program, conf, "--port", port, "--bind", "127.0.0.1", "--dir", c.dir)
	})
	c.redis.start(c.t)
}

func (c *cluster) setup() {
	cmd := self("makcomblang", nil, "setup", "--nats", strings.Join(c.urls, ","), "--replicas", "3",
		"--nats-auth-file", c.key("admin"), "--nats-monitor", strings.Join(c.monitors, ","), "--data", c.dir)
	if out, err := cmd.CombinedOutput(); err != nil {
		c.t.Fatalf("setup: %v\n%s", err, out)
	}
}

func (c *cluster) key(user string) string { return filepath.Join(c.dir, "users", user, "nats.nk") }

func (c *cluster) startRoles() {
	args := []string{"run", "gateway", "--ops-addr", "", "--log-level", "warn"}
	var ready []string
	for _, role := range app.Roles() {
		for n := range 2 {
			if role == "access" && n > 0 {
				continue
			}
			addr := fmt.Sprintf("127.0.0.1:%d", freePort(c.t))
			p := newProcess(c.dir, fmt.Sprintf("%s%d", role, n+1), func() *exec.Cmd { return c.role(role, n, addr) })
			p.ready = "http://" + addr + "/readyz"
			p.start(c.t)
			c.roles[role] = append(c.roles[role], p)
			args = append(args, "--upstream", role+"=http://"+addr)
			ready = append(ready, addr)
		}
	}
	for i, addr := range ready {
		await(c.t, "the role at "+args[7+2*i], func() bool {
			for _, ps := range c.roles {
				for _, p := range ps {
					c.alive(p)
				}
			}
			return answers("http://" + addr + "/readyz")
		})
	}
	addr := fmt.Sprintf("127.0.0.1:%d", freePort(c.t))
	c.base = "http://" + addr
	c.gateway = newProcess(c.dir, "gateway", func() *exec.Cmd { return self("makcomblang", nil, append(args, "--addr", addr)...) })
	c.gateway.start(c.t)
	await(c.t, "the gateway", func() bool { c.alive(c.gateway); return answers(c.base + "/readyz") })
}

func (c *cluster) role(role string, n int, addr string) *exec.Cmd {
	name := fmt.Sprintf("%s%d", role, n+1)
	today := c.today[name]
	if today == "" {
		today = "2026-11-21"
	}
	return self("makcomblang", []string{"MAKCOMBLANG_MASTER_KEY_FILE=" + filepath.Join(c.dir, "master.key")},
		"run", role, "--data", filepath.Join(c.dir, name), "--addr", addr, "--ops-addr", "",
		"--nats", strings.Join(c.urls, ","), "--replicas", "3", "--nats-auth-file", c.key(role),
		"--nats-monitor", strings.Join(c.monitors, ","), "--redis", c.redisURL, "--demo", "--allow-loopback-webhooks",
		"--trusted-proxy", "127.0.0.1", "--log-level", "warn", "--today", today, "--source", "urn:makcomblang:demo")
}

// allAlive fails the test if a role has ended.
func (c *cluster) allAlive() {
	c.t.Helper()
	for _, ps := range c.roles {
		for _, p := range ps {
			c.alive(p)
		}
	}
}

// alive fails the test if a process that should run has ended.
func (c *cluster) alive(p *process) {
	c.t.Helper()
	if !p.running() {
		c.t.Fatalf("%s ended by itself: %s", p.name, p.said())
	}
}

func (c *cluster) stop() {
	if c.t.Failed() {
		c.t.Logf("the gateway said last: %s", c.unready)
		for _, ps := range c.roles {
			for _, p := range ps {
				c.t.Log(p.said())
			}
		}
	}
	for _, p := range c.everything() {
		p.kill()
	}
}

func (c *cluster) everything() []*process {
	var all []*process
	if c.gateway != nil {
		all = append(all, c.gateway)
	}
	for _, ps := range c.roles {
		all = append(all, ps...)
	}
	if c.redis != nil {
		all = append(all, c.redis)
	}
	return append(all, c.nodes...)
}
