package cli

import (
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"
)

// recomputedPlan is what the server answers to a recomputation, as far as it is told here.
type recomputedPlan struct {
	Same        bool
	Sentence    struct{ EN string }
	Proof       *struct{ Holds bool }
	Differences []struct{ What, Where, Told, Recomputed string }
}

func newPlanRecompute() *cobra.Command {
	var r remote
	cmd := &cobra.Command{
		Use:   "recompute ID",
		Short: "Compute a plan again from the log as it was, and compare it to the byte",
		Long: `recompute has the server read the log again up to the position that the plan was computed at, solve the same problem, and
compare pairs, sums, inputs and certificate with what the log tells and the store holds. It changes nothing.

A plan tells the version of the engine that computed it. Where the engine of the server is another one and chooses otherwise
from the same inputs, which it may where plans are equally good or a budget leaves a gap, the stored certificate is checked
instead, by the verifier that shares no code with either.

Exit code 0: the same. 3: another engine chooses otherwise, and the stored certificate holds. 1: something differs that no
engine explains, or the certificate does not hold. What differs, and where, is written to standard output, a line each.`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			c, err := r.client()
			if err != nil {
				return err
			}
			var a recomputedPlan
			if err := c.Get(cmd.Context(), planPath(args[0])+"/recompute", &a); err != nil {
				return err
			}
			return a.tell(cmd.OutOrStdout(), cmd.ErrOrStderr())
		},
	}
	r.flags(cmd.Flags())
	return cmd
}

// tell writes the answer; its error is the exit code.
func (a *recomputedPlan) tell(out, say io.Writer) error {
	if a.Same {
		_, err := fmt.Fprintln(out, a.Sentence.EN)
		return err
	}
	for _, d := range a.Differences {
		where := d.What
		if d.Where != "" {
			where += " at " + d.Where
		}
		if _, err := fmt.Fprintf(out, "%s: %s was recorded, %s came out\n", where, d.Told, d.Recomputed); err != nil {
			return err
		}
	}
	if a.Proof != nil && a.Proof.Holds {
		_, _ = fmt.Fprintln(say, a.Sentence.EN)
		return errPartly
	}
	return errors.New(a.Sentence.EN)
}
