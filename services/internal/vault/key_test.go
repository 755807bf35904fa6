package vault_test

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"makcomblang.id/services/internal/vault"
)

func TestAKeyFileIsMadeOnce(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "master.key")
	if _, err := vault.LoadKey(path); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a missing file: got %v", err)
	}
	made, err := vault.CreateKey(path)
	if err != nil {
		t.Fatal(err)
	}
	again, err := vault.CreateKey(path)
	if err != nil || again != made {
		t.Errorf("made twice: %v", err)
	}
	loaded, err := vault.LoadKey(path)
	if err != nil || loaded != made {
		t.Errorf("loaded another key: %v", err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 || info.Size() != 32 {
		t.Errorf("got %v, %v", info, err)
	}
}

func TestAKeyFileThatOthersReadIsRefused(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "master.key")
	if _, err := vault.CreateKey(path); err != nil {
		t.Fatal(err)
	}
	for _, mode := range []os.FileMode{0o640, 0o604, 0o644, 0o400, 0o700} {
		if err := os.Chmod(path, mode); err != nil {
			t.Fatal(err)
		}
		_, err := vault.LoadKey(path)
		if err == nil || !strings.Contains(err.Error(), "chmod 600") || !strings.Contains(err.Error(), path) {
			t.Errorf("%o: got %v", mode, err)
		}
		if _, err := vault.CreateKey(path); err == nil {
			t.Errorf("%o: made a new key over it", mode)
		}
	}
	if err := os.Chmod(path, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, size := range []int{0, 31, 33} {
		if err := os.WriteFile(path, make([]byte, size), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := vault.LoadKey(path); err == nil {
			t.Errorf("a key of %d bytes is taken", size)
		}
	}
}

func TestDerivedKeys(t *testing.T) {
	t.Parallel()
	k := vault.NewKey()
	session := k.Derive("session")
	if len(session) != 32 || !bytes.Equal(session, k.Derive("session")) {
		t.Error("a label does not give the same 32 bytes again")
	}
	if bytes.Equal(session, k.Derive("cursor")) || bytes.Equal(session, vault.NewKey().Derive("session")) {
		t.Error("another label or key gives the same bytes")
	}
}

func TestAKeyPrintsMasked(t *testing.T) {
	t.Parallel()
	k := vault.NewKey()
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q"} {
		if got := fmt.Sprintf(verb, k); !strings.Contains(got, "[master key]") {
			t.Errorf("%s prints %q", verb, got)
		}
	}
}
