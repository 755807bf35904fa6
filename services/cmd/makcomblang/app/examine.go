package app

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
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
	silent, told := examineDurability(ctx, cfg.Remote.Monitors, roots)
	checks = append(checks, told...)
	log, err := eventlog.Open(ctx, link.Conn, eventlog.Options{Source: "urn:makcomblang:doctor", Replicas: cfg.Replicas})
	if errors.Is(err, context.DeadlineExceeded) {
		return append(checks, leaderless(link.Explain(err), silent))
	}
	if err != nil {
		return append(checks, fail("the stream of the log cannot be opened", link.Explain(err).Error()))
	}
	if drift := log.StoreDrift(); drift != "" {
		checks = append(checks, fail("the stream of the log is not as it must be", drift))
	}
	found, err := host.Inspect(ctx, link.Conn)
	if errors.Is(err, context.DeadlineExceeded) {
		return append(checks, leaderless(link.Explain(err), silent))
	}
	if err != nil {
		return append(checks, fail("the stream of the log cannot be read", link.Explain(err).Error()))
	}
	if n := log.RestoredHead(); n > 0 {
		checks = append(checks, ok("the first %d facts of the log came from a backup", n))
	}
	return append(checks, judge(found)...)
}

// examineDurability tells what the monitoring addresses say, and which of them say nothing.
func examineDurability(ctx context.Context, monitors []string, roots *x509.CertPool) (silent []string, checks []Check) {
	if len(monitors) == 0 {
		return nil, []Check{warn("NOBODY CHECKED that NATS writes to disk before it acknowledges", "name the monitoring addresses of all servers with --nats-monitor")}
	}
	away, err := host.CheckDurable(ctx, monitors, roots)
	for _, s := range away {
		silent = append(silent, s.Addr)
		checks = append(checks, warn(fmt.Sprintf("the NATS server with the monitoring address %s does not answer (%s)", s.Addr, s.Reason),
			"start it, or mend the way to it; commands go on as long as more than half of the servers are up"))
	}
	switch {
	case errors.Is(err, host.ErrNoMonitor):
		checks = append(checks, warn("nobody says whether NATS writes to disk before it acknowledges, and a role that starts now is refused", "check --nats-monitor, and http_port of the servers"))
	case errors.Is(err, host.ErrNotDurable):
		checks = append(checks, fail("NATS may lose what it acknowledged", err.Error()))
	case err != nil:
		checks = append(checks, fail("the NATS servers cannot be asked whether they write to disk before they acknowledge", err.Error()))
	case len(away) == 0:
		checks = append(checks, ok("all %d named NATS servers write to disk before they acknowledge", len(monitors)))
	default:
		checks = append(checks, ok("the other %d of %d named NATS servers write to disk before they acknowledge", len(monitors)-len(away), len(monitors)))
	}
	return silent, checks
}

// leaderless is a log that does not answer, because its servers have no leader or this user may not ask.
func leaderless(err error, silent []string) Check {
	repair := "wait 10 seconds and look again: NATS chooses a new leader in 4 to 9"
	if len(silent) > 0 {
		repair += "; if it stays so, start the servers that do not answer: " + strings.Join(silent, ", ")
	} else {
		repair += "; if it stays so, see the runbook NatsAway in docs/operations.md"
	}
	if refused := err.Error(); strings.Contains(refused, "setup users") {
		repair = refused
	}
	return fail("the log does not answer, so that no commands are taken", repair)
}

func judge(found host.Inspection) []Check {
	checks := []Check{ok("the log holds %d facts on %d replicas", found.Facts, found.Replicas)}
	if len(found.Lagging) > 0 {
		checks = append(checks, warn("without a current copy of the log: "+strings.Join(found.Lagging, ", "), "start those servers, or wait until they have caught up; losing another one stops commands"))
	}
	if len(found.Mute) > 0 {
		checks = append(checks, warn("streams and reactors that do not answer, so that nobody knows what waits in them: "+strings.Join(found.Mute, ", "),
			"wait 10 seconds and look again: NATS chooses new leaders after a loss; if it stays so, start the servers that are away"))
	}
	if found.Full > 0.8 {
		checks = append(checks, warn(fmt.Sprintf("%.0f %% of the log's space is used", 100*found.Full), "raise max_bytes of the stream in a new release; at 100 % commands are refused"))
	}
	if len(found.Stuck) > 0 {
		checks = append(checks, warn("facts wait for "+strings.Join(found.Stuck, ", "), "see the runbook ReactorStuck in docs/operations.md"))
	}
	if found.Dead > 0 {
		checks = append(checks, warn(fmt.Sprintf("%d dead letters are kept", found.Dead), "read their reasons as the runbook DeadLetters in docs/operations.md says; they stay for 90 days"))
	}
	if found.GivenUp > 0 {
		checks = append(checks, warn(fmt.Sprintf("NATS gave up handing out %d messages because nobody answered", found.GivenUp), "see the runbook GivenUp in docs/operations.md"))
	}
	return checks
}
