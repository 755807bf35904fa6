package faults

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"makcomblang.id/services/cmd/makcomblang/app"
)

// TestFaults breaks one thing after the other while clients send commands. The table is the proof of issue 3.
func TestFaults(t *testing.T) {
	long := form(t) == "long"
	c := startCluster(t)
	b := &table{c: c, load: startLoad(c), log: openHistory(c), long: long}
	defer b.print(t)
	ear := startListener(c, b.load)
	b.during("none", func() { b.load.await(t, 300) })
	for _, role := range app.Roles() {
		if long || role == "innovations" || role == "matcher" || role == "access" {
			b.during("kill -9 "+role, func() { c.killRole(role) })
		}
	}
	b.during("kill -9 gateway", func() { c.gateway.kill(); c.gateway.start(t) })
	b.during("20 listeners that read nothing", func() { leave := c.slowListeners(20, b.load.key); b.load.await(t, 200); leave() })
	b.during("a reactor that digests nothing", func() { c.slowConsumer(b.log); b.load.await(t, 200) })
	b.during("one stale writer: a replica frozen 3 s", func() { c.freeze(3*time.Second, c.roles["innovations"][1]) })
	b.during("clock of a replica 6 years back", func() { c.clock("innovations", 1, "2020-02-29"); b.load.await(t, 200) })
	b.during("clock of a replica 4 years ahead", func() { c.clock("innovations", 1, "2030-12-31"); b.load.await(t, 200) })
	b.during("clock of a replica right again", func() { c.clock("innovations", 1, "") })
	b.during("Redis flushed", func() { c.redisDo("FLUSHALL") })
	b.during("Redis killed", func() { c.redis.kill(); until(time.Second); c.redis.start(t) })
	b.during("Redis frozen 4 s", func() { c.freeze(4*time.Second, c.redis) })
	if long {
		b.during("Redis away 15 s, roles restarted", func() {
			c.redis.kill()
			back := time.Now().Add(15 * time.Second)
			c.supervise(func() bool { return time.Now().After(back) })
			c.redis.start(t)
			c.supervise(func() bool { return c.whole() && c.allRun() })
		})
	}
	b.during("kill -9 NATS leader", func() { i := c.leader(); c.nodes[i].kill(); until(2 * time.Second); c.nodes[i].start(t) })
	if long {
		b.during("cut NATS leader 8 s", func() { c.cutFor(8*time.Second, c.leader()) })
		b.during("cut NATS majority 8 s", func() { c.cutFor(8*time.Second, c.leader(), (c.leader()+1)%3) })
		b.during("freeze NATS leader 8 s", func() { c.freeze(8*time.Second, c.nodes[c.leader()]) })
		for i := range c.nodes {
			b.during(fmt.Sprintf("kill -9 NATS node %d", i+1), func() { c.nodes[i].kill(); c.nodes[i].start(t) })
		}
	}
	b.during("kill -9 all NATS nodes", func() { c.killAll() })
	if long {
		b.during("kill -9 everything", func() { c.killEverything() })
	}
	b.finish(ear)
	b.poisoned()
}

// finish ends the load and looks at the whole: the log, the live stream, the views.
func (b *table) finish(ear *listener) {
	t := b.c.t
	b.load.end()
	b.log.read(t)
	if lost, doubled := b.log.compare(t, b.load.ops); lost+doubled > 0 {
		t.Errorf("at the end: %d lost, %d doubled", lost, doubled)
	}
	if missing := ear.missing(t, b.load.ops); len(missing) > 0 {
		t.Errorf("the live stream left out %d acknowledged facts, first %d", len(missing), missing[0])
	}
	t.Logf("live stream: %d events, cut %d times, no gap and none twice", len(ear.seen), ear.cuts)
	b.c.sameViews(b.log.last)
}

// poisoned shows what a document that nobody can read does: red, with the reason, and reads go on.
func (b *table) poisoned() {
	c := b.c
	if _, err := poison(c.t.Context(), b.log.link.Conn); err != nil {
		c.t.Fatal(err)
	}
	await(c.t, "the log is red", func() bool { return !c.whole() })
	if _, err := b.load.get("/api/v1/owners/" + ownerID(1)); err != nil {
		c.t.Errorf("reads do not go on: %v", err)
	}
	req, err := http.NewRequest(http.MethodPost, c.base+"/api/v1/owners/"+ownerID(1)+"/capacity", strings.NewReader(`{"period":"2027","trips":1,"source":"faults: after","basis":"sample"}`))
	if err != nil {
		c.t.Fatal(err)
	}
	req.Header = http.Header{"Authorization": {"Bearer " + b.load.key}, "Content-Type": {"application/json"}, "Idempotency-Key": {"after"}}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		c.t.Fatal(err)
	}
	_ = resp.Body.Close()
	if resp.StatusCode != http.StatusServiceUnavailable {
		c.t.Errorf("got %d for a command on a damaged log, want 503", resp.StatusCode)
	}
}

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

// supervise starts again, until done, what ended by itself: roles end when Redis is away for longer than their patience.
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
	h := openHistory(c)
	defer h.link.Close()
	js, err := jetstream.New(h.link.Conn)
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
