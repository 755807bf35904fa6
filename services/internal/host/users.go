package host

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/nats-io/nkeys"
)

// MakeUsers writes into dir a seed for every user that has none yet (NAME.nk, mode 0600), and users.conf for the servers.
func MakeUsers(dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("host: the folder of the users cannot be made: %w", err)
	}
	public := make(map[string]string)
	for _, name := range Users() {
		key, err := userKey(filepath.Join(dir, name+".nk"))
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
