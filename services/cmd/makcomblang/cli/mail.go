package cli

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"makcomblang.id/pkg/fault"
	"makcomblang.id/services/internal/mailer"
)

const maxBounce = 1 << 20

func newMail() *cobra.Command {
	cmd := &cobra.Command{Use: "mail", Short: "What a mail server hands back"}
	cmd.AddCommand(newMailBounce())
	return cmd
}

func newMailBounce() *cobra.Command {
	var r remote
	var recipient string
	cmd := &cobra.Command{
		Use:   "bounce",
		Short: "Report a mail that came back, read from the standard input, so that its address gets no more",
		Long: `Read a mail that came to the mailbox of --mail-bounces and report it to the server. A report of a failed delivery
(RFC 3464) whose status speaks of the address stops the mails of that subscription; any other mail, such as an answer by a
machine, changes nothing and is no error, so that a mail server can hand over everything that comes.`,
		Example: `  makcomblang mail bounce --key-file bounces.key < report.eml
  # Postfix, master.cf: hand over what comes to bounces+...@
  bounces unix - n n - - pipe user=temu argv=/usr/local/bin/makcomblang mail bounce --key-file /etc/temu/bounces.key --recipient ${recipient}`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			text, err := io.ReadAll(io.LimitReader(cmd.InOrStdin(), maxBounce))
			if err != nil {
				return fmt.Errorf("the mail cannot be read: %w", err)
			}
			return r.bounce(cmd, text, recipient)
		},
	}
	r.flags(cmd.Flags())
	cmd.Flags().StringVar(&recipient, "recipient", "", "address that the mail came to, if it does not stand in its head")
	return cmd
}

// bounce reports one mail. Handed over again, the same mail is one report.
func (r *remote) bounce(cmd *cobra.Command, text []byte, recipient string) error {
	b, err := mailer.ReadBounce(bytes.NewReader(text), recipient)
	if errors.Is(err, mailer.ErrNoBounce) {
		_, _ = fmt.Fprintln(cmd.OutOrStdout(), "no report of a failed delivery; nothing to do")
		return nil
	}
	if err != nil {
		return err
	}
	c, err := r.client()
	if err != nil {
		return err
	}
	sum := sha256.Sum256(text)
	body := map[string]any{"return_path": b.ReturnPath, "status": b.Status}
	a, err := c.Command(cmd.Context(), "/api/v1/mail/bounces", "bounce-"+hex.EncodeToString(sum[:16]), -1, body)
	if fault.KindOf(err) == fault.KindInvalid {
		return errors.New(err.Error()) // what a mail holds is no use of the command
	}
	if err != nil {
		return err
	}
	_, _ = fmt.Fprintf(cmd.OutOrStdout(), "%s\n", a.Result)
	return nil
}
