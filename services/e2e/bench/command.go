package main

import (
	"context"
	"crypto/rand"
	"fmt"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"github.com/nats-io/nats.go/jetstream"
)

// pair is the same work done two ways.
type pair struct {
	command func(ctx context.Context, n int) error // over HTTP
	bare    func(ctx context.Context, n int) error // a JetStream publish of as many bytes
	n       atomic.Int64
}

// commands compares a command over HTTP with a bare publish: latency with one client, throughput with sixteen.
func (b *bench) commands(ctx context.Context, dir string) error {
	s, err := open(ctx, filepath.Join(dir, "command"))
	if err != nil {
		return err
	}
	defer func() { _ = s.stop() }()
	p, size, err := s.pair(ctx)
	if err != nil {
		return err
	}
	var http, bare []time.Duration
	for range b.turns {
		if err := p.times(ctx, 150, p.bare, &bare); err != nil {
			return err
		}
		if err := p.times(ctx, 150, p.command, &http); err != nil {
			return err
		}
	}
	h, w := quantile(http, .5), quantile(bare, .5)
	ratio := float64(h) / float64(w)
	b.table.add("command over HTTP, 1 client, p50", "<= 3x of bare", fmt.Sprintf("%.2fx", ratio), ratio <= 3,
		fmt.Sprintf("%s to %s, p99 %s to %s, %d bytes", ms(h), ms(w), ms(quantile(http, .99)), ms(quantile(bare, .99)), size))
	stop, err := b.profiles("command")
	if err != nil {
		return err
	}
	defer stop()
	var ratios, commands, publishes []float64
	for range b.turns {
		publish, err := p.rate(ctx, 16, b.turn, p.bare)
		if err != nil {
			return err
		}
		command, err := p.rate(ctx, 16, b.turn, p.command)
		if err != nil {
			return err
		}
		ratios, commands, publishes = append(ratios, command/publish), append(commands, command), append(publishes, publish)
	}
	m := median(ratios)
	b.table.add("command over HTTP, 16 clients, throughput", ">= 0.5 of bare", fmt.Sprintf("%.2f", m), m >= 0.5,
		fmt.Sprintf("%.0f/s to %.0f/s, medians of %d turns", median(commands), median(publishes), b.turns))
	return nil
}

// pair prepares the two ways; size is that of the document of a command.
func (s *server) pair(ctx context.Context) (*pair, int, error) {
	js, _, err := s.bare(ctx)
	if err != nil {
		return nil, 0, err
	}
	run := rand.Text()[:8]
	p := new(pair)
	p.command = func(ctx context.Context, n int) error {
		id := fmt.Sprintf("ukur-%s-%d", lower(run), n)
		_, err := s.client.Command(ctx, "/api/v1/owners", id, -1, map[string]any{
			"id": id, "name": "Pemerintah Kabupaten Contoh", "country": "Indonesia", "basis": "press",
			"source": "page: halaman yang menyebut pemilik praktik ini dan tahun mulai berjalannya",
		})
		return err
	}
	if err := p.command(ctx, 0); err != nil {
		return nil, 0, err
	}
	records, err := s.app.Log().Read(ctx, s.app.Log().Position(), 1)
	if err != nil || len(records) == 0 {
		return nil, 0, fmt.Errorf("the command's fact cannot be read: %w", err)
	}
	doc := records[0].Doc
	p.bare = func(ctx context.Context, n int) error {
		_, err := js.Publish(ctx, fmt.Sprintf("bare.%d", n), doc, jetstream.WithRetryAttempts(0))
		return err
	}
	return p, len(doc), nil
}

func lower(s string) string {
	out := []byte(s)
	for i, c := range out {
		if c >= 'A' && c <= 'Z' {
			out[i] = c + 'a' - 'A'
		}
	}
	return string(out)
}

// times does the work one by one and notes how long each took.
func (p *pair) times(ctx context.Context, n int, do func(context.Context, int) error, into *[]time.Duration) error {
	for range n {
		started := time.Now()
		if err := do(ctx, int(p.n.Add(1))); err != nil {
			return err
		}
		*into = append(*into, time.Since(started))
	}
	return nil
}

// rate does the work with several clients for a while and says how often a second.
func (p *pair) rate(ctx context.Context, clients int, during time.Duration, do func(context.Context, int) error) (float64, error) {
	var wg sync.WaitGroup
	var done atomic.Int64
	var failed atomic.Pointer[error]
	started := time.Now()
	for range clients {
		wg.Go(func() {
			for time.Since(started) < during && failed.Load() == nil {
				if err := do(ctx, int(p.n.Add(1))); err != nil {
					failed.Store(&err)
					return
				}
				done.Add(1)
			}
		})
	}
	wg.Wait()
	if err := failed.Load(); err != nil {
		return 0, *err
	}
	return float64(done.Load()) / time.Since(started).Seconds(), nil
}
