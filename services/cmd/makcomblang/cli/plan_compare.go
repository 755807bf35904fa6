package cli

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"makcomblang.id/pkg/matching"
	"makcomblang.id/services/cmd/makcomblang/client"
)

// compared is what the server answers to a comparison, as far as the table shows it.
type compared struct {
	Scenarios []struct {
		Name, Policy, Status, Why     string
		Objective                     int64
		InUse                         int64 `json:"objective_in_use"`
		Fairness                      int64 `json:"fairness_price"`
		Spent                         int64
		Visits, Needs, Moved, Busiest int
		Regions, Lagging              share
		FirstTimers                   share `json:"first_timers"`
		Islands                       []struct {
			Group      string
			Served, Of int
		}
	}
	Frontier []struct {
		Guaranteed, Visits, Regions int
		Objective                   int64
	}
	Took int64 `json:"took_us"`
}

type share struct{ Served, Of int }

func (s share) String() string { return fmt.Sprintf("%d/%d", s.Served, s.Of) }

const compareHelp = `compare has the server solve what-if runs over the problem of a period and writes them as a table: what each is worth, what
fairness costs it, and whom it reaches. Nothing is stored and nobody is told. Without --file the four policies are compared.

  value         sum of the scores of the pairs, a score being at most 1, by the weights of the run
  in use        the same pairs by the weights in use, so that runs with other weights can be compared
  fairness      how much less the value is than that of the best plan without the policy; - within a budget, where it is not known
  visits        visits, of the needs that some practice could meet
  moved         needs that get another practice, gain a visit or lose it against the first run
  regions       regions that get a visit, of all in the scope
  lagging       the same, of those whose last known status is that of a lagging regency
  first-timers  the same, of those that have had no visit in any period
  busiest       visits of the owner that has the most
  spent         rupiah, within a budget
  guaranteed fairly   of the frontier (--points): visits given out fairly first; the rest goes where it scores most

A file holds a JSON list of runs, as the API takes them:
  [{"name": "as it is"}, {"name": "one trip more", "trips": 1}, {"name": "fair", "policy": "leximin"},
   {"name": "without one pair", "forbidden": [{"innovation": "sistem-edat-malaria", "need": "9115-malaria"}]}]`

func newPlanCompare() *cobra.Command {
	var r remote
	var ask planRequest
	var file string
	var points int
	var raw bool
	cmd := &cobra.Command{
		Use:   "compare",
		Short: "Try plans side by side without changing anything",
		Long:  compareHelp,
		Example: `  makcomblang plan compare --period 2027 --points 9
  makcomblang plan compare --file runs.json --json`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := checkPeriod(ask.period); err != nil {
				return err
			}
			if points != 0 && (points < 9 || points > 33) {
				return usagef("--points takes 9 to 33, or 0 to leave the frontier out")
			}
			runs, err := scenarios(file)
			if err != nil {
				return err
			}
			c, err := r.client()
			if err != nil {
				return err
			}
			body := map[string]any{"period": ask.period, "scope": ask.scope(), "frontier": points, "scenarios": runs}
			var doc json.RawMessage
			if err := c.Ask(cmd.Context(), "/api/v1/plans/compare", body, &doc); err != nil {
				return inRuns(file, err)
			}
			if raw {
				_, err := fmt.Fprintln(cmd.OutOrStdout(), string(doc))
				return err
			}
			var a compared
			if err := json.Unmarshal(doc, &a); err != nil {
				return fmt.Errorf("the answer of the server cannot be read: %w", err)
			}
			return a.write(cmd.OutOrStdout())
		},
	}
	r.flags(cmd.Flags())
	ask.scopeFlags(cmd.Flags())
	cmd.Flags().StringVar(&file, "file", "", "JSON list of runs; default: the four policies")
	cmd.Flags().IntVar(&points, "points", 0, "points of the frontier of fairness against score, 9 to 33; 0: leave it out")
	cmd.Flags().BoolVar(&raw, "json", false, "write the answer of the server as it is")
	return cmd
}

// scenarios reads the runs; the server checks them.
func scenarios(file string) ([]json.RawMessage, error) {
	var runs []json.RawMessage
	if file == "" {
		for _, p := range []string{"score", "leximin", "worst-first", "stable"} {
			runs = append(runs, json.RawMessage(fmt.Sprintf(`{"name":%q,"policy":%q}`, p, p)))
		}
		return runs, nil
	}
	doc, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("the file of runs cannot be read: %w", err)
	}
	if err := json.Unmarshal(doc, &runs); err != nil {
		return nil, fmt.Errorf("%s is not a JSON list of runs: want [{\"name\": …}, …]; see `makcomblang plan compare --help`", file)
	}
	return runs, nil
}

// inRuns says that what the server does not take stands in the file of runs: a file is no use of the command.
func inRuns(file string, err error) error {
	var p *client.Problem
	if file == "" || !errors.As(err, &p) || len(p.Errors) == 0 || !strings.HasPrefix(p.Errors[0].Field, "scenarios") {
		return err
	}
	return fmt.Errorf("the runs of %s: %s", file, p.Error())
}

func (a *compared) write(out io.Writer) error {
	t := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	row := func(cells ...string) { _, _ = fmt.Fprintln(t, strings.Join(cells, "\t")) }
	row("run", "policy", "value", "in use", "fairness", "visits", "moved", "regions", "lagging", "first-timers", "busiest", "spent")
	for _, s := range a.Scenarios {
		if s.Status == "infeasible" {
			row(s.Name, s.Policy, "not possible: "+s.Why)
			continue
		}
		value := millionths(s.Objective)
		if s.Status == "bounded" {
			value += " (not proven best)"
		}
		fairness := difference(s.Objective+s.Fairness, s.Objective)
		if s.Spent > 0 || s.Status == "bounded" {
			fairness = "-" // not known: the bound is of the plans within the budget
		}
		row(s.Name, s.Policy, value, millionths(s.InUse), fairness, fmt.Sprintf("%d/%d", s.Visits, s.Needs), strconv.Itoa(s.Moved),
			s.Regions.String(), s.Lagging.String(), s.FirstTimers.String(), strconv.Itoa(s.Busiest), strconv.FormatInt(s.Spent, 10))
	}
	if len(a.Scenarios) > 0 {
		row()
		head := []string{"regions served"}
		for _, g := range a.Scenarios[0].Islands {
			head = append(head, g.Group)
		}
		row(head...)
		for _, s := range a.Scenarios {
			cells := []string{s.Name}
			for _, g := range s.Islands {
				cells = append(cells, fmt.Sprintf("%d/%d", g.Served, g.Of))
			}
			row(cells...)
		}
	}
	if len(a.Frontier) > 0 {
		row()
		row("guaranteed fairly", "value", "fairness", "visits", "regions")
		for _, p := range a.Frontier {
			row(strconv.Itoa(p.Guaranteed), millionths(p.Objective), difference(a.Frontier[0].Objective, p.Objective), strconv.Itoa(p.Visits), strconv.Itoa(p.Regions))
		}
	}
	if err := t.Flush(); err != nil {
		return err
	}
	_, err := fmt.Fprintf(out, "\nsolved in %.1f ms; nothing was stored\n", float64(a.Took)/1000)
	return err
}

// millionths writes a sum of scores with two decimals.
func millionths(n int64) string { return matching.Decimal(n, 2) }

// difference writes what larger is more than smaller, as the difference of what millionths writes of each.
func difference(larger, smaller int64) string { return matching.DecimalDifference(larger, smaller, 2) }
