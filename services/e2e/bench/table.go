package main

import (
	"fmt"
	"io"
	"os"
	"runtime"
	"slices"
	"strings"
	"text/tabwriter"
	"time"
)

// table collects what was reached.
type table struct{ rows []row }

type row struct {
	what, goal, reached, detail string
	met                         bool
}

func (t *table) add(what, goal, reached string, met bool, detail string) {
	t.rows = append(t.rows, row{what, goal, reached, detail, met})
}

func (t *table) write(w io.Writer) error {
	out := tabwriter.NewWriter(w, 2, 8, 2, ' ', 0)
	_, _ = fmt.Fprintf(out, "%s/%s, %d CPUs, %s, load %s\n", runtime.GOOS, runtime.GOARCH, runtime.NumCPU(), runtime.Version(), load())
	_, _ = fmt.Fprintln(out, "MEASURED\tGOAL\tREACHED\t\tDETAIL")
	for _, r := range t.rows {
		mark := "missed"
		if r.met {
			mark = "met"
		}
		_, _ = fmt.Fprintf(out, "%s\t%s\t%s\t%s\t%s\n", r.what, r.goal, r.reached, mark, r.detail)
	}
	return out.Flush()
}

// quantile of durations; the list is sorted in place.
func quantile(list []time.Duration, q float64) time.Duration {
	if len(list) == 0 {
		return 0
	}
	slices.Sort(list)
	return list[min(len(list)-1, int(q*float64(len(list))))]
}

func median(list []float64) float64 {
	if len(list) == 0 {
		return 0
	}
	slices.Sort(list)
	return list[len(list)/2]
}

func ms(d time.Duration) string { return fmt.Sprintf("%.2f ms", float64(d.Microseconds())/1000) }

// load is how busy the machine is, with others too: figures of a busy one are worse than those of the program.
func load() string {
	doc, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return "unknown"
	}
	first, _, _ := strings.Cut(string(doc), " ")
	return first
}
