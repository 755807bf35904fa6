package cli

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"makcomblang.id/services/cmd/makcomblang/app"
)

func newVersion() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "version",
		Short: "Say which build this is",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if asJSON {
				return json.NewEncoder(cmd.OutOrStdout()).Encode(app.Version())
			}
			_, err := fmt.Fprintln(cmd.OutOrStdout(), versionLine())
			return err
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "write it as JSON, as /version answers")
	return cmd
}

// versionLine is the build in one line, for `version` and --version.
func versionLine() string {
	v := app.Version()
	text := "makcomblang " + v["version"]
	for _, part := range []string{"revision", "time", "go"} {
		if v[part] != "" {
			text += ", " + strings.TrimPrefix(part+" "+v[part], "go ")
		}
	}
	return text
}
