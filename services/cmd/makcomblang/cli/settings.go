package cli

import (
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// envPrefix begins the name of every environment variable that is read: --ops-addr is MAKCOMBLANG_OPS_ADDR.
const envPrefix = "MAKCOMBLANG_"

// extraEnv are variables that have no flag, so that a secret never stands on a command line.
var extraEnv = []string{"MAKCOMBLANG_MASTER_KEY_FILE"}

// serviceLink is the form of variables that Kubernetes adds for a service of our name.
var serviceLink = regexp.MustCompile(`^MAKCOMBLANG_(.*_)?(SERVICE_HOST|SERVICE_PORT(_.*)?|PORT(_.*)?)$`)

func envName(flag string) string {
	return envPrefix + strings.ToUpper(strings.ReplaceAll(flag, "-", "_"))
}

// fromEnv gives every flag that was not set on the command line its value from the environment. A variable with our
// prefix that belongs to no flag of any command is an error, so that a misspelt one is heard.
func fromEnv(cmd *cobra.Command) error {
	var err error
	cmd.Flags().VisitAll(func(f *pflag.Flag) {
		if value, ok := os.LookupEnv(envName(f.Name)); ok && !f.Changed && err == nil {
			if e := cmd.Flags().Set(f.Name, value); e != nil {
				err = usagef("%s has a value that --%s does not take", envName(f.Name), f.Name)
			}
		}
	})
	if err != nil {
		return err
	}
	known := knownEnv(cmd.Root())
	for _, pair := range os.Environ() {
		name, _, _ := strings.Cut(pair, "=")
		if strings.HasPrefix(name, envPrefix) && !slices.Contains(known, name) && !serviceLink.MatchString(name) {
			return usagef("the environment variable %s is not a setting of makcomblang; `makcomblang config` lists them", name)
		}
	}
	return nil
}

func knownEnv(cmd *cobra.Command) []string {
	names := slices.Clone(extraEnv)
	var walk func(*cobra.Command)
	walk = func(c *cobra.Command) {
		c.LocalFlags().VisitAll(func(f *pflag.Flag) { names = append(names, envName(f.Name)) })
		for _, sub := range c.Commands() {
			walk(sub)
		}
	}
	walk(cmd)
	return names
}

// usageError is a mistake in how the command was called; it ends with exit code 2.
type usageError struct{ text string }

func (e *usageError) Error() string { return e.text }

func usagef(format string, args ...any) error { return &usageError{fmt.Sprintf(format, args...)} }
