package cli

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/spf13/cobra"

	"makcomblang.id/services/cmd/makcomblang/app"
)

func newBackup() *cobra.Command {
	return storeCommand("backup", "out", "Write the log, the encrypted vault and the documents into a new folder", `Of a stopped server with --data, or of a running cluster with --nats and the admin's key. The master key is not in the
backup: keep a copy of it elsewhere, without it the vault cannot be read.`,
		`  makcomblang backup --data var/data --out backups/2026-11-21
  makcomblang backup --nats nats://n1,nats://n2,nats://n3 --replicas 3 --nats-auth-file var/cluster/admin/nats.nk --data var/cluster/admin --out backups/2026-11-21`,
		app.Backup, "%d facts, %d secrets and %d documents were written; keep the master key apart from them\n")
}

func newRestore() *cobra.Command {
	return storeCommand("restore", "from", "Fill an empty data folder or an empty cluster from a backup", `Into a new folder with --data, or into NATS servers on which setup never ran with --nats and the admin's key. The folder of
--data, or MAKCOMBLANG_MASTER_KEY_FILE, must hold the master key that the backup was made under. Nothing is sent a second time.`,
		`  makcomblang restore --from backups/2026-11-21 --data var/restored`,
		app.Restore, "%d facts, %d secrets and %d documents were restored; deliveries go on with what comes from now on\n")
}

func storeCommand(name, flag, short, long, example string, do func(context.Context, app.Config, string) (app.Manifest, error), said string) *cobra.Command {
	var c app.Config
	var folder string
	cmd := &cobra.Command{
		Use: name, Short: short, Long: long, Example: example, Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			m, err := do(cmd.Context(), c, folder)
			if err != nil {
				return err
			}
			_, _ = fmt.Fprintf(cmd.ErrOrStderr(), said, m.Facts, m.Secret, m.Blobs)
			return json.NewEncoder(cmd.OutOrStdout()).Encode(m)
		},
	}
	natsFlags(cmd.Flags(), &c)
	cmd.Flags().StringVar(&c.Data, "data", "var/data", "folder that holds the log, or only the master key with --nats")
	cmd.Flags().StringVar(&folder, flag, "", "folder of the backup; required")
	_ = cmd.MarkFlagRequired(flag) // the flag is there
	return cmd
}
