package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime/pprof"
	"syscall"
	"time"

	"makcomblang.id/services/cmd/makcomblang/app"
	"makcomblang.id/services/e2e/history"
	"makcomblang.id/services/internal/eventlog"
	"makcomblang.id/services/internal/host"
)

// past is a data folder that holds a history of the wanted length; it is made once.
func (b *bench) past(ctx context.Context, dir string) (string, error) {
	data := filepath.Join(dir, "past")
	if _, err := os.Stat(data); err == nil {
		return data, nil
	}
	if err := os.MkdirAll(data, 0o700); err != nil {
		return "", err
	}
	srv, err := host.StartEmbedded(data)
	if err != nil {
		return "", err
	}
	defer srv.Stop()
	nc, err := srv.Connect("bench")
	if err != nil {
		return "", err
	}
	defer nc.Close()
	r, w := io.Pipe()
	go func() { _ = w.CloseWithError(history.Write(w, b.facts, 1)) }()
	_, err = eventlog.Restore(ctx, nc, eventlog.Wanted(1, 8<<30), r)
	return data, err
}

// rebuild measures how fast one process makes all its views and states from the log, with the check of the chains.
func (b *bench) rebuild(ctx context.Context, dir string) error {
	data, err := b.past(ctx, dir)
	if err != nil {
		return err
	}
	var rates, work []float64
	for range 3 {
		before := cpuTime()
		facts, took, err := b.rebuildOnce(ctx, app.Config{Data: data}, "rebuild")
		if err != nil {
			return err
		}
		rates, work = append(rates, float64(facts)/took.Seconds()), append(work, (cpuTime()-before).Seconds())
	}
	rate := median(rates)
	b.table.add(fmt.Sprintf("all views from %d facts, chains checked", b.facts), ">= 60000 facts/s", fmt.Sprintf("%.0f facts/s", rate), rate >= 60000,
		fmt.Sprintf("%.2f s and %.1f s of CPU with opening and closing, medians of 3", float64(b.facts)/rate, median(work)))
	return nil
}

func (b *bench) rebuildOnce(ctx context.Context, cfg app.Config, profile string) (facts uint64, took time.Duration, err error) {
	cfg.Addr, cfg.Demo, cfg.LogLevel = "127.0.0.1:0", true, "error"
	a, err := app.Open(ctx, cfg)
	if err != nil {
		return 0, 0, err
	}
	stop, err := b.profiles(profile)
	if err != nil {
		return 0, 0, err
	}
	running, cancel := context.WithCancel(ctx)
	done := make(chan error, 1)
	started := time.Now()
	go func() { done <- a.Run(running, nil) }()
	select {
	case <-a.CaughtUp():
		took = time.Since(started)
	case err = <-done:
		cancel()
		return 0, 0, err
	}
	facts = a.Log().Position()
	health := a.Log().Health()
	stop()
	cancel()
	err = <-done
	if !health.Writes {
		err = errors.Join(err, errors.New("the log is not green: "+health.Reason))
	}
	return facts, took, err
}

// cpuTime is what this process has used of all CPUs: unlike the clock it does not count what others take.
func cpuTime() time.Duration {
	var r syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &r) != nil {
		return 0
	}
	return time.Duration(r.Utime.Nano() + r.Stime.Nano())
}

// profiles starts a CPU profile; the returned function ends it and writes the heap beside it.
func (b *bench) profiles(name string) (stop func(), err error) {
	if b.profile == "" {
		return func() {}, nil
	}
	if err := os.MkdirAll(b.profile, 0o755); err != nil {
		return nil, err
	}
	cpu, err := os.Create(filepath.Join(b.profile, name+".cpu.pprof"))
	if err != nil {
		return nil, err
	}
	if err := pprof.StartCPUProfile(cpu); err != nil {
		return nil, errors.Join(err, cpu.Close())
	}
	return func() {
		pprof.StopCPUProfile()
		_ = cpu.Close()
		if heap, err := os.Create(filepath.Join(b.profile, name+".heap.pprof")); err == nil {
			_ = pprof.Lookup("allocs").WriteTo(heap, 0)
			_ = heap.Close()
		}
	}, nil
}
