package cli

import (
	"github.com/spf13/cobra"

	"makcomblang.id/services/cmd/makcomblang/demo"
)

func newDemo() *cobra.Command {
	var opt demo.Options
	cmd := &cobra.Command{
		Use:   "demo",
		Short: "Tell the whole job on the shipped data, over HTTP, in a temporary folder",
		Example: `  makcomblang demo
  makcomblang demo --json | jq .plan`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return demo.Run(cmd.Context(), cmd.OutOrStdout(), opt) },
	}
	cmd.Flags().StringVar(&opt.Dataset, "dataset", "data", "folder of the shipped data set")
	cmd.Flags().BoolVar(&opt.JSON, "json", false, "write one JSON document instead of the story")
	return cmd
}
