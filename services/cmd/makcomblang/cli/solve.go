package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"makcomblang.id/pkg/matching/instance"
	"makcomblang.id/pkg/matching/solve"
	"makcomblang.id/pkg/matching/verify"
)

// budgetLimit is how long a search under a budget takes at most where no time is given: it can go on for hours to close the
// last of its gap, and finds next to nothing more.
const budgetLimit = 10 * time.Second

func newSolve() *cobra.Command {
	var policy, out string
	var limit time.Duration
	cmd := &cobra.Command{
		Use:   "solve INSTANCE.json",
		Short: "Solve an instance file and write the result with its certificate",
		Long: `solve reads who can teach, who wants to learn and what each pair is worth from one JSON file and writes a plan with the proof
that makcomblang verify checks. docs/matching.md describes the fields of both files in "The files of solve and verify", and
what each policy promises in "Policies"; makcomblang solve generate writes an instance to begin with.

An instance with a budget is searched for 10 seconds at most unless --limit says otherwise; --limit 0 goes on until the plan
is proven best, which can take hours.

It exits 0 with a plan, also one that is not proven best when --limit was over (its status is then "bounded"), and 6 if the
problem has no plan: the proof of that is written all the same, and what keeps a plan from being is said.`,
		Example: `  makcomblang solve instance.json --out result.json
  makcomblang verify instance.json result.json`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := checkSolve(policy, limit, args[0], out); err != nil {
				return err
			}
			in, err := readInstance(args[0])
			if err != nil {
				return err
			}
			if policy != "" {
				in.Policy = policy
			}
			started := time.Now()
			ctx, cancel := within(cmd, limit, in.Budget != nil)
			defer cancel()
			p := in.Problem()
			result, err := solve.Solve(ctx, p, in.Options())
			if err != nil {
				return sayRefused(args[0], sayStopped(err))
			}
			file := instance.NewResult(p, result)
			_, _ = fmt.Fprintln(cmd.ErrOrStderr(), saySolved(result, file, time.Since(started)))
			if err := writeTo(cmd, out, file.Write); err != nil {
				return err
			}
			if result.Infeasible != nil {
				_, _ = fmt.Fprintln(cmd.ErrOrStderr(), result.Infeasible.Relax(p))
				return errInfeasible
			}
			return nil
		},
	}
	cmd.Flags().StringVar(&policy, "policy", "", "policy instead of the one in the file")
	cmd.Flags().StringVar(&out, "out", "", "file for the result; standard output if empty")
	cmd.Flags().DurationVar(&limit, "limit", 0, "longest time, for example 10s; the best plan found is then given with its bound. 0 is no limit; with a budget 10s unless given")
	cmd.AddCommand(newGenerate(), newBlocking())
	return cmd
}

// checkSolve refuses what is wrong before any file is read.
func checkSolve(policy string, limit time.Duration, from, out string) error {
	switch {
	case limit < 0:
		return usagef("--limit: want a time, for example 10s; 0 is no limit")
	case sameFile(from, out):
		return usagef("--out: the result would replace the instance; name another file")
	}
	if err := checkPolicy(policy); err != nil {
		return err
	}
	if folder := filepath.Dir(out); !there(folder) { // before a search that may take long
		return fmt.Errorf("the file of --out cannot be written: there is no folder %s", folder)
	}
	return nil
}

// within ends a context after some time, 0 is no limit; with a budget after some seconds where none was given.
func within(cmd *cobra.Command, limit time.Duration, budget bool) (context.Context, context.CancelFunc) {
	if budget && !cmd.Flags().Changed("limit") {
		limit = budgetLimit
	}
	if limit == 0 {
		return cmd.Context(), func() {}
	}
	return context.WithTimeout(cmd.Context(), limit)
}

// sayStopped says what a signal did and how to keep a plan.
func sayStopped(err error) error {
	if errors.Is(err, context.Canceled) {
		return fmt.Errorf("the search was stopped before its end, so there is no result; with --limit, for example --limit 10s, it ends by itself with the best plan found: %w", err)
	}
	return err
}

// saySolved says in a line what came out. What the file proves may be less than what a search under a budget excluded.
func saySolved(r *solve.Result, file *instance.Result, took time.Duration) string {
	ms := took.Milliseconds()
	switch {
	case r.Status == solve.Infeasible:
		return fmt.Sprintf("infeasible in %d ms", ms)
	case file.Bound != r.Bound:
		return fmt.Sprintf("%s in %d ms: %d pairs, objective %d, bound %d; the search excluded everything above %d, the prices in the file prove %d",
			file.Status, ms, len(r.Pairs), r.Objective, file.Bound, r.Bound, file.Bound)
	default:
		return fmt.Sprintf("%s in %d ms: %d pairs, objective %d, bound %d", r.Status, ms, len(r.Pairs), r.Objective, r.Bound)
	}
}

