package cli

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"makcomblang.id/services/cmd/makcomblang/app"
	"makcomblang.id/services/internal/host"
)

func newSetupUsers() *cobra.Command {
	var out string
	cmd := &cobra.Command{
		Use:   "users",
		Short: "Write a folder of keys for each role, and users.conf with what each may do, for nats-server",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := app.MakeUsers(out); err != nil {
				return err
			}
			_, err := fmt.Fprintf(cmd.ErrOrStderr(), "%s holds users.conf for nats-server and a folder for each of %s; give each process its own folder only\n",
				out, strings.Join(host.Users(), ", "))
			return err
		},
	}
	cmd.Flags().StringVar(&out, "out", "var/cluster", "folder for users.conf and the folders, with keys of mode 0600")
	return cmd
}

func newSetupSecrets() *cobra.Command {
	var from, out string
	cmd := &cobra.Command{
		Use:   "secrets",
		Short: "Copy mounted secrets to files that only this user may read, as an init container does",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			n, err := host.CopySecrets(from, out)
			if err == nil {
				_, err = fmt.Fprintf(cmd.ErrOrStderr(), "%d secrets were copied\n", n)
			}
			return err
		},
	}
	cmd.Flags().StringVar(&from, "from", "/mounted", "folder that holds the secrets")
	cmd.Flags().StringVar(&out, "out", "/secrets", "folder to copy them to")
	return cmd
}
