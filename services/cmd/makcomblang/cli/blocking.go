package cli

import (
	"encoding/json"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"makcomblang.id/pkg/matching/solve"
)

func newBlocking() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "blocking INSTANCE.json PLAN.json",
		Short: "List the pairs that would rather have each other than what a plan gives them",
		Long: `List the pairs that block a plan, whoever made it: both sides would choose the pair if they could choose anew among it and
what they have. They go by the preferences of the instance or, without any, by the scores. PLAN.json is a result or any object
with "pairs"; whether it keeps capacities and minimums is a question for verify.`,
		Args: cobra.ExactArgs(2),
		RunE: func(cmd *cobra.Command, args []string) error {
			in, err := readInstance(args[0])
			if err != nil {
				return err
			}
			f, err := os.Open(args[1])
			if err != nil {
				return fmt.Errorf("the plan cannot be read: %w", err)
			}
			defer f.Close()
			plan, err := in.ReadPlan(f)
			if err != nil {
				return inFile("plan", args[1], err)
			}
			p := in.Problem()
			var found []solve.Pair
			if ranks := in.Options().Rankings; ranks != nil {
				found, err = solve.BlockingRanked(p, ranks, plan)
			} else {
				found, err = solve.Blocking(p, plan)
			}
			if err != nil {
				return sayRefused(args[0], err)
			}
			return printBlocking(cmd, p, found, asJSON)
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "write the pairs as JSON")
	return cmd
}

func printBlocking(cmd *cobra.Command, p *solve.Problem, found []solve.Pair, asJSON bool) error {
	pairs := [][2]string{}
	for _, q := range found {
		pairs = append(pairs, [2]string{p.Practices[q.Practice].ID, p.ColumnID(q.Column)})
	}
	out := cmd.OutOrStdout()
	if asJSON {
		return json.NewEncoder(out).Encode(map[string]any{"blocking_pairs": pairs})
	}
	if len(pairs) == 0 {
		_, err := fmt.Fprintln(out, "no pair blocks the plan")
		return err
	}
	for _, q := range pairs {
		if _, err := fmt.Fprintf(out, "%s and %s would rather have each other\n", q[0], q[1]); err != nil {
			return err
		}
	}
	return nil
}
