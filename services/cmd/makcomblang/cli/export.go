package cli

import (
	"io"
	"net/http"

	"github.com/spf13/cobra"
)

func newExport() *cobra.Command {
	var r remote
	var out string
	cmd := &cobra.Command{
		Use:   "export",
		Short: "Write all facts that the key may see as NDJSON, one document a line",
		Example: `  makcomblang export --out facts.ndjson
  makcomblang export | jq -r .type | sort | uniq -c`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			c, err := r.client()
			if err != nil {
				return err
			}
			return writeTo(cmd, out, func(w io.Writer) error {
				resp, err := c.Do(cmd.Context(), http.MethodGet, "/api/v1/export", "", -1, nil)
				if err != nil {
					return err
				}
				defer func() { _ = resp.Body.Close() }()
				_, err = io.Copy(w, resp.Body)
				return err
			})
		},
	}
	r.flags(cmd.Flags())
	cmd.Flags().StringVar(&out, "out", "", "file for the facts; standard output if empty")
	return cmd
}
