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
	red     time.Duration // from the fault until nothing was written any more, for damage; 0 for the others
}

// table is the rows of all faults.
type table struct {
	rows []row
}

// world is something that clients send to and that faults happen to.
type world struct {
	t     *testing.T
	table *table
	load  *load
	log   *history
	sound func()      // waits until it is as it was before the fault before
	alive func()      // fails the test if something ended that should not; may be nil
	whole func() bool // it takes commands again, everywhere
}

// longestStall is the goal for the loss of a leader. It is a time, so that a busy machine misses it: only `make faults` fails
// for it, and the short form says it.
const longestStall = 10 * time.Second

// during injects a fault while the clients send, waits until the world is whole again and writes the row.
func (w *world) during(fault string, inject func()) *row {
	t := w.t
	t.Helper()
	w.load.await(t, 20)
	w.sound()
	w.load.mu.Lock()
	before, errors := len(w.load.acks), maps.Clone(w.load.errors)
	start := time.Now()
	w.load.mu.Unlock()
	inject()
	healed := time.Now()
	if w.alive != nil {
		w.alive()
	}
	await(t, fault+": everything is ready and writes", w.whole)
	w.load.await(t, 20)
	recovered := time.Now()
	w.load.mu.Lock()
	r := row{fault: fault, acked: len(w.load.acks) - before, recover: recovered.Sub(healed)}
	last := start
	for _, a := range w.load.acks[before:] {
		r.stall, r.wait = max(r.stall, a.at.Sub(last)), max(r.wait, a.took)
		last = a.at
	}
	r.errors = difference(errors, w.load.errors)
	w.load.mu.Unlock()
	if strings.Contains(fault, "leader") && r.stall > longestStall {
		say := t.Logf
		if form(t) == "long" {
			say = t.Errorf
		}
		say("%s: clients waited %v, the goal is %v", fault, r.stall, longestStall)
	}
	return w.add(r)
}

// add holds what the clients were told against the log and keeps the row.
func (w *world) add(r row) *row {
	w.t.Helper()
	w.load.mu.Lock()
	ops := slices.Clone(w.load.ops)
	w.load.mu.Unlock()
	w.log.read(w.t)
	if r.lost, r.doubled = w.log.compare(w.t, ops); r.lost+r.doubled > 0 {
		w.t.Errorf("%s: %d lost, %d doubled", r.fault, r.lost, r.doubled)
	}
	w.table.rows = append(w.table.rows, r)
	return &w.table.rows[len(w.table.rows)-1]
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
	fmt.Fprintln(w, "fault\terrors that clients saw\tlongest stall\tlongest command\tacknowledged\tlost\tdoubled\tred after\ttime to recover")
	seconds := func(d time.Duration) string {
		if d == 0 {
			return "-"
		}
		return fmt.Sprintf("%.2f s", d.Seconds())
	}
	for _, r := range b.rows {
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%d\t%d\t%d\t%s\t%s\n", r.fault, r.errors, seconds(r.stall), seconds(r.wait), r.acked, r.lost, r.doubled, seconds(r.red), seconds(r.recover))
	}
	_ = w.Flush()
	t.Logf("\n%s", out.String())
}
