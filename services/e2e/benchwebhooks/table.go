package main

import (
	"fmt"
	"io"
	"text/tabwriter"
	"time"
)

// row is one line of the table: a figure, what was aimed at, what the best peer was measured at in its own run on the same
// kind of machine, and whether the aim was met; "" where there is none.
type row struct{ what, figure, goal, peer, met string }

// sheet collects the lines.
type sheet struct{ rows []row }

// note adds a figure without an aim.
func (s *sheet) note(what, figure, peer string) {
	s.rows = append(s.rows, row{what, figure, "", peer, ""})
}

// aim adds a figure with one.
func (s *sheet) aim(what, figure, goal, peer string, met bool) {
	s.rows = append(s.rows, row{what, figure, goal, peer, map[bool]string{true: "met", false: "MISSED"}[met]})
}

// table prints what was measured beside the goals and the peer.
func table(out io.Writer, results map[string]result) error {
	var s sheet
	for _, c := range cases() {
		if r, ok := results[c.name]; ok {
			c.rows(r, &s)
		}
	}
	isolation(results, &s)
	w := tabwriter.NewWriter(out, 2, 8, 2, ' ', 0)
	_, _ = fmt.Fprintln(w, "MEASURED\tFIGURE\tGOAL\tPEER\tVERDICT")
	for _, r := range s.rows {
		_, _ = fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\n", r.what, r.figure, r.goal, r.peer, r.met)
	}
	_, _ = fmt.Fprintln(w, "\nPEER: Outpost f67ae011 with its broker, log and database where CPU is meant; its application alone where memory is.")
	return w.Flush()
}

func ms(d time.Duration) string { return fmt.Sprintf("%.1f ms", float64(d.Microseconds())/1000) }

// peers are Outpost's figures for the same cases.
func (c kase) peers() (rate, latency string) {
	switch c.name {
	case "to1":
		return "1220/s", ""
	case "to100":
		return "1123/s", ""
	case "fan100":
		return "1763/s", ""
	case "paced":
		return "", "32 / 61 ms"
	}
	return "", ""
}

func (c kase) rows(r result, s *sheet) {
	if c.kill {
		s.aim(c.name+": lost of those accepted", fmt.Sprintf("%d of %d", r.lost, r.delivered), "0", "0", r.lost == 0)
		s.aim(c.name+": delivered twice", fmt.Sprint(r.twice), fmt.Sprintf("<= %d in flight", r.inFlight), "17 to 100", r.twice <= r.inFlight)
		s.aim(c.name+": in no final state afterwards", fmt.Sprint(r.unfinished), "0", "0", r.unfinished == 0)
		s.aim(c.name+": first delivery after the restart", ms(r.firstAfter), "< 2 s", "1.3 to 6.3 s", r.firstAfter < 2*time.Second)
		s.note(c.name+": server ready after the restart", ms(r.ready), "")
		return
	}
	rate, latency := c.peers()
	s.note(c.name+": deliveries/s", fmt.Sprintf("%.0f (API took %.0f events/s)", r.perSecond, r.accepted), rate)
	if c.paced {
		s.aim(c.name+": latency p50 / p99", ms(r.p50)+" / "+ms(r.p99), "p99 < 50 ms", latency, r.p99 < 50*time.Millisecond)
	} else {
		s.note(c.name+": latency p50 / p99", ms(r.p50)+" / "+ms(r.p99), latency)
	}
	cpu := c.name + ": CPU for 10,000 deliveries, NATS and API included"
	if c.name == "to1" || c.name == "to100" || c.fan {
		s.aim(cpu, fmt.Sprintf("%.1f s", r.cpu), "<= 8 s", "13.3 s", r.cpu <= 8)
	} else {
		s.note(cpu, fmt.Sprintf("%.1f s", r.cpu), "")
	}
	s.note(c.name+": peak memory (PSS), NATS and API included", fmt.Sprintf("%.0f MB", r.memory), "131 MB")
}

// isolation compares the endpoints that answer with the same endpoints in the run where all answer.
func isolation(results map[string]result, s *sheet) {
	clean, ok := results["to100"]
	if !ok {
		return
	}
	peers := map[string][2]string{"hang1": {"0.96", "1.06"}, "hang10": {"0.17", "105"}}
	for _, name := range []string{"hang1", "hang10"} {
		r, ok := results[name]
		if !ok {
			continue
		}
		rate := r.perSecond / (clean.perSecond * r.share)
		slower := float64(r.p99) / float64(clean.p99)
		s.aim(name+": throughput of the healthy, of theirs in to100", fmt.Sprintf("%.2f", rate), ">= 0.90", peers[name][0], rate >= 0.9)
		s.aim(name+": p99 of the healthy, of that in to100", fmt.Sprintf("%.2f", slower), "< 2", peers[name][1], slower < 2)
	}
}
