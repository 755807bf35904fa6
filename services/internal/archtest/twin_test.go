package archtest

import (
	"bytes"
	"os"
	"testing"
)

// The rules about shape are the same for both modules, and so is their code.
func TestSharedFilesAreTheSameInBothModules(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"source_test.go", "shape_test.go"} {
		here, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		there, err := os.ReadFile("../../../pkg/internal/archtest/" + name)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(here, there) {
			t.Errorf("%s differs from the one in pkg: copy the newer over the older", name)
		}
	}
}
