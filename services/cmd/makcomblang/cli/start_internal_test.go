package cli

import (
	"bytes"
	"context"
	"testing"

	"github.com/spf13/cobra"

	"makcomblang.id/services/cmd/makcomblang/app"
)

// TestASignalBeforeTheStartIsACleanStop ends a process while it still opens its stores: it was asked to, so that is no failure.
func TestASignalBeforeTheStartIsACleanStop(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	var said bytes.Buffer
	cmd := &cobra.Command{}
	cmd.SetContext(ctx)
	cmd.SetErr(&said)
	err := serve(cmd, app.Config{Data: t.TempDir(), Addr: "127.0.0.1:0", LogLevel: "error"}, "")
	if err != nil || said.String() != "makcomblang was stopped before it began to serve\n" {
		t.Errorf("got %v, and was told %q", err, said.String())
	}
}
