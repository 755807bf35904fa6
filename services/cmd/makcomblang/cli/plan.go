package cli

import (
	"crypto/rand"
	"encoding/json"
	"fmt"
	"net/url"

	"github.com/spf13/cobra"
)

// planPath is the address of a plan, whatever was typed for its id.
func planPath(id string) string { return "/api/v1/plans/" + url.PathEscape(id) }

// newKeyFor is a fresh idempotency key for a command that is typed by hand.
func newKeyFor(what string) string { return what + "-" + rand.Text() }

func newPlan() *cobra.Command {
	cmd := &cobra.Command{Use: "plan", Short: "Compute, compare, compute again, list, show, question, publish and withdraw plans for a visiting period"}
	cmd.AddCommand(newPlanCompute(), newPlanCompare(), newPlanRecompute(), newPlanList(), newPlanShow(), newPlanWhyNot(), newPlanPublish(), newPlanWithdraw())
	return cmd
}

func newPlanCompute() *cobra.Command {
	var r remote
	var ask planRequest
	cmd := &cobra.Command{
		Use:   "compute",
		Short: "Compute a plan; nothing is proposed before it is published",
		Long: `compute has the server compute a plan and stores it. Standard output is the plan's id alone, for scripts; what came out is said
on standard error. What a plan promises is its policy, proven by its certificate:

  score        the largest sum of scores
  leximin      the region with the fewest visits has as many as possible, then the next, and so on; then the sum
  worst-first  as many visits as possible, then the weakest pair as strong as possible, then the sum
  stable       no practice and region that would rather have each other than what they have

` + "`makcomblang plan compare`" + ` puts them side by side without storing anything; docs/matching.md has the proofs.`,
		Example: `  makcomblang plan compute --period 2027 --list perpres-63-2020
  makcomblang plan compute --policy leximin
  makcomblang plan compute --budget 900000000 --cost province=5000000 --cost islands=12000000 --cost elsewhere=25000000`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			body, err := ask.body()
			if err != nil {
				return err
			}
			c, err := r.client()
			if err != nil {
				return err
			}
			a, err := c.Command(cmd.Context(), "/api/v1/plans", newKeyFor("plan"), -1, body)
			if err != nil {
				return err
			}
			var came computed
			if err := c.Get(cmd.Context(), fmt.Sprintf("/api/v1/plans/%s?min_position=%d", a.ID, a.Position), &came); err != nil {
				_, _ = fmt.Fprintf(cmd.ErrOrStderr(), "plan %s was computed and cannot be read just now: %v\n", a.ID, err)
			} else {
				came.tell(cmd.ErrOrStderr())
			}
			_, err = fmt.Fprintln(cmd.OutOrStdout(), a.ID)
			return err
		},
	}
	r.flags(cmd.Flags())
	ask.flags(cmd.Flags())
	return cmd
}

func newPlanShow() *cobra.Command {
	var r remote
	cmd := &cobra.Command{
		Use: "show ID", Short: "Write a plan as JSON", Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			c, err := r.client()
			if err != nil {
				return err
			}
			var plan json.RawMessage
			if err := c.Get(cmd.Context(), planPath(args[0]), &plan); err != nil {
				return err
			}
			_, err = fmt.Fprintln(cmd.OutOrStdout(), string(plan))
			return err
		},
	}
	r.flags(cmd.Flags())
	return cmd
}

func newPlanPublish() *cobra.Command {
	var r remote
	cmd := &cobra.Command{
		Use: "publish ID", Short: "Turn a plan's pairs into proposals", Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return planCommand(cmd, r, args[0], "publish", map[string]any{})
		},
	}
	r.flags(cmd.Flags())
	return cmd
}

func newPlanWithdraw() *cobra.Command {
	var r remote
	var reason string
	cmd := &cobra.Command{
		Use: "withdraw ID", Short: "Take a published plan back; approved pairs stay", Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return planCommand(cmd, r, args[0], "withdraw", map[string]any{"reason": reason})
		},
	}
	r.flags(cmd.Flags())
	cmd.Flags().StringVar(&reason, "reason", "", "why; required")
	_ = cmd.MarkFlagRequired("reason") // the flag is there
	return cmd
}

// planCommand decides about a plan at the version that is read now.
func planCommand(cmd *cobra.Command, r remote, id, verb string, body map[string]any) error {
	c, err := r.client()
	if err != nil {
		return err
	}
	var plan struct {
		Version int64 `json:"version"`
	}
	if err := c.Get(cmd.Context(), planPath(id), &plan); err != nil {
		return err
	}
	if _, err := c.Command(cmd.Context(), planPath(id)+"/"+verb, newKeyFor(verb), plan.Version, body); err != nil {
		return err
	}
	_, err = fmt.Fprintf(cmd.ErrOrStderr(), "%s: done for plan %s\n", verb, id)
	return err
}
