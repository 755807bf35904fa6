package cli

import (
	"encoding/json"
	"fmt"
	"net/url"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"makcomblang.id/pkg/event"
	"makcomblang.id/services/cmd/makcomblang/app"
)

func newKey() *cobra.Command {
	cmd := &cobra.Command{Use: "key", Short: "Issue, list, revoke and recover API keys"}
	cmd.AddCommand(newKeyCreate(), newKeyList(), newKeyRevoke(), newKeyRecover())
	return cmd
}

func newKeyCreate() *cobra.Command {
	var r remote
	var label string
	cmd := &cobra.Command{
		Use:   "create ROLE[:SCOPE]…",
		Short: "Issue a key; it is shown once",
		Long: `create issues a key with one role or several and writes it to standard output, the only time that it is shown.

  coordinator      decides for the whole country
  hub:92           decides for the province 92
  region:92.06     acts for the region 92.06
  innovator:OWNER  acts for that owner, such as innovator:kabupaten-teluk-bintuni
  integrator       has endpoints of its own, for webhooks
  auditor          reads what coordinators read and decides nothing`,
		Example: `  makcomblang key create region:92.06 --label "dinas kesehatan"
  makcomblang key create hub:91 innovator:kabupaten-teluk-bintuni`,
		Args: cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			c, err := r.client()
			if err != nil {
				return err
			}
			var roles []map[string]string
			for _, arg := range args {
				role, scope, _ := strings.Cut(arg, ":")
				grant := map[string]string{"role": role}
				if scope != "" {
					grant["scope"] = scope
				}
				roles = append(roles, grant)
			}
			body := map[string]any{"roles": roles}
			if label != "" {
				body["label"] = label
			}
			a, err := c.Command(cmd.Context(), "/api/v1/keys", newKeyFor("key"), -1, body)
			if err != nil {
				return err
			}
			var result struct {
				Key string `json:"key"`
			}
			if err := json.Unmarshal(a.Result, &result); err != nil {
				return fmt.Errorf("the answer cannot be read: %w", err)
			}
			_, _ = fmt.Fprintf(cmd.ErrOrStderr(), "key %s was issued; it is shown only now\n", a.ID)
			_, err = fmt.Fprintln(cmd.OutOrStdout(), result.Key)
			return err
		},
	}
	r.flags(cmd.Flags())
	cmd.Flags().StringVar(&label, "label", "", "what the key is for; no person's name")
	return cmd
}

func newKeyList() *cobra.Command {
	var r remote
	cmd := &cobra.Command{
		Use: "list", Short: "List the keys as NDJSON, without their secrets", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			c, err := r.client()
			if err != nil {
				return err
			}
			all, err := pages(cmd.Context(), c, "/api/v1/keys", url.Values{})
			if err != nil {
				return err
			}
			return writeLines(cmd.OutOrStdout(), all)
		},
	}
	r.flags(cmd.Flags())
	return cmd
}

func newKeyRevoke() *cobra.Command {
	var r remote
	var reason string
	cmd := &cobra.Command{
		Use: "revoke ID", Short: "End a key at once", Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if !event.ValidToken(args[0]) {
				return usagef("a key id has only a-z, 0-9, '-' and '_'")
			}
			c, err := r.client()
			if err != nil {
				return err
			}
			if _, err := c.Command(cmd.Context(), "/api/v1/keys/"+args[0]+"/revoke", newKeyFor("revoke"), -1, map[string]any{"reason": reason}); err != nil {
				return err
			}
			_, err = fmt.Fprintf(cmd.ErrOrStderr(), "key %s was revoked\n", args[0])
			return err
		},
	}
	r.flags(cmd.Flags())
	cmd.Flags().StringVar(&reason, "reason", "", "why; required")
	_ = cmd.MarkFlagRequired("reason") // the flag is there
	return cmd
}

func newKeyRecover() *cobra.Command {
	var data, out string
	cmd := &cobra.Command{
		Use:   "recover",
		Short: "Issue a new coordinator key on the machine that owns the data, while the server is stopped",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if out == "" {
				out = filepath.Join(data, "coordinator.key")
			}
			if err := app.Recover(cmd.Context(), data, out); err != nil {
				return err
			}
			_, err := fmt.Fprintf(cmd.ErrOrStderr(), "a new coordinator key is in %s (mode 0600); revoke the old one with `makcomblang key revoke`\n", out)
			return err
		},
	}
	cmd.Flags().StringVar(&data, "data", "var/data", "folder that holds the log")
	cmd.Flags().StringVar(&out, "out", "", "file for the key; <data>/coordinator.key if empty")
	return cmd
}
