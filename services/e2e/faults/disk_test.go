package faults

import (
	"context"
	"fmt"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"makcomblang.id/pkg/contract"
	"makcomblang.id/pkg/event"
	"makcomblang.id/pkg/fault"
	"makcomblang.id/services/internal/eventlog"
	"makcomblang.id/services/internal/host"
)

// diskLog is a log on a disk that can run full.
type diskLog struct {
	dir    string
	srv    *host.Embedded
	nc     *host.Conn
	log    *eventlog.Log
	ledger *eventlog.Ledger[int]
	stop   func() error
}

func openDisk(t *testing.T, dir string) *diskLog {
	t.Helper()
	d := &diskLog{dir: dir}
	var err error
	if d.srv, err = host.StartEmbedded(filepath.Join(dir, "data")); err != nil {
		t.Fatal(err)
	}
	if d.nc, err = d.srv.Connect("disk"); err != nil {
		t.Fatal(err)
	}
	d.log, err = eventlog.Open(t.Context(), d.nc, eventlog.Options{Source: "urn:makcomblang:faults", Now: time.Now, Create: true, HeadFile: filepath.Join(dir, "data", "head.json")})
	if err != nil {
		t.Fatal(err)
	}
	d.ledger = eventlog.NewLedger(d.log, "owner", func(n int, _ eventlog.Record) int { return n + 1 })
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- d.log.Run(ctx) }()
	<-d.log.CaughtUp()
	d.stop = func() error { cancel(); err := <-done; d.nc.Close(); d.srv.Stop(); return err }
	return d
}

// write appends one fact of 100 kB to an aggregate of its own.
func (d *diskLog) write(n int) error {
	c := eventlog.Command{Actor: "a-1", Route: "disk", Key: fmt.Sprint(n), Request: event.RequestHash([]byte("x"))}
	_, err := d.ledger.Handle(context.Background(), c, fmt.Sprintf("contoh-%d", n), func(int, uint64) (eventlog.Draft, error) {
		// Text that does not compress.
		var source strings.Builder
		for i := 0; source.Len() < 100_000; i++ {
			source.WriteString(event.RequestHash(fmt.Appendf(nil, "%d %d", n, i)))
		}
		return eventlog.Draft{Data: &contract.OwnerCapacitySet{Period: "2027", Trips: 1, Source: source.String()}, Basis: event.Sample}, nil
	})
	return err
}

// count looks for the first n facts.
func (d *diskLog) count(n int) (lost, doubled int) {
	for i := range n {
		if count, _, ok := d.ledger.Get(fmt.Sprintf("contoh-%d", i)); !ok {
			lost++
		} else if count > 1 {
			doubled++
		}
	}
	return lost, doubled
}

// diskFull fills a tmpfs, sees that commands are refused within their deadline, gives it space again and finds every
// acknowledged fact.
func diskFull(t *testing.T, b *table) {
	dir := t.TempDir()
	mount := func(options string) error {
		out, err := exec.Command("mount", "-t", "tmpfs", "-o", options, "tmpfs", dir).CombinedOutput()
		if err != nil {
			return fmt.Errorf("%w: %s", err, out)
		}
		return nil
	}
	if err := mount("size=24m"); err != nil {
		t.Skipf("needs root for a tmpfs: %v", err)
	}
	t.Cleanup(func() { _ = exec.Command("umount", "-l", dir).Run() })
	d := openDisk(t, dir)
	acked, start := 0, time.Now()
	var refused error
	for refused == nil && acked < 1000 {
		start = time.Now()
		if refused = d.write(acked); refused == nil {
			acked++
		}
	}
	stall := time.Since(start)
	if refused == nil || fault.KindOf(refused) != fault.KindUnavailable || stall > 15*time.Second {
		t.Errorf("got %v after %v on a full disk, want unavailable within the deadline", refused, stall)
	}
	if _, err := d.log.Read(t.Context(), 1, 3); err != nil {
		t.Errorf("reads do not go on: %v", err)
	}
	if err := mount("remount,size=200m"); err != nil {
		t.Fatal(err)
	}
	begin := time.Now()
	if err := d.write(acked); err != nil {
		t.Logf("the server does not recover by itself (%v): it is started again", err)
		if err := d.stop(); err != nil {
			t.Error(err)
		}
		d = openDisk(t, dir)
		if err := d.write(acked); err != nil {
			t.Errorf("no writes after a restart with space: %v", err)
		}
	}
	r := row{fault: "disk full, space given, server started again", errors: "1× unavailable", stall: stall, wait: stall, acked: acked, recover: time.Since(begin)}
	r.lost, r.doubled = d.count(acked + 1)
	if h := d.log.Health(); !h.Writes {
		t.Errorf("the log is red: %s", h.Reason)
	}
	if err := d.stop(); err != nil {
		t.Error(err)
	}
	if r.lost+r.doubled > 0 {
		t.Errorf("%d lost, %d doubled", r.lost, r.doubled)
	}
	b.rows = append(b.rows, r)
}
