package cli

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"makcomblang.id/services/cmd/makcomblang/app"
)

// serverFlags are the flags of a process that serves.
func serverFlags(f *pflag.FlagSet, c *app.Config, today *string) {
	f.StringVar(&c.Data, "data", "var/data", "folder that holds the log, the keys and the head file")
	f.StringVar(&c.Addr, "addr", "127.0.0.1:8080", "address of the API and the pages")
	f.StringVar(&c.OpsAddr, "ops-addr", "127.0.0.1:8081", "address of /metrics; empty opens no second listener")
	f.StringVar(&c.Name, "name", "Temu Replikasi", "name of the service that people see")
	f.StringVar(&c.Source, "source", "urn:makcomblang:local", "CloudEvents source of new facts")
	f.BoolVar(&c.Demo, "demo", false, "take sample data and show it, labelled as such")
	f.BoolVar(&c.Loopback, "allow-loopback-webhooks", false, "deliver webhooks to plain HTTP on this machine, for development")
	f.StringVar(&c.Proxy, "webhook-proxy", "", "forward proxy for webhooks, http://host:port; which addresses may be reached is then for the proxy to guard")
	f.StringVar(&c.Mail.Relay, "smtp", "", "relay for mails, smtp://user:password@host:587 or smtps://…; empty sends none (give it by the environment, it holds a password)")
	f.StringVar(&c.Mail.From, "mail-from", "", "sender of mails, such as \"Temu Replikasi <temu@example.go.id>\"")
	f.StringVar(&c.Mail.Bounces, "mail-bounces", "", "mailbox for mails that come back later, such as bounces@example.go.id; it must take bounces+anything@ too, see mail bounce")
	f.StringVar(&c.Mail.BaseURL, "public-url", "", "where people reach this site, for links in mails and in the bulletin")
	f.StringVar(&c.Mail.Bulletin, "bulletin", "weekly", "how often the public bulletin comes out: weekly, fortnightly or off")
	f.StringVar(&c.LogLevel, "log-level", "info", "debug, info, warn or error")
	f.StringVar(&c.Trace.Endpoint, "trace-endpoint", "", "collector that takes traces as OTLP over HTTP, such as http://127.0.0.1:4318; empty records none")
	f.Float64Var(&c.Trace.Sample, "trace-sample", 1, "share of the traces that are recorded, 0 to 1, the same for all roles")
	f.StringVar(today, "today", "", "pretend that it is this date at the start, for demonstrations (YYYY-MM-DD)")
}

func setToday(c *app.Config, today string) error {
	if today == "" {
		return nil
	}
	t, err := time.ParseInLocation(time.DateOnly, today, time.FixedZone("WIB", 7*3600))
	if err != nil {
		return usagef("--today takes a date, YYYY-MM-DD")
	}
	c.Today = t.Add(9 * time.Hour)
	return nil
}

func newServe() *cobra.Command {
	var c app.Config
	var today, dataset string
	cmd := &cobra.Command{
		Use:   "serve",
		Short: "Run everything in one process on an embedded NATS server",
		Example: `  makcomblang serve --data var/data
  makcomblang serve --demo --data var/data     with the shipped data set, samples labelled`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := setToday(&c, today); err != nil {
				return err
			}
			return serve(cmd, c, dataset)
		},
	}
	serverFlags(cmd.Flags(), &c, &today)
	listenFlags(cmd.Flags(), &c)
	cmd.Flags().StringVar(&dataset, "dataset", "data", "folder of the data set that --demo loads into an empty log")
	return cmd
}

func newConfig() *cobra.Command {
	return &cobra.Command{
		Use:   "config",
		Short: "List every setting with its environment variable, default and meaning",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			w := tabwriter.NewWriter(cmd.OutOrStdout(), 2, 8, 2, ' ', 0)
			_, _ = fmt.Fprintln(w, "COMMAND\tFLAG\tENVIRONMENT\tDEFAULT\tMEANING")
			for _, sub := range cmd.Root().Commands() {
				listFlags(w, sub)
			}
			_, _ = fmt.Fprintln(w, "all\t\tMAKCOMBLANG_MASTER_KEY_FILE\t<data>/master.key\tfile of the key that encrypts the vault, mode 0600")
			return w.Flush()
		},
	}
}

func listFlags(w io.Writer, cmd *cobra.Command) {
	cmd.LocalFlags().VisitAll(func(f *pflag.Flag) {
		if f.Name != "help" {
			_, _ = fmt.Fprintf(w, "%s\t--%s\t%s\t%s\t%s\n", strings.TrimPrefix(cmd.CommandPath(), "makcomblang "), f.Name, envName(f.Name), f.DefValue, f.Usage)
		}
	})
	for _, sub := range cmd.Commands() {
		listFlags(w, sub)
	}
}
