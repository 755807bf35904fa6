package main

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/nats-io/nats.go/jetstream"
)

// perSecond is the rate at which facts come.
const perSecond = 200

// visible compares how long it takes from a need that a region declares until its recommendations show it, with how long a
// bare message takes from its publish to a consumer, at the same rate.
func (b *bench) visible(ctx context.Context, dir string) error {
	s, err := open(ctx, filepath.Join(dir, "visible"))
	if err != nil {
		return err
	}
	defer func() { _ = s.stop() }()
	if err := s.fill(ctx, b.dataset); err != nil {
		return err
	}
	var regions struct {
		Items []struct{ Code string } `json:"items"`
	}
	if err := s.client.Get(ctx, "/api/v1/regions?status=last-known&limit=60", &regions); err != nil {
		return err
	}
	if len(regions.Items) == 0 {
		return errors.New("no region was found")
	}
	var shown, bare []time.Duration
	for turn := range b.turns {
		if err := s.consumeBare(ctx, int(perSecond*b.turn.Seconds()), &bare); err != nil {
			return err
		}
		err := paced(int(perSecond*b.turn.Seconds()), &shown, func(n int) (time.Duration, error) {
			return s.declare(ctx, regions.Items[n%len(regions.Items)].Code, fmt.Sprintf("Contoh: ukuran %d-%d", turn, n))
		})
		if err != nil {
			return err
		}
	}
	h, w := quantile(shown, .99), quantile(bare, .99)
	ratio := float64(h) / float64(w)
	b.table.add(fmt.Sprintf("fact to recommendation visible, %d facts/s, p99", perSecond), "<= 10x of bare", fmt.Sprintf("%.2fx", ratio), ratio <= 10,
		fmt.Sprintf("%s to %s, p50 %s to %s; from the request on, read over HTTP", ms(h), ms(w), ms(quantile(shown, .5)), ms(quantile(bare, .5))))
	return nil
}

// declare declares a need and reads the region's recommendations until they show it.
func (s *server) declare(ctx context.Context, region, statement string) (time.Duration, error) {
	started := time.Now()
	a, err := s.client.Command(ctx, "/api/v1/regions/"+region+"/needs", "need-"+lower(strings.ReplaceAll(statement[8:], " ", "-")), -1, map[string]any{
		"problem": "malaria", "priority": 3, "statement": statement, "source": "sample: ukuran", "basis": "sample",
	})
	if err != nil {
		return 0, err
	}
	var doc []byte
	if err := s.client.Get(ctx, fmt.Sprintf("/api/v1/recommendations/%s?limit=5&min_position=%d", region, a.Position), &doc); err != nil {
		return 0, err
	}
	took := time.Since(started)
	if !strings.Contains(string(doc), `"problem":"malaria"`) {
		return 0, fmt.Errorf("the recommendations of %s do not show the need", region)
	}
	return took, nil
}

// paced calls do at the rate, each call by itself, and collects what they return.
func paced(n int, into *[]time.Duration, do func(n int) (time.Duration, error)) error {
	var wg sync.WaitGroup
	var mu sync.Mutex
	var first error
	tick := time.NewTicker(time.Second / perSecond)
	defer tick.Stop()
	for i := range n {
		<-tick.C
		wg.Go(func() {
			took, err := do(i)
			mu.Lock()
			defer mu.Unlock()
			*into = append(*into, took)
			if err != nil && first == nil {
				first = err
			}
		})
	}
	wg.Wait()
	return first
}

// consumeBare publishes messages at the rate and notes when a consumer has each.
func (s *server) consumeBare(ctx context.Context, n int, into *[]time.Duration) error {
	js, stream, err := s.bare(ctx)
	if err != nil {
		return err
	}
	cons, err := stream.OrderedConsumer(ctx, jetstream.OrderedConsumerConfig{DeliverPolicy: jetstream.DeliverNewPolicy})
	if err != nil {
		return err
	}
	var mu sync.Mutex
	started, seen, all := make([]time.Time, n), 0, make(chan struct{})
	consuming, err := cons.Consume(func(msg jetstream.Msg) {
		i := binary.BigEndian.Uint64(msg.Data())
		mu.Lock()
		defer mu.Unlock()
		*into = append(*into, time.Since(started[i]))
		if seen++; seen == n {
			close(all)
		}
	})
	if err != nil {
		return err
	}
	defer consuming.Stop()
	var ignored []time.Duration
	err = paced(n, &ignored, func(i int) (time.Duration, error) {
		doc := binary.BigEndian.AppendUint64(make([]byte, 0, 700), uint64(i))
		mu.Lock()
		started[i] = time.Now()
		mu.Unlock()
		_, err := js.Publish(ctx, fmt.Sprintf("bare.%d", i), doc[:700])
		return 0, err
	})
	if err != nil {
		return err
	}
	select {
	case <-all:
		return nil
	case <-time.After(10 * time.Second):
		return errors.New("the consumer did not get all messages")
	}
}
