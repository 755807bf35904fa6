package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"makcomblang.id/services/cmd/makcomblang/app"
	"makcomblang.id/services/cmd/makcomblang/client"
	"makcomblang.id/services/cmd/makcomblang/importer"
)

// server is the all-in-one in this process, so that a bare publish can use its own NATS.
type server struct {
	app    *app.App
	client *client.Client
	base   string
	stop   func() error
}

// open starts the server on a data folder and waits until it takes commands. What it logs goes nowhere, but is written.
func open(ctx context.Context, data string) (*server, error) {
	null, err := os.OpenFile(os.DevNull, os.O_WRONLY, 0)
	if err != nil {
		return nil, err
	}
	stderr := os.Stderr
	os.Stderr = null
	cfg := app.Config{Data: data, Addr: "127.0.0.1:0", Demo: true, Loopback: true}
	a, err := app.Open(ctx, cfg)
	os.Stderr = stderr
	if err != nil {
		return nil, err
	}
	running, cancel := context.WithCancel(ctx)
	ready, done := make(chan string, 1), make(chan error, 1)
	go func() { done <- a.Run(running, func(addr string) { ready <- addr }) }()
	s := &server{app: a, stop: func() error { cancel(); return errors.Join(<-done, null.Close()) }}
	select {
	case addr := <-ready:
		s.base = "http://" + addr
	case err := <-done:
		cancel()
		return nil, fmt.Errorf("the server ended: %w", err)
	}
	select {
	case <-a.CaughtUp():
	case err := <-done:
		cancel()
		return nil, fmt.Errorf("the server ended: %w", err)
	}
	return s, s.login(ctx, filepath.Join(data, "coordinator.key"))
}

// login waits for the first key and makes a client of it.
func (s *server) login(ctx context.Context, path string) error {
	for ctx.Err() == nil {
		if key, err := client.ReadKey(path); err == nil {
			s.client = client.New(s.base, key)
			var me struct {
				Known bool `json:"known"`
			}
			if err := s.client.Get(ctx, "/api/v1/me", &me); err == nil && me.Known {
				return nil
			}
		}
		time.Sleep(10 * time.Millisecond)
	}
	return ctx.Err()
}

// fill imports the shipped data.
func (s *server) fill(ctx context.Context, dataset string) error {
	paths, err := importer.Paths(dataset, true)
	if err != nil {
		return err
	}
	_, err = importer.Run(ctx, s.client, paths, importer.Options{Period: "2027", AllowSample: true})
	return err
}

// bare makes a stream beside the log, with the same storage and sync, and nothing of ours.
func (s *server) bare(ctx context.Context) (jetstream.JetStream, jetstream.Stream, error) {
	js, err := jetstream.New(s.app.Log().Conn())
	if err != nil {
		return nil, nil, err
	}
	stream, err := js.CreateOrUpdateStream(ctx, jetstream.StreamConfig{
		Name: "BARE", Subjects: []string{"bare.>"}, Storage: jetstream.FileStorage, Compression: jetstream.NoCompression,
	})
	return js, stream, err
}
