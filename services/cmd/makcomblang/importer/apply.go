package importer

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"sync"

	"golang.org/x/sync/errgroup"

	"makcomblang.id/services/cmd/makcomblang/client"
)

// workers is how many rows are sent at the same time.
const workers = 16

// apply sends the commands, stage by stage, several at the same time. A stage begins when all services have heard of the one
// before it.
func (r *Report) apply(ctx context.Context, c *client.Client, commands []command, opt Options) error {
	slices.SortStableFunc(commands, func(a, b command) int { return a.stage - b.stage })
	var mu sync.Mutex
	done, all := 0, len(commands)
	for len(commands) > 0 {
		n := 1
		for n < len(commands) && commands[n].stage == commands[0].stage {
			n++
		}
		group, gctx := errgroup.WithContext(ctx)
		group.SetLimit(workers)
		for _, cmd := range commands[:n] {
			group.Go(func() error {
				a, err := c.Command(gctx, cmd.path, cmd.key, -1, cmd.body)
				mu.Lock()
				defer mu.Unlock()
				done++
				if opt.Progress != nil {
					opt.Progress(cmd.file, done, all)
				}
				return r.note(cmd, a, err)
			})
		}
		if err := group.Wait(); err != nil {
			return err
		}
		commands = commands[n:]
		if err := c.Get(ctx, fmt.Sprintf("/api/v1/me?min_position=%d", r.Position), nil); err != nil {
			return err
		}
	}
	return nil
}

// note counts an answer. A refusal of the row is a complaint; a server that is away ends the import.
func (r *Report) note(cmd command, a client.Answer, err error) error {
	var p *client.Problem
	switch {
	case err == nil:
		r.Position = max(r.Position, a.Position)
		if !a.Appended {
			r.file(cmd.file).Already++
		} else {
			r.file(cmd.file).Facts++
		}
		return nil
	case errors.As(err, &p) && p.Status/100 == 4 && p.Status != http.StatusUnauthorized && p.Status != http.StatusForbidden:
		c := Complaint{File: cmd.file, Row: cmd.line, Message: p.Detail}
		if len(p.Errors) > 0 {
			c.Column, c.Allowed = p.Errors[0].Field, p.Errors[0].Allowed
		}
		r.Complaints = append(r.Complaints, c)
		return nil
	}
	return fmt.Errorf("%s, row %d: %w", cmd.file, cmd.line, err)
}
