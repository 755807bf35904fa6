package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"time"
)

// kase is one measured situation.
type kase struct {
	name, doc string
	endpoints int
	hanging   int // of them: they take the request and never answer
	paced     bool
	kill      bool
	fan       bool // every event goes to every endpoint
	everyRole bool // the matcher, the pages and all the rest in the same process too
}

func cases() []kase {
	return []kase{
		{name: "to1", doc: "events to one endpoint", endpoints: 1},
		{name: "to100", doc: "events over 100 endpoints, each to one", endpoints: 100},
		{name: "fan100", doc: "a hundredth of the events, each to all of 100 endpoints", endpoints: 100, fan: true},
		{name: "paced", doc: "a steady rate over 10 endpoints", endpoints: 10, paced: true},
		{name: "hang1", doc: "1 of 100 endpoints never answers", endpoints: 100, hanging: 1},
		{name: "hang10", doc: "10 of 100 endpoints never answer", endpoints: 100, hanging: 10},
		{name: "kill", doc: "kill -9 at a third of the run, then a restart", endpoints: 100, kill: true},
		{name: "whole", doc: "as to100, with all services in the process", endpoints: 100, everyRole: true},
	}
}

func names() (all []string) {
	for _, c := range cases() {
		all = append(all, c.name)
	}
	return all
}

// result is what one case came to.
type result struct {
	delivered  int
	perSecond  float64 // of deliveries to endpoints that answer
	accepted   float64 // events a second that the API took
	p50, p99   time.Duration
	cpu        float64 // seconds for 10,000 deliveries
	memory     float64 // MB at the peak, its own share of shared pages
	share      float64 // of the endpoints that answer
	lost       int     // after a kill
	twice      int
	inFlight   int // slots that could be in flight at the kill
	unfinished int // deliveries in no final state when all is quiet
	firstAfter time.Duration
	ready      time.Duration
}

// broken names a promise that was not kept, whatever the machine; "" if all were.
func (r result) broken() string {
	switch {
	case r.lost > 0:
		return fmt.Sprintf("%d accepted facts never arrived", r.lost)
	case r.twice > r.inFlight:
		return fmt.Sprintf("%d deliveries came twice, more than the %d that could be in flight", r.twice, r.inFlight)
	case r.unfinished > 0:
		return fmt.Sprintf("%d deliveries are in no final state", r.unfinished)
	}
	return ""
}

// better picks the run to show: the cheaper one, but of runs with a kill the worse one.
func (r result) better(than result) bool {
	if r.ready > 0 {
		return r.lost > than.lost || r.lost == than.lost && r.twice > than.twice
	}
	return r.cpu < than.cpu
}

// one measures a case against a fresh server.
func (p plan) one(ctx context.Context, c kase) (r result, err error) {
	dir, err := os.MkdirTemp("", "benchwebhooks-")
	if err != nil {
		return r, err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	profile := ""
	if p.profile != "" {
		profile = filepath.Join(p.profile, c.name+".prof")
	}
	server, err := start(ctx, dir, profile, c.everyRole)
	if err != nil {
		return r, err
	}
	defer func() { err = errors.Join(err, server.stop(syscall.SIGTERM)) }()
	s := newSink()
	defer s.close()
	load, err := prepare(ctx, server, s, c)
	if err != nil {
		return r, err
	}
	defer load.close()
	events := p.events
	switch {
	case c.paced:
		load.rate, events = p.rate, p.paced
	case c.fan:
		events = max(1, events/c.endpoints)
	}
	server.resetPeak()
	before := server.cpu()
	begun := time.Now()
	if c.kill {
		return p.killed(ctx, &server, dir, load, s)
	}
	if err := load.send(ctx, events); err != nil {
		return r, err
	}
	r.accepted = float64(events) / time.Since(begun).Seconds()
	healthy := load.healthy(events)
	if c.fan {
		healthy = events * c.endpoints
	}
	if err := s.wait(ctx, healthy, c.fan); err != nil {
		return r, err
	}
	last := s.last()
	r.delivered, r.perSecond = healthy, float64(healthy)/last.Sub(begun).Seconds()
	r.p50, r.p99 = s.latency()
	r.share = float64(healthy) / float64(events)
	r.cpu = (server.cpu() - before).Seconds() * 10_000 / float64(healthy)
	r.memory = server.peak()
	return r, nil
}

// killed kills the server while it is written to and delivers, starts it again and counts.
func (p plan) killed(ctx context.Context, server **child, dir string, l *load, s *sink) (r result, err error) {
	sending, cancel := context.WithCancel(ctx)
	defer cancel()
	done := make(chan error, 1)
	go func() { done <- l.send(sending, p.events) }()
	if err := s.wait(ctx, max(1, p.events/3), false); err != nil {
		return r, err
	}
	if err := (*server).stop(syscall.SIGKILL); err != nil {
		return r, err
	}
	cancel()
	<-done // it fails, since the server is gone: what was accepted is known
	atKill := s.mark()
	again := time.Now()
	next, err := start(ctx, dir, "", false)
	if err != nil {
		return r, err
	}
	*server = next
	r.ready = time.Since(again)
	accepted := l.accepted()
	if err := s.waitFor(ctx, accepted); err != nil {
		return r, fmt.Errorf("%w: %d of %d accepted facts never arrived", err, s.missing(accepted), len(accepted))
	}
	s.settle(ctx, time.Second)
	r.delivered, r.lost = len(accepted), s.missing(accepted)
	r.twice, r.inFlight = s.repeated(), 4*len(l.regions)
	if r.unfinished, err = next.unfinished(ctx); err != nil {
		return r, err
	}
	if first, ok := s.firstAfter(atKill); ok {
		r.firstAfter = first.Sub(again)
	}
	return r, nil
}
