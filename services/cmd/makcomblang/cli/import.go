package cli

import (
	"encoding/json"
	"fmt"
	"io"
	"net/url"
	"os"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"makcomblang.id/pkg/calendar"
	"makcomblang.id/pkg/event"
	"makcomblang.id/services/cmd/makcomblang/client"
	"makcomblang.id/services/cmd/makcomblang/importer"
)

// remote are the flags of a command that speaks to a running server.
type remote struct{ server, keyFile string }

func (r *remote) flags(f *pflag.FlagSet) {
	f.StringVar(&r.server, "server", "http://127.0.0.1:8080", "address of the running server")
	f.StringVar(&r.keyFile, "key-file", "var/data/coordinator.key", "file that holds the key to act with, mode 0600")
}

// check says what is wrong with the address of the server.
func (r *remote) check() error {
	at, err := url.Parse(r.server)
	if err != nil || at.Host == "" || at.Scheme != "http" && at.Scheme != "https" {
		return usagef("--server: want an address such as http://127.0.0.1:8080")
	}
	return nil
}

func (r *remote) client() (*client.Client, error) {
	if err := r.check(); err != nil {
		return nil, err
	}
	key, err := client.ReadKey(r.keyFile)
	if err != nil {
		return nil, err
	}
	return client.New(r.server, key), nil
}

func newImport() *cobra.Command {
	var r remote
	var opt importer.Options
	var period, basis string
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "import PATH…",
		Short: "Send CSV files of the shapes in data/ to a running server",
		Long: `Check all rows of the files (or of the register files of a folder), report what is wrong by row and column, and send
them if nothing is, or the good rows with --skip-bad. Running the same import again changes nothing.`,
		Example: `  makcomblang import data --allow-sample
  makcomblang import data/arrivals.csv
  makcomblang import needs.csv --dry-run`,
		Args: cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := checkPeriod(period); err != nil {
				return err
			}
			opt.Period = calendar.Period(period)
			var err error
			if opt.Basis, err = event.ParseBasis(basis); err != nil || opt.Basis == event.Sample {
				return usagef("--basis takes official, press or reading")
			}
			c, err := r.client()
			if err != nil {
				return err
			}
			var paths []string
			for _, arg := range args {
				more, err := importer.Paths(arg, opt.AllowSample)
				if err != nil {
					return err
				}
				paths = append(paths, more...)
			}
			opt.Progress = progress(cmd.ErrOrStderr())
			report, err := importer.Run(cmd.Context(), c, paths, opt)
			return sayReport(cmd, report, asJSON, opt.DryRun, err)
		},
	}
	r.flags(cmd.Flags())
	cmd.Flags().StringVar(&period, "period", fmt.Sprint(time.Now().Year()+1), "visiting period of capacities and offers")
	cmd.Flags().StringVar(&basis, "basis", "reading", "what needs, capacities and offers rest on that are not made up: official, press or reading")
	cmd.Flags().BoolVar(&opt.AllowSample, "allow-sample", false, "take rows that are made up for demonstration")
	cmd.Flags().BoolVar(&opt.SkipBad, "skip-bad", false, "send the good rows although others are bad")
	cmd.Flags().BoolVar(&opt.DryRun, "dry-run", false, "check only, send nothing")
	cmd.Flags().BoolVar(&asJSON, "json", false, "write the report as JSON")
	return cmd
}

// progress writes a counter that overwrites itself, on a terminal only.
func progress(w io.Writer) func(string, int, int) {
	f, ok := w.(*os.File)
	if !ok {
		return nil
	}
	if info, err := f.Stat(); err != nil || info.Mode()&os.ModeCharDevice == 0 {
		return nil
	}
	last := time.Time{}
	return func(file string, done, all int) {
		if done == all || time.Since(last) > 100*time.Millisecond {
			last = time.Now()
			_, _ = fmt.Fprintf(w, "\r\x1b[K%d of %d  %s", done, all, file)
			if done == all {
				_, _ = fmt.Fprintln(w)
			}
		}
	}
}

// waiting says what of a file was left out, and what its rows wait for.
func waiting(f importer.FileReport) string {
	var text string
	if f.Samples > 0 {
		text += fmt.Sprintf("  %d sample figures left out", f.Samples)
	}
	if f.Waiting > 0 {
		text += fmt.Sprintf("  %d waiting for arrivals.csv", f.Waiting)
	}
	return text
}

func sayReport(cmd *cobra.Command, r importer.Report, asJSON, dry bool, err error) error {
	if asJSON {
		enc := json.NewEncoder(cmd.OutOrStdout())
		enc.SetIndent("", "  ")
		if e := enc.Encode(r); e != nil {
			return e
		}
	} else {
		for _, c := range r.Complaints {
			_, _ = fmt.Fprintln(cmd.ErrOrStderr(), c)
		}
		for _, f := range r.Files {
			_, _ = fmt.Fprintf(cmd.OutOrStdout(), "%-24s %5d rows  %5d new facts  %5d already there  %5d bad rows%s\n", f.File, f.Rows, f.Facts, f.Already, f.Bad, waiting(f))
		}
	}
	switch {
	case err != nil:
		return err
	case len(r.Complaints) == 0:
		return nil
	case r.Applied:
		return errPartly
	case dry:
		return fmt.Errorf("nothing would be sent because of %s; mend the rows, or send the good ones with --skip-bad", complaints(len(r.Complaints)))
	}
	return fmt.Errorf("nothing was sent because of %s; mend the rows, or send the good ones with --skip-bad", complaints(len(r.Complaints)))
}

func complaints(n int) string {
	if n == 1 {
		return "1 complaint"
	}
	return fmt.Sprintf("%d complaints", n)
}
