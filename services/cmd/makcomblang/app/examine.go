package app

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"

	"makcomblang.id/services/internal/eventlog"
	"makcomblang.id/services/internal/host"
	"makcomblang.id/services/internal/vault"
)

// Check is one line of the doctor's report.
type Check struct {
	State  string // OK, WARN or FAIL
	What   string
	Repair string
}

func ok(format string, args ...any) Check { return Check{"OK", fmt.Sprintf(format, args...), ""} }

func warn(what, repair string) Check { return Check{"WARN", what, repair} }

func fail(what, repair string) Check { return Check{"FAIL", what, repair} }

// ExamineData looks at a data folder without opening the store.
func ExamineData(dir string) []Check {
	if _, err := os.Stat(dir); err != nil {
		return []Check{warn("there is no data folder at --data", "name the one of the server, or leave it to the machine that has it")}
	}
	checks := []Check{examineKey(filepath.Join(dir, "master.key"))}
	var disk syscall.Statfs_t
	if err := syscall.Statfs(dir, &disk); err == nil && disk.Blocks > 0 {
		free := 100 * disk.Bavail / disk.Blocks
		switch {
		case free < 2:
			checks = append(checks, fail(fmt.Sprintf("the disk of the data folder has %d %% left, and a full disk hangs writes", free), "free space or enlarge the disk now"))
		case free < 10:
			checks = append(checks, warn(fmt.Sprintf("the disk of the data folder has %d %% left", free), "free space or enlarge the disk"))
		default:
			checks = append(checks, ok("the disk of the data folder has %d %% left", free))
		}
	}
	return checks
}

func examineKey(path string) Check {
	if other := os.Getenv("MAKCOMBLANG_MASTER_KEY_FILE"); other != "" {
		path = other
	}
	_, err := vault.LoadKey(path)
	switch {
	case errors.Is(err, os.ErrNotExist):
		return warn("the master key is not where it should be", "restore it from its backup to <data>/master.key, or name it with MAKCOMBLANG_MASTER_KEY_FILE")
	case err != nil:
		return fail("the master key cannot be used", err.Error())
	}
	return ok("the master key is there and only its owner reads it")
}

// ExamineCluster looks at NATS and Redis as cfg names them.
func ExamineCluster(ctx context.Context, cfg Config) []Check {
	var checks []Check
	if cfg.NATS != "" {
		checks = append(checks, examineNATS(ctx, cfg)...)
	}
	if cfg.Remote.Redis != "" {
		a := &App{cfg: cfg}
		if _, err := a.views(ctx); err != nil {
			checks = append(checks, fail("Redis cannot hold the views", err.Error()))
		} else {
			checks = append(checks, ok("Redis answers and evicts nothing"))
		}
		a.close()
	}
	return checks
}

func examineNATS(ctx context.Context, cfg Config) []Check {
	link, err := host.Access{URL: cfg.NATS, Name: "makcomblang doctor", AuthFile: cfg.Remote.AuthFile, CAFile: cfg.Remote.CAFile}.Dial()
	if err != nil {
		return []Check{fail("NATS cannot be reached", err.Error())}
	}
	defer link.Close()
	checks := []Check{ok("NATS answers")}
	roots, err := host.Roots(cfg.Remote.CAFile)
	if err != nil {
		return append(checks, fail("the authority of the certificates cannot be read", err.Error()))
	}
	switch err := host.CheckDurable(ctx, cfg.Remote.Monitors, roots); {
	case len(cfg.Remote.Monitors) == 0:
		checks = append(checks, warn("NOBODY CHECKED that NATS writes to disk before it acknowledges", "name the monitoring addresses of all servers with --nats-monitor"))
	case err != nil:
		checks = append(checks, fail("NATS may lose what it acknowledged", err.Error()))
	default:
		checks = append(checks, ok("all %d named NATS servers write to disk before they acknowledge", len(cfg.Remote.Monitors)))
	}
	log, err := eventlog.Open(ctx, link.Conn, eventlog.Options{Source: "urn:makcomblang:doctor", Replicas: cfg.Replicas})
	if err != nil {
		return append(checks, fail("the stream of the log cannot be opened", link.Explain(err).Error()))
	}
	if drift := log.StoreDrift(); drift != "" {
		checks = append(checks, fail("the stream of the log is not as it must be", drift))
	}
	found, err := host.Inspect(ctx, link.Conn)
	if err != nil {
		return append(checks, fail("the streams cannot be read", link.Explain(err).Error()))
	}
	return append(checks, judge(found)...)
}

func judge(found host.Inspection) []Check {
	checks := []Check{ok("the log holds %d facts on %d replicas", found.Facts, found.Replicas)}
	if len(found.Lagging) > 0 {
		checks = append(checks, warn(fmt.Sprintf("%v have no current copy of the log", found.Lagging), "look at those servers; losing another one stops commands"))
	}
	if found.Full > 0.8 {
		checks = append(checks, warn(fmt.Sprintf("%.0f %% of the log's space is used", 100*found.Full), "raise max_bytes of the stream in a new release; at 100 % commands are refused"))
	}
	if len(found.Stuck) > 0 {
		checks = append(checks, warn(fmt.Sprintf("facts wait for %v", found.Stuck), "see the runbook ReactorStuck in docs/operations.md"))
	}
	if found.Dead > 0 {
		checks = append(checks, warn(fmt.Sprintf("%d dead letters are kept", found.Dead), "read their reasons as the runbook DeadLetters in docs/operations.md says; they stay for 90 days"))
	}
	if found.GivenUp > 0 {
		checks = append(checks, warn(fmt.Sprintf("NATS gave up handing out %d messages because nobody answered", found.GivenUp), "see the runbook GivenUp in docs/operations.md"))
	}
	return checks
}
