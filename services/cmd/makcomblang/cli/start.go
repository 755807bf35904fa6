package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"makcomblang.id/pkg/calendar"
	"makcomblang.id/services/cmd/makcomblang/app"
	"makcomblang.id/services/cmd/makcomblang/client"
	"makcomblang.id/services/cmd/makcomblang/importer"
)

// serve runs a process until it is told to stop. With Demo it loads the data set into an empty log.
func serve(cmd *cobra.Command, c app.Config, dataset string) error {
	if c.Demo && dataset != "" {
		if _, err := os.Stat(dataset); err != nil {
			return fmt.Errorf("there is no folder %s with the data set of --demo; name it with --dataset", dataset)
		}
	}
	if c.Demo && dataset != "" && c.Remote.CertFile != "" {
		return usagef("--demo loads its data over plain HTTP; leave out --tls-cert, or start without --demo and load it with `makcomblang import`")
	}
	a, err := app.Open(cmd.Context(), c)
	if err != nil && cmd.Context().Err() != nil { // a signal: it may wait for a leader of NATS for long
		_, _ = fmt.Fprintln(cmd.ErrOrStderr(), "makcomblang was stopped before it began to serve")
		return nil
	}
	if err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(cmd.Context())
	defer cancel()
	filled := make(chan error, 1)
	err = a.Run(ctx, func(addr string) {
		say := cmd.ErrOrStderr()
		_, _ = fmt.Fprintf(say, "makcomblang serves %s://%s\n", c.Scheme(), addr)
		go func() {
			sayKey(ctx, say, a, c)
			err := fill(ctx, say, c, "http://"+addr, dataset)
			if err != nil {
				cancel()
			}
			filled <- err
		}()
	})
	select {
	case ferr := <-filled:
		if ferr != nil && cmd.Context().Err() == nil {
			return errors.Join(ferr, err)
		}
	default:
	}
	return err
}

// sayKey names the file of the first key if it is there: after a restore, or once it was put elsewhere, it is not.
func sayKey(ctx context.Context, say io.Writer, a *app.App, c app.Config) {
	select {
	case <-a.CaughtUp():
	case <-ctx.Done():
		return
	}
	for range 20 { // on the first start it is written right after
		if _, err := os.Stat(c.KeyFile()); err == nil {
			_, _ = fmt.Fprintf(say, "the first coordinator key is in %s (written once, mode 0600)\n", c.KeyFile())
			return
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(50 * time.Millisecond):
		}
	}
}

// fill imports the data set into a new log, once: a file in the data folder says that it was finished. An import that was
// broken off goes on at the next start.
func fill(ctx context.Context, say io.Writer, c app.Config, base, dataset string) error {
	done := filepath.Join(c.Data, "dataset.loaded")
	if _, err := os.Stat(done); err == nil || !c.Demo || dataset == "" {
		return nil
	}
	coordinator, err := waitForKey(ctx, c.KeyFile(), base)
	if err != nil {
		return err
	}
	paths, err := importer.Paths(dataset, true)
	if err != nil {
		return err
	}
	period := calendar.Period(fmt.Sprint(c.Clock()().Year() + 1))
	report, err := importer.Run(ctx, coordinator, paths, importer.Options{Period: period, AllowSample: true, SkipBad: true})
	if err != nil {
		return err
	}
	for _, complaint := range report.Complaints {
		_, _ = fmt.Fprintln(say, complaint)
	}
	_, _ = fmt.Fprintf(say, "loaded %d facts of the data set; needs, quotas and continuity in it are samples\n", report.Facts())
	return os.WriteFile(done, []byte("the shipped data set was loaded; remove this file to load it again\n"), 0o600)
}

// waitForKey waits until the first key is written and accepted.
func waitForKey(ctx context.Context, path, base string) (*client.Client, error) {
	for {
		if key, err := client.ReadKey(path); err == nil {
			var me struct {
				Known bool `json:"known"`
			}
			c := client.New(base, key)
			if err := c.Get(ctx, "/api/v1/me", &me); err == nil && me.Known {
				return c, nil
			}
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(20 * time.Millisecond):
		}
	}
}
