package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"makcomblang.id/services/cmd/makcomblang/app"
	"makcomblang.id/services/internal/views"
)

// redis measures how fast one process fills an empty Redis with all views: a role that starts alone, or Redis after it lost
// its content. A quarter of the history is enough for a rate.
func (b *bench) redis(ctx context.Context, dir string) error {
	program, err := exec.LookPath("redis-server")
	if err != nil {
		b.table.add("all views into Redis", ">= 38000 facts/s", "not measured", false, "redis-server is not on this machine")
		return nil
	}
	small := *b
	small.facts = b.facts / 4
	data, err := small.past(ctx, filepath.Join(dir, "redis"))
	if err != nil {
		return err
	}
	var rates, own, its []float64
	for range 3 {
		before := cpuTime()
		server, address, err := startRedis(ctx, program, dir)
		if err != nil {
			return err
		}
		facts, took, err := b.rebuildOnce(ctx, app.Config{Data: data, Remote: app.Remote{Redis: address}}, "redis")
		if err := errors.Join(err, stopRedis(server)); err != nil {
			return err
		}
		rates, own = append(rates, float64(facts)/took.Seconds()), append(own, (cpuTime()-before).Seconds())
		its = append(its, (server.ProcessState.UserTime() + server.ProcessState.SystemTime()).Seconds())
	}
	rate := median(rates)
	b.table.add(fmt.Sprintf("all views into Redis from %d facts", small.facts), ">= 38000 facts/s", fmt.Sprintf("%.0f facts/s", rate), rate >= 38000,
		fmt.Sprintf("%.1f s of CPU with opening and closing, %.1f s of Redis's own, medians of 3", median(own), median(its)))
	return nil
}

// startRedis starts a server that answers on a socket.
func startRedis(ctx context.Context, program, dir string) (server *exec.Cmd, address string, err error) {
	socket := filepath.Join(dir, "redis.sock")
	server = exec.Command(program, "--port", "0", "--unixsocket", socket, "--dir", dir, "--save", "", "--appendonly", "no")
	if err := server.Start(); err != nil {
		return nil, "", err
	}
	address = "unix://" + socket
	for ctx.Err() == nil {
		store, err := views.OpenRedis(ctx, address, nil)
		if err == nil {
			return server, address, store.Close()
		}
		time.Sleep(5 * time.Millisecond)
	}
	return nil, "", errors.Join(ctx.Err(), stopRedis(server))
}

func stopRedis(server *exec.Cmd) error {
	if err := server.Process.Signal(os.Interrupt); err != nil {
		return err
	}
	err := server.Wait()
	if err != nil && !strings.Contains(err.Error(), "exit status") {
		return err
	}
	return nil
}
