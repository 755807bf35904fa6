package faults

import (
	"fmt"
	"net/http"
	"path/filepath"
	"testing"
	"time"

	"makcomblang.id/services/cmd/makcomblang/app"
)

// TestFaults breaks one thing after the other while clients send commands. The table is the proof: what clients saw, and
// that no acknowledged fact was lost or doubled.
func TestFaults(t *testing.T) {
	long := form(t) == "long"
	b := &table{}
	defer b.print(t)
	t.Run("cluster", func(t *testing.T) { clusterFaults(t, b, long) })
	t.Run("lost answers", func(t *testing.T) { lostAnswers(t, b) })
	t.Run("configuration", func(t *testing.T) { changedConfigurations(t, b) })
	t.Run("damage", func(t *testing.T) { damages(t, b) })
	t.Run("disk", func(t *testing.T) { diskFull(t, b) })
}

// clusterFaults are those of three NATS servers, Redis, two replicas of each role and the gateway.
func clusterFaults(t *testing.T, b *table, long bool) {
	c := startCluster(t)
	who := newCaller(t, c.base, filepath.Join(c.dir, "access1", "coordinator.key"))
	w := &world{t: t, table: b, log: newHistory(c.link), load: startLoad(t, who.try), sound: func() { c.leader() }, alive: c.allAlive, whole: c.whole}
	c.load = w.load
	ear := startListener(c, who.key)
	w.during("none", func() { w.load.await(t, 300) })
	for _, role := range app.Roles() {
		if long || role == "innovations" || role == "matcher" || role == "access" {
			w.during("kill -9 "+role, func() { c.killRole(role) })
		}
	}
	w.during("kill -9 gateway", func() { c.gateway.kill(); c.gateway.start(t) })
	w.during("20 listeners that read nothing", func() { leave := c.slowListeners(20, who.key); w.load.await(t, 200); leave() })
	w.during("a reactor that digests nothing", func() { c.slowConsumer(); w.load.await(t, 200) })
	w.during("a fact that a reactor cannot digest", func() { c.indigestible(w.load) })
	w.during("commands twice, out of order, 1 answer in 4 lost", func() {
		who.chaos.on.Store(true)
		w.load.await(t, 200)
		who.chaos.on.Store(false)
	})
	w.during("one stale writer: a replica frozen 3 s", func() { c.freeze(3*time.Second, c.roles["innovations"][1]) })
	w.during("clock of a replica 6 years back", func() { c.clock("innovations", 1, "2020-02-29"); w.load.await(t, 200) })
	w.during("clock of a replica 4 years ahead", func() { c.clock("innovations", 1, "2030-12-31"); w.load.await(t, 200) })
	w.during("clock of a replica right again", func() { c.clock("innovations", 1, "") })
	redisFaults(w, c)
	natsFaults(w, c, long)
	finish(w, c, ear)
	poisoned(w, c, who)
}

func redisFaults(w *world, c *cluster) {
	w.during("Redis flushed", func() { c.redisDo("FLUSHALL") })
	w.during("Redis killed", func() { c.redis.kill(); until(time.Second); c.redis.start(w.t) })
	w.during("Redis slow: 200 ms for each word, 4 s", func() {
		for range 20 {
			c.redisDo("CLIENT PAUSE 200 ALL")
			until(200 * time.Millisecond)
		}
	})
	w.during("Redis frozen 4 s", func() { c.freeze(4*time.Second, c.redis) })
	w.during("Redis away 15 s", func() {
		c.redis.kill()
		until(time.Second)
		w.load.await(w.t, 100) // commands need no Redis
		until(14 * time.Second)
		c.redis.start(w.t)
	})
}

func natsFaults(w *world, c *cluster, long bool) {
	kill := func() { i := c.leader(); c.nodes[i].kill(); until(2 * time.Second); c.nodes[i].start(w.t) }
	w.during("kill -9 NATS leader", kill)
	w.during("cut NATS leader 8 s", func() { c.cutFor(8*time.Second, c.leader()) })
	if long {
		for range 4 { // one would be luck: NATS takes 4 to 9 s to choose another
			w.during("kill -9 NATS leader", kill)
		}
		w.during("cut NATS leader 8 s", func() { c.cutFor(8*time.Second, c.leader()) })
		w.during("cut NATS majority 8 s", func() { i := c.leader(); c.cutFor(8*time.Second, i, (i+1)%3) })
		w.during("freeze NATS leader 8 s", func() { c.freeze(8*time.Second, c.nodes[c.leader()]) })
		for i := range c.nodes {
			w.during(fmt.Sprintf("kill -9 NATS node %d", i+1), func() { c.nodes[i].kill(); c.nodes[i].start(w.t) })
		}
		c.changedWhileItRuns(w)
	}
	w.during("kill -9 all NATS nodes", func() { c.killAll() })
	w.during("roles start while NATS has no majority", func() { c.startWithoutMajority("matcher", "subscriptions") })
	if long {
		w.during("kill -9 everything", func() { c.killEverything() })
	}
}

// finish ends the load and looks at the whole: the log, the live stream, the views.
func finish(w *world, c *cluster, ear *listener) {
	w.load.end()
	w.log.read(w.t)
	if lost, doubled := w.log.compare(w.t, w.load.ops); lost+doubled > 0 {
		w.t.Errorf("at the end: %d lost, %d doubled", lost, doubled)
	}
	if missing := ear.missing(w.t, w.load.ops); len(missing) > 0 {
		w.t.Errorf("the live stream left out %d acknowledged facts, first %d", len(missing), missing[0])
	}
	w.t.Logf("live stream: %d events, cut %d times, no gap and none twice", len(ear.seen), ear.cuts)
	c.sameViews(w.log.last)
}

// poisoned shows what a document that nobody can read does: red, with the reason, and reads go on. It is the last that a log
// sees.
func poisoned(w *world, c *cluster, who *caller) {
	start := time.Now()
	if _, err := poison(w.t.Context(), c.link); err != nil {
		w.t.Fatal(err)
	}
	await(w.t, "the log is red", func() bool { return !c.whole() })
	r := row{fault: "a document that nobody can read, put in as admin", red: time.Since(start)}
	if _, err := who.get("/api/v1/owners/" + ownerID(1)); err != nil {
		w.t.Errorf("reads do not go on: %v", err)
	}
	status, _, err := who.post(w.t.Context(), "/api/v1/owners/"+ownerID(1)+"/capacity", "after", map[string]any{"period": "2027", "trips": 1, "source": "faults: after", "basis": "sample"})
	if err != nil || status != http.StatusServiceUnavailable {
		w.t.Errorf("got %d, %v for a command on a damaged log, want 503", status, err)
	}
	r.errors = "1× 503, for good"
	w.table.rows = append(w.table.rows, r)
}
