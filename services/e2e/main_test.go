package e2e

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
	"go.uber.org/goleak"

	"makcomblang.id/services/cmd/makcomblang/cli"
)

// TestMain makes this test binary answer to the name makcomblang as well: scripts and child processes run the command
// that was compiled with the tests.
func TestMain(m *testing.M) {
	testscript.Main(leakless{m}, map[string]func(){
		"makcomblang": func() { os.Exit(cli.Main(os.Args[1:], os.Stdin, os.Stdout, os.Stderr)) },
	})
}

// leakless fails a passing run that leaves goroutines behind.
type leakless struct{ m *testing.M }

func (l leakless) Run() int {
	code := l.m.Run()
	if code != 0 {
		return code
	}
	if err := goleak.Find(goleak.IgnoreTopFunction("github.com/rogpeppe/go-internal/testscript.Main")); err != nil {
		fmt.Fprintln(os.Stderr, "e2e:", err)
		return 1
	}
	return 0
}

// dataset is the folder of the shipped data.
func dataset(t testing.TB) string {
	t.Helper()
	dir, err := filepath.Abs(filepath.Join("..", "..", "data"))
	if err != nil {
		t.Fatal(err)
	}
	return dir
}
