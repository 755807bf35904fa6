package faults

import (
	"fmt"
	"os"
	"os/signal"
	"syscall"
	"testing"

	"github.com/nats-io/nats-server/v2/server"

	"makcomblang.id/services/cmd/makcomblang/cli"
)

// childVar makes this test binary be a NATS server or the makcomblang command, so that what is killed is a process.
const childVar = "FAULTS_CHILD"

func TestMain(m *testing.M) {
	switch os.Getenv(childVar) {
	case "nats":
		os.Exit(natsChild(os.Args[1]))
	case "makcomblang":
		os.Exit(cli.Main(os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
	}
	os.Exit(m.Run())
}

// natsChild runs nats-server on a configuration file until it is told to stop.
func natsChild(conf string) int {
	opts, err := server.ProcessConfigFile(conf)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	opts.NoSigs = true
	srv, err := server.NewServer(opts)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	srv.ConfigureLogger()
	stop := make(chan os.Signal, 1)
	signal.Notify(stop, syscall.SIGTERM)
	go func() { <-stop; srv.Shutdown() }()
	srv.Start()
	srv.WaitForShutdown()
	return 0
}

// form says how much is run: "" skips, "short" is for the continuous check, "long" is `make faults`.
func form(t *testing.T) string {
	t.Helper()
	f := os.Getenv("FAULTS")
	if f == "" && os.Getenv("CI") == "true" {
		f = "short"
	}
	if f == "" {
		t.Skip("set FAULTS=short or FAULTS=long, or run `make faults`: it starts a whole cluster")
	}
	return f
}
