package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"

	"github.com/spf13/cobra"

	"makcomblang.id/pkg/matching/instance"
	"makcomblang.id/pkg/matching/solve"
	"makcomblang.id/services/cmd/makcomblang/client"
)

// inPackage is the package in which an error came up, at the beginning of a line; it tells a person nothing.
var inPackage = regexp.MustCompile(`(?m)^(host|views|eventlog|vault|queue|blob|mailer|webhook): `)

// plain is an error of a command as a person reads it: what the system says about a file is put into words, wherever it is in
// the sentence, and what the server says of a field names the flag that it comes from.
func plain(cmd *cobra.Command, err error) string {
	text := err.Error()
	var refused *client.Problem
	if errors.As(err, &refused) {
		text = strings.ReplaceAll(text, refused.Error(), refused.Told(func(field string) string { return flagFor(cmd, field) }))
	}
	text = oneLine(text)
	var file *fs.PathError
	if errors.As(err, &file) {
		text = strings.ReplaceAll(text, file.Error(), aboutFile(file))
	}
	return text
}

// oneLine puts what is in several lines into one sentence, without the packages that it came up in.
func oneLine(text string) string {
	return strings.ReplaceAll(inPackage.ReplaceAllString(text, ""), "\n", ": ")
}

// flagFor names the flag or argument of a command that a field of a request comes from; else it is the field.
func flagFor(cmd *cobra.Command, field string) string {
	name := field[strings.LastIndexByte(field, '.')+1:]
	if strings.HasPrefix(field, "roles[") {
		return "Argument: ROLE:SCOPE, " + name
	}
	for prefix, flag := range map[string]string{"budget.per_pair": "cost", "budget": "budget", "frontier": "points"} {
		if strings.HasPrefix(field, prefix) && (name == prefix || prefix == "budget.per_pair") {
			name = flag
		}
	}
	if name = strings.ReplaceAll(name, "_", "-"); cmd.Flags().Lookup(name) == nil {
		return "Field: " + field
	}
	return "Flag: --" + name
}

func aboutFile(e *fs.PathError) string {
	switch {
	case errors.Is(e, fs.ErrNotExist):
		if folder := filepath.Dir(e.Path); !there(folder) {
			return "there is no folder " + folder
		}
		return "there is no file or folder " + e.Path
	case errors.Is(e, fs.ErrPermission):
		return "this user may not open " + e.Path
	case errors.Is(e, syscall.EISDIR):
		return e.Path + " is a folder; name a file"
	case errors.Is(e, syscall.ENOTDIR):
		return e.Path + " leads through a file; name a folder"
	case errors.Is(e, fs.ErrExist):
		return e.Path + " is there already"
	}
	return fmt.Sprintf("%s: %v", e.Path, e.Err)
}

func there(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// readInstance reads an instance file; a refusal names the file and the place in it.
func readInstance(path string) (*instance.Instance, error) {
	in, err := instance.ReadFile(path)
	return in, inFile("instance", path, err)
}

// sayRefused names the file of a problem that the solver refuses, as inFile does for what cannot be read. A policy may
// come from the command line.
func sayRefused(path string, err error) error {
	var refused *solve.ProblemError
	if errors.As(err, &refused) && refused.Place != "policy" {
		return fmt.Errorf("the instance %s: %s: %s", path, refused.Place, refused.Reason)
	}
	return err
}

// inFile words why a file of a problem cannot be read.
func inFile(what, path string, err error) error {
	var wrong *instance.InputError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &wrong) && wrong.Place == "":
		return fmt.Errorf("the %s %s: %s", what, path, wrong.Reason)
	case errors.As(err, &wrong):
		return fmt.Errorf("the %s %s: %s: %s", what, path, wrong.Place, wrong.Reason)
	}
	var file *fs.PathError
	if errors.As(err, &file) {
		return fmt.Errorf("the %s cannot be read: %w", what, file)
	}
	return fmt.Errorf("the %s %s cannot be read: %w", what, path, err)
}
