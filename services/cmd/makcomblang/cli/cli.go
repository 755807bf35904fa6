// Package cli is the command line: data goes to standard output, messages to standard error, and the exit code says what
// happened. One rule holds for every command: 0 done, or the answer is yes; 1 failed, or the answer is no; 2 wrong use:
// what was typed (arguments, flags, variables) is nothing that the command takes, whoever noticed it. A file that is not
// there or holds something else is a failure, for the same command may work tomorrow. 3 to 6 are kinds of failure that
// scripts want to tell apart.
package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"

	"makcomblang.id/pkg/fault"
	"makcomblang.id/services/cmd/makcomblang/app"
	"makcomblang.id/services/internal/eventlog"
	"makcomblang.id/services/internal/host"
)

// Exit codes.
const (
	exitOK         = 0
	exitFailed     = 1
	exitUsage      = 2
	exitPartly     = 3 // some of it was done, or could be told
	exitNotFound   = 4 // the server has no such thing
	exitConflict   = 5 // the state of things forbids it, or another process has the data folder
	exitInfeasible = 6 // there is no plan
)

// errPartly says that some of the work was done and some was not; what, was said already.
var errPartly = errors.New("partly done")

// errInfeasible says that a problem has no plan; the proof of it was written and what keeps it from being was said.
var errInfeasible = errors.New("there is no plan")

// Main runs the command line and returns the exit code. SIGINT and SIGTERM end the context once; a second one kills.
func Main(args []string, in io.Reader, out, errOut io.Writer) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop)
	root := newRoot(out)
	root.SetArgs(args)
	root.SetIn(in)
	root.SetErr(errOut)
	cmd, err := root.ExecuteContextC(ctx)
	if err != nil && !errors.Is(err, errPartly) && !errors.Is(err, errInfeasible) {
		_, _ = fmt.Fprintln(errOut, "makcomblang: "+plain(cmd, err))
	}
	return exitCode(err)
}

func exitCode(err error) int {
	var usage *usageError
	var misuse *app.Misuse
	var locked *host.ErrLocked
	switch {
	case err == nil:
		return exitOK
	case errors.Is(err, errPartly):
		return exitPartly
	case errors.Is(err, errInfeasible):
		return exitInfeasible
	case errors.As(err, &usage), errors.As(err, &misuse):
		return exitUsage
	case errors.As(err, &locked), errors.Is(err, eventlog.ErrNotEmpty):
		return exitConflict
	}
	switch fault.KindOf(err) {
	case fault.KindInvalid: // the server, or a rule of the domain, does not take what was typed
		return exitUsage
	case fault.KindNotFound:
		return exitNotFound
	case fault.KindConflict, fault.KindStale:
		return exitConflict
	}
	return exitFailed
}

// newRoot builds the commands. What cobra adds of its own writes to out, too.
func newRoot(out io.Writer) *cobra.Command {
	root := &cobra.Command{
		Use:   "makcomblang",
		Short: "Bring regions that want to learn together with those who can teach",
		Long: `makcomblang brings public-service practices that work to regions that need them.

  makcomblang demo                 the whole job on the shipped data, told step by step
  makcomblang serve --data var     everything in one process on 127.0.0.1:8080

Data goes to standard output, messages to standard error. Exit codes of every command:
  0  done, or the answer is yes
  1  failed, or the answer is no; also a file or a server that is not there
  2  wrong use: the command does not take these arguments, flags or variables
  3  partly done    4  there is no such thing    5  conflict    6  there is no plan (solve)`,
		Version:       versionLine(),
		SilenceUsage:  true,
		SilenceErrors: true,
		PersistentPreRunE: func(cmd *cobra.Command, _ []string) error {
			if err := fromEnv(cmd); err != nil {
				return err
			}
			return refuseMissing(cmd)
		},
	}
	root.SetFlagErrorFunc(refuseFlag)
	root.SetVersionTemplate("{{.Version}}\n")
	root.SetHelpCommand(newHelp())
	root.AddCommand(newServe(), newRun(), newSetup(), newImport(), newExport(), newPlan(), newSolve(), newVerify(), newDoctor(), newBackup(), newRestore(), newKey(), newWebhook(), newMail(), newConfig(), newVersion(), newDemo())
	root.SetOut(out)
	root.InitDefaultCompletionCmd()
	strict(root)
	return root
}
