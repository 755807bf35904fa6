package cli

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"
)

func newPlanRecompute() *cobra.Command {
	var r remote
	cmd := &cobra.Command{
		Use:   "recompute ID",
		Short: "Compute a plan again from the log as it was, and compare it to the byte",
		Long: `recompute has the server read the log again up to the position that the plan was computed at, solve the same problem, and
compare pairs, sums, inputs and certificate with what the log tells and the store holds. It changes nothing.
Exit code 0: the same. 1: something differs; what and where is written to standard output, a line each.`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			c, err := r.client()
			if err != nil {
				return err
			}
			var a struct {
				Same        bool
				Sentence    struct{ EN string }
				Differences []struct{ What, Where, Told, Recomputed string }
			}
			if err := c.Get(cmd.Context(), "/api/v1/plans/"+args[0]+"/recompute", &a); err != nil {
				return err
			}
			if a.Same {
				_, err := fmt.Fprintln(cmd.OutOrStdout(), a.Sentence.EN)
				return err
			}
			for _, d := range a.Differences {
				where := d.What
				if d.Where != "" {
					where += " at " + d.Where
				}
				if _, err := fmt.Fprintf(cmd.OutOrStdout(), "%s: %s was recorded, %s came out\n", where, d.Told, d.Recomputed); err != nil {
					return err
				}
			}
			return errors.New(a.Sentence.EN)
		},
	}
	r.flags(cmd.Flags())
	return cmd
}
