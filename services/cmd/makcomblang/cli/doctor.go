package cli

import (
	"errors"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"makcomblang.id/services/cmd/makcomblang/app"
	"makcomblang.id/services/cmd/makcomblang/client"
)

func newDoctor() *cobra.Command {
	var r remote
	var c app.Config
	cmd := &cobra.Command{
		Use:   "doctor",
		Short: "Look at a running server, its data and its cluster, and say what is wrong and how to mend it",
		Example: `  makcomblang doctor --data var/data
  makcomblang doctor --nats nats://n1 --nats-monitor http://n1:8222 --nats-auth-file var/cluster/admin/nats.nk --redis redis://r1:6379`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := r.check(); err != nil {
				return err
			}
			checks := examine(cmd, r)
			if c.Data != "" {
				checks = append(checks, app.ExamineData(c.Data)...)
			}
			c.Defaults()
			checks = append(checks, app.ExamineCluster(cmd.Context(), c)...)
			failed := false
			for _, check := range checks {
				failed = failed || check.State == "FAIL"
				line := fmt.Sprintf("%-4s  %s", check.State, check.What)
				if check.Repair != "" {
					line += " → " + oneLine(check.Repair)
				}
				_, _ = fmt.Fprintln(cmd.OutOrStdout(), line)
			}
			if failed {
				return errors.New("something needs repair")
			}
			return nil
		},
	}
	r.flags(cmd.Flags())
	natsFlags(cmd.Flags(), &c)
	cmd.Flags().StringVar(&c.Data, "data", "", "data folder to look at; empty looks at none")
	cmd.Flags().StringVar(&c.Remote.Redis, "redis", "", "URL of the Redis that holds the views; empty looks at none")
	return cmd
}

func examine(cmd *cobra.Command, r remote) []app.Check {
	ctx, public := cmd.Context(), client.New(r.server, "")
	if err := public.Get(ctx, "/livez", nil); err != nil {
		return []app.Check{{State: "FAIL", What: "the server does not answer at --server", Repair: "start it with `makcomblang serve`, or name its address"}}
	}
	checks := []app.Check{{State: "OK", What: "the server answers", Repair: ""}}
	var ready struct {
		Ready  bool   `json:"ready"`
		Writes bool   `json:"writes"`
		Reason string `json:"reason"`
	}
	switch err := public.Get(ctx, "/readyz", &ready); {
	case err != nil:
		checks = append(checks, app.Check{State: "WARN", What: "the log is still being read", Repair: "wait; /readyz says when"})
	case !ready.Writes:
		checks = append(checks, app.Check{State: "FAIL", What: "nothing is written: " + ready.Reason, Repair: "restore the log from a backup into an empty data folder"})
	default:
		checks = append(checks, app.Check{State: "OK", What: "the log is read and passes its integrity check", Repair: ""})
	}
	key, err := client.ReadKey(r.keyFile)
	switch {
	case errors.Is(err, os.ErrNotExist):
		return append(checks, app.Check{State: "WARN", What: "there is no key file", Repair: "name one with --key-file, or run `makcomblang key recover` on the machine that owns the data"})
	case err != nil:
		return append(checks, app.Check{State: "FAIL", What: err.Error(), Repair: ""})
	}
	var me struct {
		Known bool `json:"known"`
	}
	if err := client.New(r.server, key).Get(ctx, "/api/v1/me", &me); err != nil || !me.Known {
		return append(checks, app.Check{State: "FAIL", What: "the key is not accepted", Repair: "it may be revoked, expired or of another installation; `makcomblang key recover` makes a new one"})
	}
	return append(checks, app.Check{State: "OK", What: "the key is accepted", Repair: ""})
}
