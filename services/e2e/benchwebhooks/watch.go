package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"strconv"
	"strings"
	"time"
)

const (
	watchEvery  = 200 * time.Millisecond
	finalWithin = 15 * time.Second
)

// watch notes the most memory that the server takes by itself: its proportional share, as its peers were measured.
func (c *child) watch() {
	tick := time.NewTicker(watchEvery)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
			c.look()
		case <-c.over:
			return
		}
	}
}

func (c *child) look() {
	rollup, err := os.ReadFile(fmt.Sprintf("/proc/%d/smaps_rollup", c.cmd.Process.Pid))
	if err != nil {
		return
	}
	for line := range strings.Lines(string(rollup)) {
		if value, ok := strings.CutPrefix(line, "Pss:"); ok {
			kb, _ := strconv.ParseUint(strings.Fields(value)[0], 10, 64)
			c.pss.Store(max(kb, c.pss.Load()))
			return
		}
	}
}

// resetPeak lets the peak of memory begin anew.
func (c *child) resetPeak() { c.pss.Store(0) }

// peak is the most memory that the server took by itself, in MB.
func (c *child) peak() float64 {
	c.look()
	return float64(c.pss.Load()) / 1024
}

// unfinished waits until every delivery is in a final state, longer than anything that was in hand may stay unanswered,
// and gives how many are not even then.
func (c *child) unfinished(ctx context.Context) (n int, err error) {
	for deadline := time.Now().Add(finalWithin); ; {
		if n, err = c.waiting(ctx); err != nil || n == 0 || time.Now().After(deadline) {
			return n, err
		}
		select {
		case <-ctx.Done():
			return n, ctx.Err()
		case <-time.After(watchEvery):
		}
	}
}

// waiting is how many deliveries are in no final state, as the server's own metrics tell.
func (c *child) waiting(ctx context.Context) (int, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, c.ops, nil)
	if err != nil {
		return 0, err
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return 0, err
	}
	defer func() { _ = resp.Body.Close() }()
	for lines := bufio.NewScanner(resp.Body); lines.Scan(); {
		if value, ok := strings.CutPrefix(lines.Text(), "makcomblang_deliveries_waiting "); ok {
			n, err := strconv.ParseFloat(value, 64)
			return int(n), err
		}
	}
	return 0, errors.New("the server does not tell how many deliveries wait")
}
