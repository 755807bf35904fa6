package cli

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// manyFlags is from how many on flags are not listed in a refusal, but left to --help.
const manyFlags = 12

// strict makes wrong arguments, also of a group such as `plan`, a mistake of usage that is said in our words.
func strict(cmd *cobra.Command) {
	if cmd.Runnable() {
		args := cmd.Args
		cmd.Args = func(c *cobra.Command, given []string) error {
			if args != nil && args(c, given) != nil {
				return refuseArgs(c, given)
			}
			if slices.Contains(given, "") { // as a variable that is not set leaves it
				return usagef("`%s` was given an empty argument; see `%s --help`", c.CommandPath(), c.CommandPath())
			}
			return nil
		}
	} else {
		cmd.RunE = func(c *cobra.Command, _ []string) error { return c.Help() }
		cmd.Args = func(c *cobra.Command, given []string) error {
			if len(given) > 0 && given[0] != "help" { // `plan help` is `help plan`
				return refuseCommand(c, given[0])
			}
			return nil
		}
	}
	for _, sub := range cmd.Commands() {
		strict(sub)
	}
}

// refuseCommand says that a group has no such command, and which it has.
func refuseCommand(c *cobra.Command, given string) error {
	var names []string
	for _, sub := range c.Commands() {
		if sub.IsAvailableCommand() {
			names = append(names, sub.Name())
		}
	}
	slices.Sort(names)
	return usagef("there is no command `%s %s`; %sthere are %s", c.CommandPath(), given, meant(given, names, ""), listed(names, "and"))
}

// refuseArgs says how many arguments a command takes, by its line of usage.
func refuseArgs(c *cobra.Command, given []string) error {
	want := strings.Fields(c.Use)[1:]
	takes := fmt.Sprintf("%d arguments, %s", len(want), strings.Join(want, " "))
	switch {
	case len(want) == 0:
		takes = "no arguments"
	case strings.HasSuffix(want[len(want)-1], "…"):
		takes = "one argument or more, " + strings.Join(want, " ")
	case len(want) == 1:
		takes = "one argument, " + want[0]
	}
	got := fmt.Sprintf("%d were given", len(given))
	switch len(given) {
	case 0:
		got = "none was given"
	case 1:
		got = "one was given"
	}
	return usagef("`%s` takes %s; %s; see `%s --help`", c.CommandPath(), takes, got, c.CommandPath())
}

// refuseFlag says what is wrong with a flag, and what is allowed.
func refuseFlag(c *cobra.Command, err error) error {
	see := fmt.Sprintf("; see `%s --help`", c.CommandPath())
	if given := c.Flags().Args(); c.HasSubCommands() && !takesArgs(c) && len(given) > 0 {
		return refuseCommand(c, given[0]) // its flags are those of the command that is not there
	}
	var unknown *pflag.NotExistError
	var bare *pflag.ValueRequiredError
	var wrong *pflag.InvalidValueError
	switch {
	case errors.As(err, &unknown):
		if short := unknown.GetSpecifiedShortnames(); short != "" {
			return usagef("`%s` has no flag -%s%s", c.CommandPath(), short, see)
		}
		names := flagsOf(c)
		text := fmt.Sprintf("`%s` has no flag --%s; %s", c.CommandPath(), unknown.GetSpecifiedName(), meant(unknown.GetSpecifiedName(), names, "--"))
		if 0 < len(names) && len(names) <= manyFlags {
			return usagef("%sit has --%s%s", text, listed(names, "and --"), see)
		}
		return usagef("%s%s", text, strings.TrimPrefix(see, "; "))
	case errors.As(err, &bare):
		return usagef("--%s needs a value: %s%s", bare.GetFlag().Name, wanted(bare.GetFlag()), see)
	case errors.As(err, &wrong):
		return usagef("--%s: want %s%s", wrong.GetFlag().Name, wanted(wrong.GetFlag()), see) // not what was given: it may be a secret
	}
	return usagef("%v%s", err, see)
}

// refuseMissing names the flags that a command cannot do without and that were not given, before cobra does.
func refuseMissing(c *cobra.Command) error {
	var names []string
	c.Flags().VisitAll(func(f *pflag.Flag) {
		if !f.Changed && slices.Equal(f.Annotations[cobra.BashCompOneRequiredFlag], []string{"true"}) {
			names = append(names, f.Name)
		}
	})
	if len(names) == 0 {
		return nil
	}
	return usagef("`%s` needs --%s; see `%s --help`", c.CommandPath(), listed(names, "and --"), c.CommandPath())
}

// takesArgs tells a command such as solve, which has some below it, from a mere group.
func takesArgs(c *cobra.Command) bool { return len(strings.Fields(c.Use)) > 1 }

// flagsOf names the flags of a command.
func flagsOf(c *cobra.Command) (names []string) {
	c.LocalFlags().VisitAll(func(f *pflag.Flag) {
		if !f.Hidden && f.Name != "help" {
			names = append(names, f.Name)
		}
	})
	return names
}

// meant asks for the names that are near to what was typed. The nearness is cobra's, which knows it of commands.
func meant(typed string, names []string, prefix string) string {
	if typed == "" {
		return "" // which every name begins with
	}
	all := cobra.Command{SuggestionsMinimumDistance: 2}
	for _, name := range names {
		all.AddCommand(&cobra.Command{Use: name, Run: func(*cobra.Command, []string) {}})
	}
	like := all.SuggestionsFor(typed)
	if len(like) == 0 {
		return ""
	}
	return "did you mean " + prefix + listed(like, "or "+prefix) + "? "
}

// wanted is what a flag takes.
func wanted(f *pflag.Flag) string {
	switch f.Value.Type() {
	case "int", "int64":
		return "a whole number"
	case "uint", "uint64":
		return "a whole number, at least 0"
	case "float64":
		return "a number"
	case "duration":
		return "a time, for example 10s or 2m"
	case "bool":
		return "true or false"
	case "stringToInt64":
		return "NAME=NUMBER with a whole number"
	}
	return f.Usage
}

// listed writes names as in a sentence, the word before the last one: a, b and c. A word such as "or --" stands for the
// prefix of every name.
func listed(names []string, word string) string {
	word, prefix, _ := strings.Cut(word, " ")
	last := len(names) - 1
	switch last {
	case -1:
		return ""
	case 0:
		return names[0]
	}
	return strings.Join(names[:last], ", "+prefix) + " " + word + " " + prefix + names[last]
}
