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
backup: keep a copy of it elsewhere, without it the vault cannot be read. What waits to be sent is in it; dead letters are not.`,
		`  makcomblang backup --data var/data --out backups/2026-11-21
  makcomblang backup --nats nats://n1,nats://n2,nats://n3 --replicas 3 --nats-auth-file var/cluster/admin/nats.nk --data var/cluster/admin --out backups/2026-11-21`,
		app.Backup, func(m app.Manifest) string {
			return fmt.Sprintf("%d facts, %d secrets, %d documents and %d deliveries that wait were written; keep the master key apart from them", m.Facts, m.Secret, m.Blobs, m.Deliveries)
		})
}

func newRestore() *cobra.Command {
	return storeCommand("restore", "from", "Fill an empty data folder or an empty cluster from a backup", `Into a new folder with --data, or into NATS servers on which setup never ran with --nats and the admin's key. The folder of
--data, or MAKCOMBLANG_MASTER_KEY_FILE, must hold the master key that the backup was made under. What waited to be sent
at the time of the backup is sent, with the ids it had, so that a receiver knows what it has already.`,
		`  makcomblang restore --from backups/2026-11-21 --data var/restored`,
		app.Restore, restored)
}

func restored(m app.Manifest) string {
	said := fmt.Sprintf("%d facts, %d secrets and %d documents were restored; ", m.Facts, m.Secret, m.Blobs)
	if m.Format == 1 {
		return said + "what waited to be sent is not in this backup, since an older version made it: send it again with `makcomblang webhook replay` to the endpoints that miss something"
	}
	return said + fmt.Sprintf("%d deliveries that waited, and what was not handed out yet, are sent when the server runs", m.Deliveries)
}

func storeCommand(name, flag, short, long, example string, do func(context.Context, app.Config, string) (app.Manifest, error), said func(app.Manifest) string) *cobra.Command {
	var c app.Config
	var folder string
	cmd := &cobra.Command{
		Use: name, Short: short, Long: long, Example: example, Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			m, err := do(cmd.Context(), c, folder)
			if err != nil {
				return err
			}
			_, _ = fmt.Fprintln(cmd.ErrOrStderr(), said(m))
			return json.NewEncoder(cmd.OutOrStdout()).Encode(m)
		},
	}
	natsFlags(cmd.Flags(), &c)
	cmd.Flags().StringVar(&c.Data, "data", "var/data", "folder that holds the log, or only the master key with --nats")
	cmd.Flags().StringVar(&folder, flag, "", "folder of the backup; required")
	_ = cmd.MarkFlagRequired(flag) // the flag is there
	return cmd
}
