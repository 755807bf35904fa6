package access

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"go.uber.org/zap"

	"makcomblang.id/services/access/key"
	"makcomblang.id/services/internal/eventlog"
	"makcomblang.id/services/internal/policy"
)

const hostActor = "host" // who acts when the machine itself issues a key

// Bootstrap gives a new installation its first key: a coordinator's, written once to the file at path with mode 0600. It
// does nothing when a key was ever issued. It waits until the log is folded, so the follow loop has to run.
//
// The file comes first and the fact after it: a crash in between leaves a key that nobody knows, and the next start
// issues that very key. The other order could leave a fact whose key nobody holds.
func (s *Service) Bootstrap(ctx context.Context, path string) (created bool, err error) {
	select {
	case <-s.log.CaughtUp():
	case <-ctx.Done():
		return false, ctx.Err()
	}
	if s.any() {
		return false, nil
	}
	presented, err := readKey(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		if presented, err = s.writeNewKey(path); err != nil {
			return false, err
		}
	case err != nil:
		return false, err
	}
	if err := s.issueFromFile(ctx, presented, "bootstrap", "first key of this installation"); err != nil {
		return false, err
	}
	s.logger.Info("the first coordinator key was written", zap.String("file", path))
	return true, nil
}

// Recover issues a new coordinator key on the machine that owns the data and writes it to the file at path, over what
// stood there. Other keys stay as they are.
func (s *Service) Recover(ctx context.Context, path string) error {
	select {
	case <-s.log.CaughtUp():
	case <-ctx.Done():
		return ctx.Err()
	}
	presented, err := s.writeNewKey(path)
	if err != nil {
		return err
	}
	return s.issueFromFile(ctx, presented, "recover", "recovered on the machine that owns the data")
}

func (s *Service) any() bool {
	found := false
	s.keys.All(func(string, key.State, uint64) bool {
		found = true
		return false
	})
	return found
}

func (s *Service) issueFromFile(ctx context.Context, presented, route, label string) error {
	id, hash, err := policy.ReadKey(presented)
	if err != nil {
		return fmt.Errorf("access: the key file holds no key; remove it and start again: %w", err)
	}
	c := eventlog.Command{Actor: hostActor, Route: route, Key: id, Now: s.now()}
	issue := key.Issue{Actor: id, Hash: hash, Label: label, Grants: []key.Grant{{Role: key.Coordinator}}}
	_, err = s.handle(ctx, c, id, func(st key.State, _ uint64) (eventlog.Draft, error) {
		return draft(issue.Decide(st, c.Now))
	})
	if err != nil {
		return fmt.Errorf("access: issue the coordinator key: %w", err)
	}
	return nil
}

func readKey(path string) (string, error) {
	info, err := os.Stat(path)
	if err != nil {
		return "", err
	}
	if info.Mode().Perm()&0o077 != 0 {
		return "", fmt.Errorf("access: others can read %s; run: chmod 600 %s", path, path)
	}
	b, err := os.ReadFile(path)
	return strings.TrimSpace(string(b)), err
}

// writeNewKey makes a key and puts it to disk whole or not at all.
func (s *Service) writeNewKey(path string) (presented string, err error) {
	_, presented, _, err = policy.NewKey(s.random)
	if err != nil {
		return "", err
	}
	dir := filepath.Dir(path)
	f, err := os.CreateTemp(dir, ".key-*") // mode 0600
	if err != nil {
		return "", fmt.Errorf("access: write the key file: %w", err)
	}
	defer func() {
		if err != nil {
			_ = os.Remove(f.Name())
		}
	}()
	_, err = f.WriteString(presented + "\n")
	err = errors.Join(err, f.Sync(), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err == nil {
		err = syncDir(dir)
	}
	if err != nil {
		return "", fmt.Errorf("access: write the key file: %w", err)
	}
	return presented, nil
}

func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
