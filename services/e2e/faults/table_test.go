package faults

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"text/tabwriter"
	"time"
)

// row is what one fault did to the clients.
type row struct {
	fault   string
	errors  string
	stall   time.Duration // longest time without an acknowledgement
	wait    time.Duration // longest time that one command took from its first sending to its acknowledgement
	acked   int
	recover time.Duration // from the end of the fault to the next acknowledgement, all replicas ready
	lost    int
	doubled int
}

// table measures one fault after the other under the same load.
type table struct {
	c    *cluster
	load *load
	rows []row
	log  *history
	long bool // alone on the machine, so that times mean something
}

// during injects a fault while the clients send, waits until the cluster is whole again and writes the row.
func (b *table) during(fault string, inject func()) {
	t := b.c.t
	t.Helper()
	b.load.await(t, 20)
	b.c.leader()
	b.load.mu.Lock()
	before, errors := len(b.load.acks), maps.Clone(b.load.errors)
	start := time.Now()
	b.load.mu.Unlock()
	inject()
	healed := time.Now()
	for _, ps := range b.c.roles {
		for _, p := range ps {
			b.c.alive(p)
		}
	}
	await(t, fault+": every role is ready and writes", func() bool { return b.c.whole() })
	b.load.await(t, 20)
	recovered := time.Now()
	b.load.mu.Lock()
	r := row{fault: fault, acked: len(b.load.acks) - before, recover: recovered.Sub(healed)}
	last := start
	for _, a := range b.load.acks[before:] {
		r.stall, r.wait = max(r.stall, a.at.Sub(last)), max(r.wait, a.took)
		last = a.at
	}
	r.errors = difference(errors, b.load.errors)
	ops := slices.Clone(b.load.ops)
	b.load.mu.Unlock()
	b.log.read(t)
	r.lost, r.doubled = b.log.compare(t, ops)
	b.rows = append(b.rows, r)
	if r.lost+r.doubled > 0 {
		t.Errorf("%s: %d lost, %d doubled", fault, r.lost, r.doubled)
	}
	if strings.Contains(fault, "leader") && r.stall > 10*time.Second {
		t.Errorf("%s: clients waited %v, the goal is 10 s", fault, r.stall)
	}
}

func difference(before, after map[string]int) string {
	var parts []string
	for _, kind := range slices.Sorted(maps.Keys(after)) {
		if n := after[kind] - before[kind]; n > 0 {
			parts = append(parts, fmt.Sprintf("%d× %s", n, kind))
		}
	}
	if parts == nil {
		return "none"
	}
	return strings.Join(parts, ", ")
}

func (b *table) print(t *testing.T) {
	var out strings.Builder
	w := tabwriter.NewWriter(&out, 2, 8, 2, ' ', 0)
	fmt.Fprintln(w, "fault\terrors that clients saw\tlongest stall\tlongest command\tacknowledged\tlost\tdoubled\ttime to recover")
	for _, r := range b.rows {
		fmt.Fprintf(w, "%s\t%s\t%.2f s\t%.2f s\t%d\t%d\t%d\t%.2f s\n", r.fault, r.errors, r.stall.Seconds(), r.wait.Seconds(), r.acked, r.lost, r.doubled, r.recover.Seconds())
	}
	_ = w.Flush()
	t.Logf("\n%s", out.String())
}
