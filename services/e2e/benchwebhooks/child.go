package main

import (
	"bufio"
	"context"
	"errors"
	"flag"
	"fmt"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"runtime/pprof"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"time"

	"makcomblang.id/services/cmd/makcomblang/app"
)

// webhookRoles are what a delivery needs: keys, regions that state figures, and subscriptions.
func webhookRoles() []string { return []string{"access", "regions", "subscriptions"} }

// serve is the server under test: the program as it is wired for `serve`, with all roles or with those of a delivery.
func serve(ctx context.Context, args []string) error {
	f := flag.NewFlagSet(childWord, flag.ContinueOnError)
	data := f.String("data", "", "data folder")
	whole := f.Bool("whole", false, "all roles")
	profile := f.String("profile", "", "file for a CPU profile")
	if err := f.Parse(args); err != nil {
		return err
	}
	cfg := app.Config{Data: *data, Addr: "127.0.0.1:0", Loopback: true, LogLevel: "error", Roles: webhookRoles()}
	if *whole {
		cfg.Roles = nil
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	go func() { // the end of the parent ends the child as well
		_, _ = bufio.NewReader(os.Stdin).ReadByte()
		stop()
	}()
	if *profile != "" {
		out, err := os.Create(*profile)
		if err != nil {
			return err
		}
		defer func() { _ = out.Close() }()
		if err := pprof.StartCPUProfile(out); err != nil {
			return err
		}
		defer pprof.StopCPUProfile()
	}
	a, err := app.Open(ctx, cfg)
	if err != nil {
		return err
	}
	ops := httptest.NewServer(a.Site().Metrics())
	defer ops.Close()
	return a.Run(ctx, func(addr string) {
		<-a.CaughtUp()
		fmt.Println(addr, ops.URL)
	})
}

// child is the running server.
type child struct {
	cmd  *exec.Cmd
	base string
	ops  string // where its metrics are
	key  string
	done bool

	pss  atomic.Uint64 // most memory that was its own since resetPeak, in kB
	over chan struct{} // closed when it ends
}

func start(ctx context.Context, dir, profile string, whole bool) (*child, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	data := filepath.Join(dir, "data")
	c := &child{cmd: exec.Command(self, childWord, "-data", data, "-whole="+strconv.FormatBool(whole), "-profile", profile), over: make(chan struct{})}
	c.cmd.Stderr = os.Stderr
	if _, err := c.cmd.StdinPipe(); err != nil {
		return nil, err
	}
	said, err := c.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := c.cmd.Start(); err != nil {
		return nil, err
	}
	addr, err := bufio.NewReader(said).ReadString('\n')
	if err != nil {
		return nil, errors.Join(errors.New("the server did not start"), c.stop(syscall.SIGKILL))
	}
	base, ops, _ := strings.Cut(strings.TrimSpace(addr), " ")
	c.base, c.ops = "http://"+base, ops
	go c.watch()
	for {
		key, err := os.ReadFile(filepath.Join(data, "coordinator.key"))
		if err == nil {
			c.key = strings.TrimSpace(string(key))
			return c, nil
		}
		select {
		case <-ctx.Done():
			return nil, errors.Join(ctx.Err(), c.stop(syscall.SIGKILL))
		case <-time.After(5 * time.Millisecond):
		}
	}
}

// stop ends the server; a second call does nothing.
func (c *child) stop(sig syscall.Signal) error {
	if c.done {
		return nil
	}
	c.done = true
	close(c.over)
	if err := c.cmd.Process.Signal(sig); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return err
	}
	err := c.cmd.Wait()
	if sig == syscall.SIGKILL {
		return nil
	}
	return err
}

// cpu is the time that the server spent on its cores so far.
func (c *child) cpu() time.Duration {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", c.cmd.Process.Pid))
	if err != nil {
		return 0
	}
	// The fields behind the name in brackets; user and system time are the 12th and 13th of them, in hundredths.
	_, rest, _ := strings.Cut(string(stat), ") ")
	fields := strings.Fields(rest)
	if len(fields) < 13 {
		return 0
	}
	user, _ := strconv.Atoi(fields[11])
	system, _ := strconv.Atoi(fields[12])
	return time.Duration(user+system) * 10 * time.Millisecond
}
