// Command benchengine measures the matching engine beside LEMON's network simplex, compiled with -O3 and run in the
// same run, and prints what was reached beside each goal, whatever it is. Processor time of one core counts, and
// ratios; on a shared machine the absolute figures mean little.
//
//	go run ./services/e2e/benchengine                      everything, about four minutes
//	go run ./services/e2e/benchengine -part instances      one part
//	go run ./services/e2e/benchengine -part grid -only '1000x1000'
package main

import (
	"flag"
	"fmt"
	"os"
	"regexp"
	"runtime"
	"slices"
	"strings"
)

// bench is one run.
type bench struct {
	only  *regexp.Regexp
	whole bool // the whole grid, not the worst of it
	times int
	lemon *lemon
}

func main() {
	runtime.GOMAXPROCS(1)
	if len(os.Args) == 3 && (os.Args[1] == solveWord || os.Args[1] == readWord) {
		if err := child(os.Args[1], os.Args[2]); err != nil {
			fmt.Fprintln(os.Stderr, "benchengine:", err)
			os.Exit(1)
		}
		return
	}
	part := flag.String("part", "", "parts to measure, comma separated: instances, grid, kept, nested, profiles; all if empty")
	only := flag.String("only", "", "measure only instances whose name matches this regular expression")
	driver := flag.String("driver", "tools/lemon-driver/main.cpp", "source of the LEMON driver; empty to measure this engine alone")
	var b bench
	flag.BoolVar(&b.whole, "whole", false, "the whole grid, about ten minutes, instead of its worst cases")
	flag.IntVar(&b.times, "times", 3, "solves of each instance at least; the quickest counts")
	flag.Parse()
	if err := b.run(strings.FieldsFunc(*part, func(r rune) bool { return r == ',' }), *only, *driver); err != nil {
		fmt.Fprintln(os.Stderr, "benchengine:", err)
		os.Exit(1)
	}
}

func (b *bench) run(parts []string, only, driver string) (err error) {
	if b.only, err = regexp.Compile(only); err != nil {
		return fmt.Errorf("-only: %w", err)
	}
	dir, err := os.MkdirTemp("", "makcomblang-benchengine-")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	b.lemon = buildLemon(dir, driver)
	for _, part := range []struct {
		name string
		run  func() error
	}{{"instances", b.instances}, {"grid", b.grid}, {"kept", b.kept}, {"nested", b.nested}, {"profiles", b.profiles}} {
		if len(parts) > 0 && !slices.Contains(parts, part.name) {
			continue
		}
		if err := part.run(); err != nil {
			return fmt.Errorf("%s: %w", part.name, err)
		}
	}
	return nil
}
