// Command benchwebhooks measures deliveries from the command that appends a fact to the sink that received it, over HTTP
// at both ends: a server in a child process (the embedded NATS in it, syncing every write), a load generator and a sink in
// this one. It prints one table with the goals beside the figures. Everything runs on one machine: trust the ratios and the
// CPU seconds more than the rates. A fact that is lost, more duplicates than were in flight at the kill, or a delivery that is
// in no final state afterwards end it with an error.
//
//	go run ./services/e2e/benchwebhooks                      everything, about four minutes
//	go run ./services/e2e/benchwebhooks -events 1000         quick, to see whether it still works
//	go run ./services/e2e/benchwebhooks -only to100,kill     some of the cases
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"
	"time"
)

// childWord as the first argument makes this program the server that is measured.
const childWord = "server-under-test"

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "benchwebhooks:", err)
		os.Exit(1)
	}
}

// plan is what the flags say.
type plan struct {
	events  int
	paced   int // events of the paced case
	rate    int // of the paced case, a second
	timeout time.Duration
	only    []string
	profile string
	repeat  int
}

func run(ctx context.Context, args []string, out io.Writer) error {
	if len(args) > 0 && args[0] == childWord {
		return serve(ctx, args[1:])
	}
	var p plan
	var only string
	f := flag.NewFlagSet("benchwebhooks", flag.ContinueOnError)
	f.IntVar(&p.events, "events", 10_000, "events of a case")
	f.IntVar(&p.paced, "paced-events", 2_000, "events of the paced case")
	f.IntVar(&p.rate, "rate", 200, "events a second of the paced case")
	f.DurationVar(&p.timeout, "timeout", 5*time.Minute, "longest time for a case")
	f.StringVar(&only, "only", "", "comma-separated cases: "+strings.Join(names(), ", "))
	f.IntVar(&p.repeat, "repeat", 3, "runs of a case; the one that cost the least CPU is shown, since others on the machine only add to it")
	f.StringVar(&p.profile, "cpu-profile", "", "folder for a CPU profile of the server in each case")
	if err := f.Parse(args); err != nil {
		return err
	}
	if only != "" {
		p.only = strings.Split(only, ",")
	}
	for _, name := range p.only {
		if !slices.Contains(names(), name) {
			return fmt.Errorf("there is no case %q; there are %s", name, strings.Join(names(), ", "))
		}
	}
	return p.measure(ctx, out)
}

// measure runs the cases one after the other, each against a fresh server.
func (p plan) measure(ctx context.Context, out io.Writer) error {
	results := map[string]result{}
	var broken []error
	for _, c := range cases() {
		if len(p.only) > 0 && !slices.Contains(p.only, c.name) {
			continue
		}
		fmt.Fprintf(os.Stderr, "%s: %s\n", c.name, c.doc)
		for range max(1, p.repeat) {
			bounded, cancel := context.WithTimeout(ctx, p.timeout)
			r, err := p.one(bounded, c)
			cancel()
			if err != nil {
				return fmt.Errorf("%s: %w", c.name, err)
			}
			if what := r.broken(); what != "" {
				broken = append(broken, fmt.Errorf("%s: %s", c.name, what))
			}
			if best, seen := results[c.name]; !seen || r.better(best) {
				results[c.name] = r
			}
		}
	}
	return errors.Join(append(broken, table(out, results))...)
}
