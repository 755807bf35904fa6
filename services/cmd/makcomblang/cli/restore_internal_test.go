package cli

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestARestoreOverALogIsAConflict: the state of things forbids it, and one sentence says so.
func TestARestoreOverALogIsAConflict(t *testing.T) {
	t.Chdir(t.TempDir())
	nothing := "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" // SHA-256 of no facts
	for name, text := range map[string]string{
		"manifest.json": `{"format":2,"made_at":"2026-11-22T00:00:00Z","facts":0,"sha256":"` + nothing + `","blobs":0,"secrets":0,"deliveries":0}`,
		"facts.ndjson":  "", "queue.ndjson": "", "vault.ndjson": "", "blobs/none": "",
	} {
		path := filepath.Join("copy", filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Remove(filepath.Join("copy", "blobs", "none")); err != nil {
		t.Fatal(err)
	}
	for _, want := range []int{exitOK, exitConflict} {
		var out bytes.Buffer
		code := Main([]string{"restore", "--from", "copy", "--data", "house"}, strings.NewReader(""), &out, &out)
		if code != want || want == exitConflict && (!strings.Contains(out.String(), "the log is there already") || strings.Contains(out.String(), "eventlog:")) {
			t.Errorf("ended with %d, want %d: %s", code, want, out.String())
		}
	}
}
