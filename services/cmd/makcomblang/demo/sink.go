package demo

import (
	"io"
	"net"
	"net/http"
	"sync"
	"time"

	"makcomblang.id/pkg/webhook"
)

// sink receives deliveries on loopback and keeps their bytes; what it counts comes from those alone.
type sink struct {
	url   string
	spoil bool
	srv   *http.Server

	mu       sync.Mutex
	secret   webhook.Secret
	received []delivery
	arrived  chan struct{}
}

type delivery struct {
	header http.Header
	body   []byte
	at     time.Time
}

func newSink(spoil bool) (*sink, error) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	s := &sink{url: "http://" + ln.Addr().String() + "/makcomblang", spoil: spoil, arrived: make(chan struct{}, 1)}
	s.srv = &http.Server{Handler: http.HandlerFunc(s.receive), ReadHeaderTimeout: 5 * time.Second}
	go func() { _ = s.srv.Serve(ln) }()
	return s, nil
}

func (s *sink) close() { _ = s.srv.Close() }

func (s *sink) trust(secret string) (err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.secret, err = webhook.ParseSecret(secret)
	return err
}

func (s *sink) receive(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(io.LimitReader(r.Body, 1<<20))
	if err != nil {
		http.Error(w, "unreadable", http.StatusBadRequest)
		return
	}
	if answer, ok := webhook.AnswerChallenge(body); ok {
		_, _ = w.Write(answer)
		return
	}
	if s.spoil && len(body) > 10 {
		body[len(body)-10] ^= 1
	}
	s.mu.Lock()
	s.received = append(s.received, delivery{header: r.Header.Clone(), body: body, at: time.Now()})
	s.mu.Unlock()
	select {
	case s.arrived <- struct{}{}:
	default:
	}
	w.WriteHeader(http.StatusNoContent)
}

// count verifies every delivery again from its bytes.
func (s *sink) count() Webhook {
	s.mu.Lock()
	defer s.mu.Unlock()
	var c Webhook
	seen := map[string]bool{}
	for _, d := range s.received {
		c.Delivered++
		if webhook.Verify([]webhook.Secret{s.secret}, d.header, d.body, d.at, webhook.DefaultTolerance) == nil {
			c.Verified++
		}
		id := d.header.Get("webhook-id")
		if seen[id] {
			c.Duplicates++
		}
		seen[id] = true
	}
	return c
}
