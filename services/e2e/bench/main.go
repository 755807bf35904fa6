// Command bench measures the all-in-one against what the same machine can do without it, and prints what was reached
// beside each goal, whatever it is. Absolute figures of a shared machine mean little, so most goals are ratios to a bare
// JetStream publish on the same server, over the same connection, with the same size and sync; both are measured in turns.
//
//	go run ./services/e2e/bench                    everything, about three minutes
//	go run ./services/e2e/bench -only rebuild      one part
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"slices"
	"strings"
	"time"

	"makcomblang.id/services/cmd/makcomblang/cli"
)

// childArg makes this program the server that it measures.
const childArg = "--as-makcomblang"

// bench is one run.
type bench struct {
	dataset string
	facts   int
	idle    time.Duration
	turn    time.Duration
	turns   int
	profile string
	table   table
}

func main() {
	if len(os.Args) > 1 && os.Args[1] == childArg {
		os.Exit(cli.Main(os.Args[2:], os.Stdin, os.Stdout, os.Stderr))
	}
	var b bench
	only := flag.String("only", "", "parts to measure, comma separated: command, visible, rebuild, redis, start, memory; all if empty")
	flag.StringVar(&b.dataset, "dataset", "data", "folder of the shipped data set")
	flag.IntVar(&b.facts, "facts", 200000, "facts of the history for rebuild and start")
	flag.DurationVar(&b.idle, "idle", 60*time.Second, "time after ready at which memory is read")
	flag.DurationVar(&b.turn, "turn", time.Second, "length of one turn")
	flag.IntVar(&b.turns, "turns", 8, "turns of each side")
	flag.StringVar(&b.profile, "profile", "", "folder for CPU and heap profiles; none if empty")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := b.run(ctx, strings.FieldsFunc(*only, func(r rune) bool { return r == ',' })); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func (b *bench) run(ctx context.Context, only []string) error {
	dir, err := os.MkdirTemp("", "makcomblang-bench-")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	wanted := func(name string) bool { return len(only) == 0 || slices.Contains(only, name) }
	for _, part := range []struct {
		name string
		run  func(ctx context.Context, dir string) error
	}{
		{"command", b.commands}, {"visible", b.visible}, {"rebuild", b.rebuild}, {"redis", b.redis}, {"start", b.start}, {"memory", b.memory},
	} {
		if !wanted(part.name) {
			continue
		}
		fmt.Fprintln(os.Stderr, "bench:", part.name, "…")
		if err := part.run(ctx, dir); err != nil {
			return fmt.Errorf("%s: %w", part.name, err)
		}
	}
	return b.table.write(os.Stdout)
}
