package cli

import (
	"encoding/json"
	"fmt"
	"io"
	"net/url"

	"github.com/spf13/cobra"
)

// whyNot is what the server answers to "why not this pair?", as far as it is told here.
type whyNot struct {
	Sentence struct{ EN string }
	Shut     []struct {
		Sentence struct{ EN string }
	}
	Floor   bool `json:"below_floor"`
	Changes []struct{ Need, Region, From, To string }
}

func newPlanWhyNot() *cobra.Command {
	var r remote
	var raw bool
	cmd := &cobra.Command{
		Use:   "why-not ID INNOVATION NEED",
		Short: "Say why a plan does not have a pair, and what insisting on it would move",
		Long: `why-not asks a plan why a practice does not visit a need, and what insisting on the pair would move. The answer comes from the
plan's own problem and proof, whatever was learnt since. Nothing is changed.

The same stands on the page /rencana/ID/penjelasan and at GET /api/v1/plans/ID/whynot. How a practice stands for a need today,
condition by condition and without any plan, is on the page /mengapa and at GET /api/v1/whynot?innovation=…&need=….`,
		Example: `  makcomblang plan list
  makcomblang plan why-not p-02f4e15c473394a574be sistem-edat-malaria 9115-malaria`,
		Args: cobra.ExactArgs(3),
		RunE: func(cmd *cobra.Command, args []string) error {
			c, err := r.client()
			if err != nil {
				return err
			}
			query := url.Values{"innovation": {args[1]}, "need": {args[2]}}
			var doc json.RawMessage
			if err := c.Get(cmd.Context(), planPath(args[0])+"/whynot?"+query.Encode(), &doc); err != nil {
				return err
			}
			if raw {
				return writeLines(cmd.OutOrStdout(), []json.RawMessage{doc})
			}
			var a whyNot
			if err := json.Unmarshal(doc, &a); err != nil {
				return fmt.Errorf("the answer of the server cannot be read: %w", err)
			}
			return a.tell(cmd.OutOrStdout())
		},
	}
	r.flags(cmd.Flags())
	cmd.Flags().BoolVar(&raw, "json", false, "write the answer of the server as it is")
	return cmd
}

func (a *whyNot) tell(out io.Writer) error {
	lines := []string{a.Sentence.EN}
	for _, gate := range a.Shut {
		lines = append(lines, "  today a known no: "+gate.Sentence.EN)
	}
	if a.Floor {
		lines = append(lines, "  today its score is below the floor of the criteria")
	}
	if len(a.Changes) > 0 {
		lines = append(lines, "With it, the plan changes here:")
	}
	for _, c := range a.Changes {
		lines = append(lines, fmt.Sprintf("  %s in %s: %s instead of %s", c.Need, c.Region, orNone(c.To), orNone(c.From)))
	}
	for _, line := range lines {
		if _, err := fmt.Fprintln(out, line); err != nil {
			return err
		}
	}
	return nil
}

// orNone names a practice, or that there is none.
func orNone(practice string) string {
	if practice == "" {
		return "no visit"
	}
	return practice
}
