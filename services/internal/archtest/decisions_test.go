package archtest

import (
	"os"
	"strings"
	"testing"
)

// A decision is named by its number, so no two have the same, and its title has the one of its file.
func TestDecisionsAreNumbered(t *testing.T) {
	t.Parallel()
	const folder = "../../../docs/adr/"
	files, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]string{}
	for _, f := range files {
		number, _, _ := strings.Cut(f.Name(), "-")
		if seen[number] != "" {
			t.Errorf("%s and %s have the same number", seen[number], f.Name())
		}
		seen[number] = f.Name()
		text, err := os.ReadFile(folder + f.Name())
		if err != nil {
			t.Fatal(err)
		}
		if want := "# " + strings.TrimLeft(number, "0") + ". "; !strings.HasPrefix(string(text), want) {
			t.Errorf("%s does not begin with %q", f.Name(), want)
		}
	}
	if len(seen) == 0 {
		t.Error("no decision was found")
	}
}
