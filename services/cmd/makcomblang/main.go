// Command makcomblang is the one binary of the platform: everything in one process, single roles of it, and the commands
// that talk to a running server.
package main

import (
	"os"

	"makcomblang.id/services/cmd/makcomblang/cli"
)

func main() { os.Exit(cli.Main(os.Args[1:], os.Stdin, os.Stdout, os.Stderr)) }
