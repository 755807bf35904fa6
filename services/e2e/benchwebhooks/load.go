package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"time"
)

const (
	writers     = 16
	perHolder   = 25 // endpoints of one key; a holder may have 50
	perProvince = 25
)

// load writes figures of regions, one endpoint for each region.
type load struct {
	server  *child
	sink    *sink
	client  *http.Client
	regions []string // codes; region i belongs to endpoint i
	hanging int      // the first of them lead to endpoints that never answer
	rate    int      // events a second; 0: as fast as it goes

	mu   sync.Mutex
	took []int // events that the server accepted
}

// prepare makes the regions and the endpoints of a case.
func prepare(ctx context.Context, server *child, s *sink, c kase) (*load, error) {
	l := &load{
		server: server, sink: s, hanging: c.hanging,
		client: &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: writers, DisableCompression: true}, Timeout: 30 * time.Second},
	}
	if err := l.ready(ctx); err != nil {
		return nil, err
	}
	var key string
	for i := range c.endpoints {
		if i%perProvince == 0 {
			province := fmt.Sprint(11 + i/perProvince)
			if err := l.register(ctx, province, "province"); err != nil {
				return nil, err
			}
		}
		code := fmt.Sprintf("%d.%02d", 11+i/perProvince, i%perProvince+1)
		if err := l.register(ctx, code, "regency"); err != nil {
			return nil, err
		}
		l.regions = append(l.regions, code)
		if i%perHolder == 0 {
			var issued struct{ Result struct{ Key string } }
			if err := l.post(ctx, server.key, "/keys", "key-"+code, `{"label":"bench","roles":[{"role":"integrator"}]}`, &issued); err != nil {
				return nil, err
			}
			key = issued.Result.Key
		}
		path := "/ok/"
		if i < c.hanging {
			path = "/hang/"
		}
		only := fmt.Sprintf(`,"region":"%s"`, code)
		if c.fan {
			only = ""
		}
		body := fmt.Sprintf(`{"url":"%s%s%d","types":["region.indicator_recorded.v1"]%s}`, s.url, path, i, only)
		var made struct{ ID string }
		if err := l.post(ctx, key, "/endpoints", "endpoint-"+code, body, &made); err != nil {
			return nil, err
		}
		if err := l.post(ctx, key, "/endpoints/"+made.ID+"/verify", "verify-"+code, "{}", nil); err != nil {
			return nil, err
		}
	}
	return l, nil
}

// ready waits until the first key is accepted: it is written before it is folded.
func (l *load) ready(ctx context.Context) error {
	for {
		var me struct{ Known bool }
		err := l.call(ctx, http.MethodGet, l.server.key, "/me", "", "", &me)
		if err == nil && me.Known {
			return nil
		}
		select {
		case <-ctx.Done():
			return errors.Join(errors.New("the first key is not accepted"), err)
		case <-time.After(10 * time.Millisecond):
		}
	}
}

func (l *load) close() { l.client.CloseIdleConnections() }

func (l *load) register(ctx context.Context, code, level string) error {
	body := fmt.Sprintf(`{"code":"%s","name":"Wilayah %s","level":"%s","source":"page: x","basis":"official"}`, code, code, level)
	return l.post(ctx, l.server.key, "/regions", "region-"+code, body, nil)
}

// healthy is how many of the events lead to endpoints that answer.
func (l *load) healthy(events int) (n int) {
	for e := range events {
		if e%len(l.regions) >= l.hanging {
			n++
		}
	}
	return n
}

// accepted are the events that the server answered with a 2xx.
func (l *load) accepted() []int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return append([]int(nil), l.took...)
}

// send appends events with several writers and returns the first failure.
func (l *load) send(ctx context.Context, events int) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	next := make(chan int)
	var all sync.WaitGroup
	for range writers {
		all.Go(func() {
			for n := range next {
				if err := l.append(ctx, n); err != nil {
					cancel(err)
					return
				}
			}
		})
	}
	begun := time.Now()
	for n := range events {
		if l.rate > 0 {
			pause := time.Until(begun.Add(time.Duration(n) * time.Second / time.Duration(l.rate)))
			select {
			case <-time.After(pause):
			case <-ctx.Done():
			}
		}
		select {
		case next <- n + 1:
		case <-ctx.Done():
		}
		if ctx.Err() != nil {
			break
		}
	}
	close(next)
	all.Wait()
	return context.Cause(ctx)
}

// append records one figure; its value, in thousandths, is the number of the event.
func (l *load) append(ctx context.Context, n int) error {
	code := l.regions[(n-1)%len(l.regions)]
	body := fmt.Sprintf(`{"indicator":"population","year":2025,"value_milli":%d,"unit":"orang","source":"page: %s","basis":"official"}`,
		n, strings.Repeat("x", 160))
	l.sink.sends(n)
	if err := l.post(ctx, l.server.key, "/regions/"+code+"/indicators", fmt.Sprint("event-", n), body, nil); err != nil {
		return err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.took = append(l.took, n)
	return nil
}

func (l *load) post(ctx context.Context, key, path, id, body string, out any) error {
	return l.call(ctx, http.MethodPost, key, path, id, body, out)
}

func (l *load) call(ctx context.Context, method, key, path, id, body string, out any) error {
	req, err := http.NewRequestWithContext(ctx, method, l.server.base+"/api/v1"+path, strings.NewReader(body))
	if err != nil {
		return err
	}
	req.Header.Set("Authorization", "Bearer "+key)
	if method == http.MethodPost {
		req.Header.Set("Content-Type", "application/json")
		req.Header.Set("Idempotency-Key", id)
	}
	resp, err := l.client.Do(req)
	if err != nil {
		return err
	}
	doc, err := io.ReadAll(resp.Body)
	if err := errors.Join(err, resp.Body.Close()); err != nil {
		return err
	}
	if resp.StatusCode/100 != 2 {
		return fmt.Errorf("%s answered %d: %s", path, resp.StatusCode, bytes.TrimSpace(doc))
	}
	if out == nil {
		return nil
	}
	return json.Unmarshal(doc, out)
}
