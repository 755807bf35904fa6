// Package cli is the command line: data goes to standard output, messages to standard error, and the exit code says what
// happened (0 ok, 1 failed, 2 wrong usage, 3 partly done, 4 not found, 5 conflict, 6 there is no plan).
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
	"makcomblang.id/services/internal/host"
)

// Exit codes.
const (
	exitOK         = 0
	exitFailed     = 1
	exitUsage      = 2
	exitPartly     = 3
	exitNotFound   = 4
	exitConflict   = 5
	exitInfeasible = 6
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
	root := newRoot()
	root.SetArgs(args)
	root.SetIn(in)
	root.SetOut(out)
	root.SetErr(errOut)
	err := root.ExecuteContext(ctx)
	if err != nil && !errors.Is(err, errPartly) && !errors.Is(err, errInfeasible) {
		_, _ = fmt.Fprintln(errOut, "makcomblang: "+plain(err))
	}
	return exitCode(err)
}

func exitCode(err error) int {
	var usage *usageError
	var locked *host.ErrLocked
	switch {
	case err == nil:
		return exitOK
	case errors.Is(err, errPartly):
		return exitPartly
	case errors.Is(err, errInfeasible):
		return exitInfeasible
	case errors.As(err, &usage):
		return exitUsage
	case errors.As(err, &locked):
		return exitConflict
	}
	switch fault.KindOf(err) {
	case fault.KindNotFound:
		return exitNotFound
	case fault.KindConflict, fault.KindStale:
		return exitConflict
	}
	return exitFailed
}

func newRoot() *cobra.Command {
	root := &cobra.Command{
		Use:   "makcomblang",
		Short: "Bring regions that want to learn together with those who can teach",
		Long: `makcomblang brings public-service practices that work to regions that need them.

  makcomblang demo                 the whole job on the shipped data, told step by step
  makcomblang serve --data var     everything in one process on 127.0.0.1:8080

Data goes to standard output, messages to standard error. Exit codes: 0 done, 1 failed, 2 wrong usage, 3 partly done,
4 not found, 5 conflict, 6 there is no plan (solve).`,
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
	root.AddCommand(newServe(), newRun(), newSetup(), newImport(), newExport(), newPlan(), newSolve(), newVerify(), newDoctor(), newBackup(), newRestore(), newKey(), newWebhook(), newMail(), newConfig(), newVersion(), newDemo())
	root.InitDefaultCompletionCmd()
	strict(root)
	return root
}
