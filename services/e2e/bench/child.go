package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// start measures the time from the start of a process to /readyz with the history.
func (b *bench) start(ctx context.Context, dir string) error {
	data, err := b.past(ctx, dir)
	if err != nil {
		return err
	}
	var best []float64
	detail, work := "", []float64{}
	for turn := range 3 {
		c, err := serve(ctx, data)
		if err != nil {
			return err
		}
		best = append(best, c.took.Seconds())
		then := c.memory("VmRSS")
		if turn == 2 { // what is left when the lists are made and things are quiet
			time.Sleep(b.idle)
			detail = fmt.Sprintf("medians of 3; memory then %d MiB, %d MiB %s later, highest %d MiB", then, c.memory("VmRSS"), b.idle, c.memory("VmHWM"))
		}
		if err := c.stop(); err != nil {
			return err
		}
		if turn < 2 {
			work = append(work, (c.cmd.ProcessState.UserTime() + c.cmd.ProcessState.SystemTime()).Seconds())
		}
	}
	took := median(best)
	b.table.add(fmt.Sprintf("start to ready with %d facts", b.facts), "<= 5 s", fmt.Sprintf("%.2f s", took), took <= 5, fmt.Sprintf("%.1f s of CPU to ready and the end, %s", median(work), detail))
	return nil
}

// memory measures what an idle server holds on the demonstration data.
func (b *bench) memory(ctx context.Context, dir string) error {
	dataset, err := filepath.Abs(b.dataset)
	if err != nil {
		return err
	}
	c, err := serve(ctx, filepath.Join(dir, "memory"), "--demo", "--dataset", dataset, "--log-level", "warn")
	if err != nil {
		return err
	}
	select {
	case <-c.loaded:
	case <-ctx.Done():
		return errors.Join(ctx.Err(), c.stop())
	}
	time.Sleep(b.idle)
	rss := c.memory("VmRSS")
	b.table.add(fmt.Sprintf("idle memory on the demo data, %s after ready", b.idle), "<= 80 MiB", fmt.Sprintf("%d MiB", rss), rss > 0 && rss <= 80,
		fmt.Sprintf("anonymous %d MiB, mapped files %d MiB, highest %d MiB", c.memory("RssAnon"), c.memory("RssFile"), c.memory("VmHWM")))
	return c.stop()
}

// child is a server in a process of its own.
type child struct {
	cmd    *exec.Cmd
	took   time.Duration // from its start to ready
	loaded chan struct{} // closed when the data set is loaded
}

// serve starts a server and waits until it is ready.
func serve(ctx context.Context, data string, args ...string) (*child, error) {
	args = append([]string{childArg, "serve", "--data", data, "--addr", "127.0.0.1:0", "--ops-addr", ""}, args...)
	c := &child{cmd: exec.CommandContext(ctx, os.Args[0], args...), loaded: make(chan struct{})}
	said, err := c.cmd.StderrPipe()
	if err != nil {
		return nil, err
	}
	started := time.Now()
	if err := c.cmd.Start(); err != nil {
		return nil, err
	}
	addr := make(chan string, 1)
	go func() {
		lines := bufio.NewScanner(said)
		for lines.Scan() {
			if _, at, ok := strings.Cut(lines.Text(), "serves http://"); ok {
				addr <- at
			}
			if strings.Contains(lines.Text(), "of the data set;") {
				close(c.loaded)
			}
		}
		close(addr)
	}()
	at, ok := <-addr
	if !ok {
		return nil, fmt.Errorf("the server ended: %w", c.cmd.Wait())
	}
	for ctx.Err() == nil {
		resp, err := http.Get("http://" + at + "/readyz")
		if err == nil {
			_ = resp.Body.Close()
			if resp.StatusCode == http.StatusOK {
				break
			}
		}
		time.Sleep(5 * time.Millisecond)
	}
	c.took = time.Since(started)
	return c, ctx.Err()
}

// memory reads a field of /proc/<pid>/status in MiB, 0 where there is none.
func (c *child) memory(field string) int {
	doc, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", c.cmd.Process.Pid))
	if err != nil {
		return 0
	}
	for line := range strings.SplitSeq(string(doc), "\n") {
		if rest, ok := strings.CutPrefix(line, field+":"); ok {
			kib, _ := strconv.Atoi(strings.TrimSuffix(strings.TrimSpace(rest), " kB"))
			return kib / 1024
		}
	}
	return 0
}

func (c *child) stop() error {
	if err := c.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		return err
	}
	return c.cmd.Wait()
}
