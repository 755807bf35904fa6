package main

import (
	"fmt"
	"io"
	"text/tabwriter"
	"time"
)

// row is one line of the table: a figure, what was aimed at, and whether it was met; "" if there is no aim.
type row struct{ what, figure, goal, met string }

// table prints what was measured beside the goals.
func table(out io.Writer, results map[string]result) error {
	var rows []row
	add := func(what, figure, goal string, met bool) {
		word := ""
		if goal != "" {
			word = map[bool]string{true: "yes", false: "NO"}[met]
		}
		rows = append(rows, row{what, figure, goal, word})
	}
	for _, c := range cases() {
		if r, ok := results[c.name]; ok {
			c.rows(r, add)
		}
	}
	isolation(results, add)
	w := tabwriter.NewWriter(out, 2, 8, 2, ' ', 0)
	_, _ = fmt.Fprintln(w, "MEASURED\tFIGURE\tGOAL\tMET")
	for _, r := range rows {
		_, _ = fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", r.what, r.figure, r.goal, r.met)
	}
	return w.Flush()
}

func ms(d time.Duration) string { return fmt.Sprintf("%.1f ms", float64(d.Microseconds())/1000) }

func (c kase) rows(r result, add func(what, figure, goal string, met bool)) {
	if c.kill {
		add(c.name+": lost of those accepted", fmt.Sprintf("%d of %d", r.lost, r.delivered), "0", r.lost == 0)
		add(c.name+": delivered twice", fmt.Sprint(r.twice), fmt.Sprintf("<= %d in flight", r.inFlight), r.twice <= r.inFlight)
		add(c.name+": first delivery after the restart", ms(r.firstAfter), "< 2 s", r.firstAfter < 2*time.Second)
		add(c.name+": server ready after the restart", ms(r.ready), "", true)
		return
	}
	goal := ""
	if c.name == "to1" || c.name == "to100" || c.fan {
		goal = "<= 8 s"
	}
	add(c.name+": deliveries/s", fmt.Sprintf("%.0f (API took %.0f events/s)", r.perSecond, r.accepted), "", true)
	latency := ""
	if c.paced {
		latency = "p99 < 50 ms"
	}
	add(c.name+": latency p50 / p99", ms(r.p50)+" / "+ms(r.p99), latency, r.p99 < 50*time.Millisecond)
	add(c.name+": CPU for 10,000 deliveries, NATS and API included", fmt.Sprintf("%.1f s", r.cpu), goal, r.cpu <= 8)
	add(c.name+": peak memory of the server", fmt.Sprintf("%.0f MB", r.memory), "", true)
}

// isolation compares the endpoints that answer with the same endpoints in the run where all answer.
func isolation(results map[string]result, add func(what, figure, goal string, met bool)) {
	clean, ok := results["to100"]
	if !ok {
		return
	}
	for _, name := range []string{"hang1", "hang10"} {
		r, ok := results[name]
		if !ok {
			continue
		}
		rate := r.perSecond / (clean.perSecond * r.share)
		slower := float64(r.p99) / float64(clean.p99)
		add(name+": throughput of the healthy, of theirs in to100", fmt.Sprintf("%.2f", rate), ">= 0.90", rate >= 0.9)
		add(name+": p99 of the healthy, of that in to100", fmt.Sprintf("%.2f", slower), "< 2", slower < 2)
	}
}