// sameFile says whether two names lead to one file that is there.
func sameFile(a, b string) bool {
	one, err := os.Stat(a)
	two, also := os.Stat(b)
	return err == nil && also == nil && os.SameFile(one, two)
}

// writeTo writes to a new file, or to standard output when no name is given.
func writeTo(cmd *cobra.Command, name string, write func(io.Writer) error) error {
	if name == "" {
		return write(cmd.OutOrStdout())
	}
	f, err := os.Create(name)
	if err != nil {
		return fmt.Errorf("the file cannot be written: %w", err)
	}
	return errors.Join(write(f), f.Close())
}

// policies are those that a result can be demanded of.
var policies = []string{string(solve.PolicyScore), string(solve.PolicyLeximin), string(solve.PolicyWorstFirst), string(solve.PolicyStable)}

// checkPolicy refuses what is no policy; none given is none asked for.
func checkPolicy(policy string) error {
	if policy != "" && !slices.Contains(policies, policy) {
		return usagef("--policy: there are %s", listed(policies, "and"))
	}
	return nil
}

func newVerify() *cobra.Command {
	var asJSON, unsealed bool
	var policy string
	cmd := &cobra.Command{
		Use:   "verify INSTANCE.json RESULT.json",
		Short: "Check a result's certificate without trusting the solver",
		Long: `Read both files and check that the pairs are allowed and that no other arrangement scores higher, by the prices in the
result. The check shares no code with the solver. It exits 0 only if the certificate holds, the result carries its seal,
which shows any later change (with --unsealed the proof alone is enough), and it is of the policy asked for: that of
--policy, or else the one that the instance names. A result of "makcomblang solve --policy leximin" is checked with
"makcomblang verify --policy leximin". Where neither says one, a result of any policy is checked as what it says it is.`,
		Args: cobra.ExactArgs(2),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := checkPolicy(policy); err != nil {
				return err
			}
			report, err := verify.Files(args[0], args[1], verify.UnderPolicy(policy))
			var rejection *verify.Rejection
			switch {
			case errors.As(err, &rejection) && rejection.OtherPolicy:
				return fmt.Errorf("this is not the result that was asked for: %w; --policy says which one is wanted", err)
			case rejection != nil:
				return sayRejection(args[0], rejection)
			}
			if err != nil {
				return fmt.Errorf("a file cannot be read: %w", err)
			}
			if !report.Sealed && !unsealed {
				return errors.New("the result is not sealed: the proof holds, but nothing shows whether other numbers were changed after it was written; --unsealed accepts that")
			}
			if asJSON {
				return json.NewEncoder(cmd.OutOrStdout()).Encode(report)
			}
			seal := ""
			if !report.Sealed {
				seal = "; the result is not sealed"
			}
			came := fmt.Sprintf("%d pairs, objective %s, bound %s", report.Pairs, report.Objective, report.Bound)
			if report.Objective == "" {
				came = "there is no plan"
			}
			_, err = fmt.Fprintf(cmd.OutOrStdout(), "the certificate holds: %s under policy %s, %s%s\n", report.Status, report.Policy, came, seal)
			return err
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "write the report as JSON")
	cmd.Flags().StringVar(&policy, "policy", "", "policy that the result must be of, instead of the one in the instance")
	cmd.Flags().BoolVar(&unsealed, "unsealed", false, "accept a result without a seal, by its proof alone")
	return cmd
}

// sayRejection tells an instance that cannot be read from a certificate that does not hold.
func sayRejection(instance string, r *verify.Rejection) error {
	if reason, ok := strings.CutPrefix(r.Reason, "instance: "); ok {
		return fmt.Errorf("the instance %s: %s; verify takes the instance first, then the result", instance, reason)
	}
	return fmt.Errorf("the certificate does not hold: %w", r)
}

func newGenerate() *cobra.Command {
	var out string
	cmd := &cobra.Command{
		Use:   "generate NAME",
		Short: "Write one of the public benchmark instances",
		Long:  "Write one of the public benchmark instances: " + instance.Names + ".",
		Args:  cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			in, err := instance.Generate(args[0])
			if err != nil {
				return usagef("there is no instance of this name; there are %s", instance.Names)
			}
			if out == "" {
				out = args[0] + ".json"
			}
			in.ScoresFile = strings.TrimSuffix(filepath.Base(out), ".json") + ".i32" // beside the instance
			return in.WriteFile(out)
		},
	}
	cmd.Flags().StringVar(&out, "out", "", "file for the instance; NAME.json if empty, the scores beside it")
	return cmd
}
