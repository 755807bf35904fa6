package cli

import "github.com/spf13/cobra"

// newHelp is the command help, which refuses what it cannot explain as the command line refuses it.
func newHelp() *cobra.Command {
	return &cobra.Command{
		Use:   "help [COMMAND…]",
		Short: "Explain a command",
		Example: `  makcomblang help plan compute
  makcomblang plan compute --help`,
		RunE: func(cmd *cobra.Command, args []string) error {
			about, rest, err := cmd.Root().Find(args)
			if err != nil || about == nil {
				about, rest = cmd.Root(), args
			}
			if len(rest) > 0 {
				return refuseTopic(about, rest[0])
			}
			about.InitDefaultHelpFlag() // which is listed only where the command itself was asked
			return about.Help()
		},
	}
}

// refuseTopic says that there is no such command to explain.
func refuseTopic(about *cobra.Command, given string) error {
	if about.HasAvailableSubCommands() {
		return refuseCommand(about, given)
	}
	return usagef("`%s` has no commands of its own; see `%s --help`", about.CommandPath(), about.CommandPath())
}
