package app

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"makcomblang.id/services/access"
	"makcomblang.id/services/internal/eventlog"
	"makcomblang.id/services/internal/host"
)

// Recover issues a new coordinator key into a file, on the machine that owns the data. The server must be stopped: the
// data folder is opened exclusively.
func Recover(ctx context.Context, data, file string) error {
	if err := holdsLog(data); err != nil {
		return err
	}
	srv, err := host.StartEmbedded(data)
	if err != nil {
		return err
	}
	defer srv.Stop()
	nc, err := srv.Connect("makcomblang key recover")
	if err != nil {
		return err
	}
	defer nc.Close()
	log, err := eventlog.Open(ctx, nc, eventlog.Options{
		Source: "urn:makcomblang:local", Now: time.Now, Create: true, HeadFile: filepath.Join(data, "head.json"),
	})
	if err != nil {
		return err
	}
	s := access.New(log, access.Options{})
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	done := make(chan error, 1)
	go func() { done <- log.Run(ctx) }()
	err = s.Recover(ctx, file)
	cancel()
	return errors.Join(err, <-done)
}

// holdsLog refuses a folder that is not the data folder of an installation, which opening it would make.
func holdsLog(data string) error {
	if _, err := os.Stat(filepath.Join(data, "nats")); err != nil {
		return fmt.Errorf("the folder %s holds no log; name the data folder of the installation with --data", data)
	}
	return nil
}
