package host

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/nats-io/nkeys"
)

// MakeUsers makes in dir a folder for every user, with the seed of its key if it has none yet (NAME/nats.nk, mode 0600),
// so that each process can be given its own folder and nobody else's; and users.conf for the servers.
func MakeUsers(dir string) error {
	public := make(map[string]string)
	for _, name := range Users() {
		own := filepath.Join(dir, name)
		if err := os.MkdirAll(own, 0o700); err != nil {
			return fmt.Errorf("host: the folder of the users cannot be made: %w", err)
		}
		key, err := userKey(filepath.Join(own, "nats.nk"))
		if err != nil {
			return err
		}
		public[name] = key
	}
	var conf bytes.Buffer
	if err := WriteUsers(&conf, public); err != nil {
		return err
	}
	// It names public keys only, and another user than ours runs the servers.
	if err := os.WriteFile(filepath.Join(dir, "users.conf"), conf.Bytes(), 0o644); err != nil {
		return fmt.Errorf("host: the users cannot be written: %w", err)
	}
	return nil
}

// userKey loads or makes the seed of a user and gives its public key.
func userKey(path string) (string, error) {
	seed, err := ReadSecret(path)
	if errors.Is(err, os.ErrNotExist) {
		pair, err := nkeys.CreateUser()
		if err != nil {
			return "", fmt.Errorf("host: make a user's key: %w", err)
		}
		if seed, err = pair.Seed(); err != nil {
			return "", fmt.Errorf("host: make a user's key: %w", err)
		}
		if err := os.WriteFile(path, append(seed, '\n'), 0o600); err != nil {
			return "", fmt.Errorf("host: the user's key cannot be written: %w", err)
		}
		return publicKey(seed)
	}
	if err != nil {
		return "", err
	}
	return publicKey(seed)
}

func publicKey(seed []byte) (string, error) {
	pair, err := nkeys.FromSeed(bytes.TrimSpace(seed))
	if err != nil {
		return "", errors.New("host: a user's key file holds no nkey seed; remove it and run `makcomblang setup users` again")
	}
	return pair.PublicKey()
}

// CopySecrets copies the files of a folder to another with mode 0600. Some platforms mount secrets so that a group may
// read them, which every reader of ours refuses.
func CopySecrets(from, to string) (int, error) {
	entries, err := os.ReadDir(from)
	if err != nil {
		return 0, fmt.Errorf("host: the folder of the secrets cannot be read: %w", err)
	}
	n := 0
	for _, e := range entries {
		path := filepath.Join(from, e.Name())
		if info, err := os.Stat(path); err != nil || !info.Mode().IsRegular() {
			continue // such as the folder behind the links of Kubernetes
		}
		doc, err := os.ReadFile(path)
		if err == nil {
			err = os.WriteFile(filepath.Join(to, e.Name()), doc, 0o600)
		}
		if err != nil {
			return n, fmt.Errorf("host: a secret cannot be copied: %w", err)
		}
		n++
	}
	return n, nil
}
