package cli

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/url"
	"slices"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"makcomblang.id/services/cmd/makcomblang/client"
)

// listedPlan is a line of the list of plans.
type listedPlan struct {
	ID, Period, Status, Policy string
	At                         time.Time `json:"computed_at"`
	By                         string    `json:"computed_by"`
	Pairs                      int
	Objective                  int64
}

// planStates are where a plan can stand.
var planStates = []string{"computed", "published", "withdrawn"}

func newPlanList() *cobra.Command {
	var r remote
	var period, status string
	var raw bool
	cmd := &cobra.Command{
		Use:   "list",
		Short: "List the plans, the newest first",
		Long: `list writes a table of the plans that were computed, published or withdrawn, the newest first. computed is a time in UTC, by the
id of who had the plan computed, as the fact in the log says; value is the sum of the scores, a score being at most 1.`,
		Example: `  makcomblang plan list
  makcomblang plan list --period 2027 --status published
  makcomblang plan list --json | jq -r .id`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			only := url.Values{"limit": {"100"}}
			if period != "" {
				if err := checkPeriod(period); err != nil {
					return err
				}
				only.Set("period", period)
			}
			if status != "" {
				if !slices.Contains(planStates, status) {
					return usagef("--status: there are %s", listed(planStates, "and"))
				}
				only.Set("status", status)
			}
			c, err := r.client()
			if err != nil {
				return err
			}
			all, err := pages(cmd.Context(), c, "/api/v1/plans", only)
			if err != nil {
				return err
			}
			if len(all) == 0 {
				_, _ = fmt.Fprintln(cmd.ErrOrStderr(), noPlan(period, status))
			}
			if raw {
				return writeLines(cmd.OutOrStdout(), all)
			}
			return writePlans(cmd.OutOrStdout(), all)
		},
	}
	r.flags(cmd.Flags())
	cmd.Flags().StringVar(&period, "period", "", "only plans of this visiting period; empty: of all")
	cmd.Flags().StringVar(&status, "status", "", "only plans that are computed, published or withdrawn; empty: all")
	cmd.Flags().BoolVar(&raw, "json", false, "write the plans as NDJSON, as the API gives them")
	return cmd
}

// noPlan says that the list is empty, and of what.
func noPlan(period, status string) string {
	text := "there is no plan"
	if status != "" {
		text = "there is no " + status + " plan"
	}
	if period != "" {
		text += " of the period " + period
	}
	return text + "; `makcomblang plan compute` computes one"
}

func writePlans(out io.Writer, all []json.RawMessage) error {
	if len(all) == 0 {
		return nil
	}
	t := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	_, _ = fmt.Fprintln(t, "id\tperiod\tstatus\tpolicy\tcomputed\tby\tvisits\tvalue")
	for _, doc := range all {
		var p listedPlan
		if err := json.Unmarshal(doc, &p); err != nil {
			return fmt.Errorf("the answer of the server cannot be read: %w", err)
		}
		_, _ = fmt.Fprintf(t, "%s\t%s\t%s\t%s\t%s\t%s\t%d\t%s\n",
			p.ID, p.Period, p.Status, p.Policy, p.At.UTC().Format("2006-01-02 15:04"), p.By, p.Pairs, millionths(p.Objective))
	}
	return t.Flush()
}

// pages reads a list of the API to its end.
func pages(ctx context.Context, c *client.Client, path string, query url.Values) ([]json.RawMessage, error) {
	var all []json.RawMessage
	for {
		var page struct {
			Items []json.RawMessage `json:"items"`
			Next  string            `json:"next"`
		}
		if err := c.Get(ctx, path+"?"+query.Encode(), &page); err != nil {
			return nil, err
		}
		all = append(all, page.Items...)
		if page.Next == "" {
			return all, nil
		}
		query.Set("cursor", page.Next)
	}
}

// writeLines writes documents as NDJSON.
func writeLines(out io.Writer, all []json.RawMessage) error {
	for _, doc := range all {
		if _, err := fmt.Fprintln(out, string(doc)); err != nil {
			return err
		}
	}
	return nil
}
