package cli

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"makcomblang.id/pkg/event"
)

func newWebhookReplay() *cobra.Command {
	var r remote
	var from, to, region string
	var types []string
	var after uint64
	var all bool
	cmd := &cobra.Command{
		Use:   "replay ENDPOINT",
		Short: "Have the facts of a window delivered to an endpoint again, with the ids they had",
		Example: `  makcomblang webhook replay e-0123456789abcdef0123 --from 2026-11-20T00:00:00+07:00 --to 2026-11-21T00:00:00+07:00
  makcomblang webhook replay e-0123456789abcdef0123 --after 4711 --types need.unanswered.v1 --region 92.06`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if !event.ValidToken(args[0]) {
				return usagef("an endpoint id has only a-z, 0-9, '-' and '_'")
			}
			if windowed := from != "" || after > 0; windowed == all {
				return usagef("name where the window begins with --from or --after, or ask for everything with --all")
			}
			body := map[string]any{}
			for name, text := range map[string]string{"from": from, "to": to} {
				if text == "" {
					continue
				}
				at, err := time.Parse(time.RFC3339, text)
				if err != nil {
					return usagef("--%s takes a time such as 2026-11-21T08:00:00+07:00", name)
				}
				body[name] = at
			}
			if len(types) > 0 {
				body["types"] = types
			}
			if region != "" {
				body["region"] = region
			}
			return r.replay(cmd, args[0], body, after)
		},
	}
	r.flags(cmd.Flags())
	cmd.Flags().StringVar(&from, "from", "", "only facts decided at this time or later (RFC 3339)")
	cmd.Flags().StringVar(&to, "to", "", "only facts decided before this time (RFC 3339)")
	cmd.Flags().StringVar(&region, "region", "", "only facts that concern this region")
	cmd.Flags().StringSliceVar(&types, "types", nil, "only these types of fact")
	cmd.Flags().Uint64Var(&after, "after", 0, "only facts behind this position of the log")
	cmd.Flags().BoolVar(&all, "all", false, "everything from the beginning of the log")
	return cmd
}

// replay asks for window after window until the server says that it is done.
func (r *remote) replay(cmd *cobra.Command, endpoint string, body map[string]any, after uint64) error {
	c, err := r.client()
	if err != nil {
		return err
	}
	total := 0
	for {
		if after > 0 {
			body["after"] = after
		}
		a, err := c.Command(cmd.Context(), "/api/v1/endpoints/"+endpoint+"/replay", newKeyFor("replay"), -1, body)
		if err != nil {
			return err
		}
		var done struct {
			Deliveries int    `json:"deliveries"`
			Next       uint64 `json:"next"`
		}
		if err := json.Unmarshal(a.Result, &done); err != nil {
			return fmt.Errorf("the answer cannot be read: %w", err)
		}
		total += done.Deliveries
		if after = done.Next; after == 0 {
			_, err = fmt.Fprintf(cmd.OutOrStdout(), "%d deliveries\n", total)
			return err
		}
	}
}
