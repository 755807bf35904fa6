package cli

import (
	"errors"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"makcomblang.id/services/cmd/makcomblang/client"
)

// check is one line of the doctor's report.
type check struct {
	ok     string // OK, WARN or FAIL
	what   string
	repair string
}

func newDoctor() *cobra.Command {
	var r remote
	cmd := &cobra.Command{
		Use:   "doctor",
		Short: "Look at a running server and say what is wrong and how to mend it",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			failed := false
			for _, c := range examine(cmd, r) {
				failed = failed || c.ok == "FAIL"
				line := fmt.Sprintf("%-4s  %s", c.ok, c.what)
				if c.repair != "" {
					line += " → " + c.repair
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
	return cmd
}

func examine(cmd *cobra.Command, r remote) []check {
	ctx, public := cmd.Context(), client.New(r.server, "")
	if err := public.Get(ctx, "/livez", nil); err != nil {
		return []check{{"FAIL", "the server does not answer at --server", "start it with `makcomblang serve`, or name its address"}}
	}
	checks := []check{{"OK", "the server answers", ""}}
	var ready struct {
		Ready  bool   `json:"ready"`
		Writes bool   `json:"writes"`
		Reason string `json:"reason"`
	}
	switch err := public.Get(ctx, "/readyz", &ready); {
	case err != nil:
		checks = append(checks, check{"WARN", "the log is still being read", "wait; /readyz says when"})
	case !ready.Writes:
		checks = append(checks, check{"FAIL", "nothing is written: " + ready.Reason, "restore the log from a backup into an empty data folder"})
	default:
		checks = append(checks, check{"OK", "the log is read and passes its integrity check", ""})
	}
	key, err := client.ReadKey(r.keyFile)
	switch {
	case errors.Is(err, os.ErrNotExist):
		return append(checks, check{"WARN", "there is no key file", "name one with --key-file, or run `makcomblang key recover` on the machine that owns the data"})
	case err != nil:
		return append(checks, check{"FAIL", err.Error(), ""})
	}
	var me struct {
		Known bool `json:"known"`
	}
	if err := client.New(r.server, key).Get(ctx, "/api/v1/me", &me); err != nil || !me.Known {
		return append(checks, check{"FAIL", "the key is not accepted", "it may be revoked, expired or of another installation; `makcomblang key recover` makes a new one"})
	}
	return append(checks, check{"OK", "the key is accepted", ""})
}
