package faults

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"makcomblang.id/services/cmd/makcomblang/app"
)

// clock starts a replica again on another date.
func (c *cluster) clock(role string, n int, today string) {
	p := c.roles[role][n]
	c.today[p.name] = today
	p.kill()
	p.start(c.t)
	await(c.t, p.name, func() bool { c.alive(p); return answers(p.ready) })
}

// freeze stops a process without ending it; afterwards it goes on with what it believed before.
func (c *cluster) freeze(d time.Duration, p *process) {
	p.signal(syscall.SIGSTOP)
	until(d)
	p.signal(syscall.SIGCONT)
}

// killRole kills every replica of a role in turn and starts it again at once, as a supervisor would.
func (c *cluster) killRole(role string) {
	for _, p := range c.roles[role] {
		p.kill()
		p.start(c.t)
		await(c.t, p.name, func() bool { c.alive(p); return answers(p.ready) })
	}
}

// supervise starts again, until done, what ended by itself: a role that finds no NATS or no Redis at its start ends.
func (c *cluster) supervise(done func() bool) {
	for end := time.Now().Add(patience); !done() && time.Now().Before(end); until(time.Second) {
		for _, ps := range c.roles {
			for _, p := range ps {
				if !p.running() {
					p.start(c.t)
				}
			}
		}
	}
}

// startWithoutMajority starts a replica of each role while one of three NATS servers runs, which knows no leader of anything,
// and sees that they wait for one instead of ending. That server is started anew: one that led goes on to answer when the
// others are gone, and the roles would have nothing to wait for.
func (c *cluster) startWithoutMajority(roles ...string) {
	for _, n := range c.nodes {
		n.kill()
	}
	c.nodes[0].start(c.t)
	await(c.t, "one NATS server", func() bool { c.alive(c.nodes[0]); return answers(c.monitors[0] + "/healthz?js-enabled-only=true") })
	for _, role := range roles {
		c.roles[role][0].kill()
		c.roles[role][0].start(c.t)
	}
	for _, role := range roles {
		p := c.roles[role][0]
		await(c.t, p.name+" says what it waits for", func() bool { c.alive(p); return strings.Contains(p.said(), "choosing a leader") })
	}
	for _, n := range c.nodes[1:] {
		n.start(c.t)
	}
	for _, role := range roles {
		p := c.roles[role][0]
		await(c.t, p.name, func() bool { c.alive(p); return answers(p.ready) })
	}
}

func (c *cluster) killAll() {
	for _, n := range c.nodes {
		n.kill()
	}
	for _, n := range c.nodes {
		n.start(c.t)
	}
}

func (c *cluster) killEverything() {
	for _, p := range c.everything() {
		p.kill()
	}
	for _, p := range c.everything() {
		p.start(c.t)
	}
	c.supervise(func() bool { return c.whole() && c.allRun() })
}

// cutFor cuts the cables of some servers, by index, for a while. Without network namespaces they are frozen instead.
func (c *cluster) cutFor(d time.Duration, nodes ...int) {
	for _, i := range nodes {
		if !c.net.spaces {
			c.nodes[i].signal(syscall.SIGSTOP)
		} else if err := c.net.cut(i + 1); err != nil {
			c.t.Fatal(err)
		}
	}
	until(d)
	for _, i := range nodes {
		if !c.net.spaces {
			c.nodes[i].signal(syscall.SIGCONT)
		} else if err := c.net.heal(i + 1); err != nil {
			c.t.Fatal(err)
		}
	}
}

// leader is the index of the server that leads the log, once all copies of it are current: a fault meets a cluster that
// has got over the one before.
func (c *cluster) leader() int {
	js, err := jetstream.New(c.link)
	if err != nil {
		c.t.Fatal(err)
	}
	name := ""
	await(c.t, "a leader of the log and all copies current", func() bool {
		ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
		defer cancel()
		s, err := js.Stream(ctx, "EVENTS")
		if err != nil || s.CachedInfo().Cluster == nil {
			return false
		}
		info := s.CachedInfo().Cluster
		name = info.Leader
		if c.load != nil && s.CachedInfo().State.LastSeq < c.load.position() {
			return false // one that led before it was cut off answers until it notices
		}
		return name != "" && len(info.Replicas) == 2 && !slices.ContainsFunc(info.Replicas, func(p *jetstream.PeerInfo) bool {
			return !p.Current || p.Offline
		})
	})
	return int(name[1] - '1')
}

func (c *cluster) allRun() bool {
	for _, ps := range c.roles {
		for _, p := range ps {
			if !p.running() || !answers(p.ready) {
				return false
			}
		}
	}
	return true
}

// whole says whether all processes run and every replica is ready and writes.
func (c *cluster) whole() bool {
	client := http.Client{Timeout: 5 * time.Second}
	resp, err := client.Get(c.base + "/readyz")
	if err != nil {
		c.unready = err.Error()
		return false
	}
	defer func() { _ = resp.Body.Close() }()
	var r struct {
		Ready, Writes bool
		Reason        string
	}
	err = json.NewDecoder(resp.Body).Decode(&r)
	c.unready = r.Reason
	return err == nil && r.Ready && r.Writes
}

func (c *cluster) redisDo(command string) {
	conn := strings.TrimPrefix(c.redisURL, "redis://")
	if err := sayRedis(conn, command); err != nil {
		c.t.Fatal(err)
	}
}

// sameViews compares the views in Redis with a fresh fold of the log in another process's memory, byte by byte.
func (c *cluster) sameViews(last uint64) {
	c.t.Helper()
	cfg := app.Config{
		Data: c.t.TempDir(), NATS: strings.Join(c.urls, ","), Replicas: 3, Demo: true, LogLevel: "error",
		Remote: app.Remote{AuthFile: c.key("admin")},
	}
	c.t.Setenv("MAKCOMBLANG_MASTER_KEY_FILE", c.dir+"/master.key")
	var fresh, shared strings.Builder
	if err := app.DumpViews(c.t.Context(), cfg, &fresh); err != nil {
		c.t.Fatal(err)
	}
	cfg.Remote.Redis = c.redisURL
	await(c.t, "Redis has the views of the whole log", func() bool {
		shared.Reset()
		err := app.DumpStored(c.t.Context(), cfg, &shared)
		return err == nil && !strings.Contains(shared.String(), "checkpoint\":0}") && shared.String() == fresh.String()
	})
	c.t.Logf("views: %d bytes, the same in Redis and in a fresh rebuild, at fact %d", fresh.Len(), last)
}
