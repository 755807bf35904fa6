package cli

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"makcomblang.id/services/cmd/makcomblang/app"
)

// natsFlags say where NATS is and who this process is there.
func natsFlags(f *pflag.FlagSet, c *app.Config) {
	f.StringVar(&c.NATS, "nats", "", "URL of the NATS servers, comma separated")
	f.IntVar(&c.Replicas, "replicas", 1, "replicas of the streams, as 'makcomblang setup' made them: 1, 3 or 5")
	f.StringVar(&c.Remote.AuthFile, "nats-auth-file", "", "file, mode 0600, with the nkey seed, the credentials or user:password for NATS")
	f.StringSliceVar(&c.Remote.Monitors, "nats-monitor", nil, "monitoring addresses of the NATS servers, asked whether they write to disk first")
	f.StringVar(&c.Remote.CAFile, "tls-ca", "", "certificate of the authority that signed those of NATS and Redis, for the gateway those of the roles")
}

// listenFlags are about a port that other machines reach.
func listenFlags(f *pflag.FlagSet, c *app.Config) {
	f.StringVar(&c.Remote.CertFile, "tls-cert", "", "certificate of the API's port; empty speaks plain HTTP")
	f.StringVar(&c.Remote.KeyFile, "tls-key", "", "key of that certificate, mode 0600")
	f.StringSliceVar(&c.Remote.Proxies, "trusted-proxy", nil, "networks whose X-Forwarded-For is believed, such as the gateway's")
}

func newRun() *cobra.Command {
	var c app.Config
	var today string
	names := append(app.Roles(), app.GatewayRole)
	cmd := &cobra.Command{
		Use:   "run NAME…",
		Short: "Run the named services against a remote NATS, or the gateway before them",
		Long:  "Run the named services against a remote NATS, or the gateway before them. Names: " + strings.Join(names, ", ") + ".",
		Example: `  makcomblang run matcher matches --nats nats://127.0.0.1:4222 --redis redis://127.0.0.1:6379 --data var/matcher
  makcomblang run gateway --upstream access=http://127.0.0.1:8101 --upstream portal=http://127.0.0.1:8107 …`,
		ValidArgs: names,
		Args:      cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			c.Roles = args
			if slices.Contains(args, app.GatewayRole) {
				return runGateway(cmd, c)
			}
			if c.NATS == "" {
				return usagef("run needs a remote NATS; name it with --nats, or use `makcomblang serve`")
			}
			if err := setToday(&c, today); err != nil {
				return err
			}
			return serve(cmd, c, "")
		},
	}
	serverFlags(cmd.Flags(), &c, &today)
	natsFlags(cmd.Flags(), &c)
	listenFlags(cmd.Flags(), &c)
	cmd.Flags().StringVar(&c.Remote.Redis, "redis", "", "URL of the Redis that holds the views, for several replicas; empty keeps them in process")
	cmd.Flags().StringArrayVar(&c.Remote.Upstreams, "upstream", nil, "for the gateway: role=http://host:port; several for each role take turns")
	return cmd
}

func runGateway(cmd *cobra.Command, c app.Config) error {
	if len(c.Roles) != 1 {
		return usagef("the gateway runs alone: start another process for the services")
	}
	return app.RunGateway(cmd.Context(), c, func(addr string) {
		_, _ = fmt.Fprintf(cmd.ErrOrStderr(), "%s://%s\n", c.Scheme(), addr)
	})
}

func newSetup() *cobra.Command {
	var c app.Config
	cmd := &cobra.Command{
		Use:   "setup",
		Short: "Create the streams, buckets and the master key for a remote NATS, once",
		Example: `  makcomblang setup users --out var/cluster                        before the servers start
  makcomblang setup --nats nats://n1,nats://n2,nats://n3 --replicas 3 --nats-auth-file var/cluster/admin/nats.nk --data var/cluster/admin`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			c.Defaults()
			if err := c.Validate(); err != nil {
				return err
			}
			if err := app.Setup(cmd.Context(), c); err != nil {
				return err
			}
			_, err := fmt.Fprintln(cmd.ErrOrStderr(), "streams, buckets and the master key are in place")
			return err
		},
	}
	natsFlags(cmd.Flags(), &c)
	cmd.Flags().StringVar(&c.Data, "data", "var/data", "folder for the master key, which all roles share")
	_ = cmd.MarkFlagRequired("nats") // the flag is there
	cmd.AddCommand(newSetupUsers(), newSetupSecrets())
	return cmd
}
