package vault

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

const (
	keySize  = 32
	markSize = 4
	sealed   = byte(1) // version of a sealed record
)

// Key is a master key. It prints masked.
type Key struct{ secret [keySize]byte }

// String hides the key from logs and errors.
func (Key) String() string { return "[master key]" }

// GoString hides the key from %#v.
func (Key) GoString() string { return "[master key]" }

// NewKey makes a random key.
func NewKey() Key {
	var k Key
	_, _ = rand.Read(k.secret[:]) // never fails, see crypto/rand
	return k
}

// Derive gives 32 bytes for another purpose, such as the HMAC of sessions. Equal labels give equal bytes; nothing derived
// tells about the key or about another label. After a rotation all derived bytes are new.
func (k Key) Derive(label string) []byte {
	// It fails only for more bytes than we ever ask for.
	out, err := hkdf.Key(sha256.New, k.secret[:], nil, "makcomblang/"+label, keySize)
	if err != nil {
		panic("vault: derive: " + err.Error())
	}
	return out
}

// LoadKey reads a key file. The error of a file that others may read, or that is no key, says how to repair it. A missing
// file is an fs.ErrNotExist.
func LoadKey(path string) (Key, error) {
	var k Key
	f, err := os.Open(path)
	if err != nil {
		return k, fmt.Errorf("vault: master key: %w", err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return k, fmt.Errorf("vault: master key: %w", err)
	}
	if !info.Mode().IsRegular() || info.Mode().Perm() != 0o600 {
		return k, fmt.Errorf("vault: the master key %s has mode %04o and must be a file that its owner alone may read and write: run chmod 600 on it, "+
			"and rotate the key if somebody else could read it", path, info.Mode().Perm())
	}
	doc := make([]byte, keySize+1)
	if n, err := io.ReadFull(f, doc); n != keySize || !errors.Is(err, io.ErrUnexpectedEOF) {
		return k, fmt.Errorf("vault: the master key %s does not hold %d bytes: restore it from its backup; without it the vault cannot be read", path, keySize)
	}
	copy(k.secret[:], doc)
	return k, nil
}

// CreateKey makes a key file, or loads it if there is one. Only the owner of the data folder calls it: a process that
// made a key of its own could not read what the others wrote.
func CreateKey(path string) (Key, error) {
	k, err := LoadKey(path)
	if !errors.Is(err, os.ErrNotExist) {
		return k, err
	}
	k = NewKey()
	err = writeKey(path, k)
	if errors.Is(err, os.ErrExist) {
		return LoadKey(path)
	}
	return k, err
}

// writeKey returns once the file and its name are on disk: a record must never be older than its key. It writes under
// another name first, so that a crash leaves no half key, and takes no name that is taken.
func writeKey(path string, k Key) error {
	temp, err := os.CreateTemp(filepath.Dir(path), ".key-*") // with mode 0600
	if err != nil {
		return fmt.Errorf("vault: write master key: %w", err)
	}
	defer os.Remove(temp.Name())
	_, err = temp.Write(k.secret[:])
	err = errors.Join(err, temp.Sync(), temp.Close())
	if err == nil {
		err = os.Link(temp.Name(), path)
	}
	if err == nil {
		err = syncDir(filepath.Dir(path))
	}
	if err != nil {
		return fmt.Errorf("vault: write master key: %w", err)
	}
	return nil
}

func syncDir(path string) error {
	dir, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(dir.Sync(), dir.Close())
}

// mark is the fingerprint that records carry.
func (k Key) mark() [markSize]byte { return [markSize]byte(k.Derive("fingerprint")) }

func (k Key) aead() cipher.AEAD {
	block, err := aes.NewCipher(k.Derive("records"))
	if err == nil {
		var aead cipher.AEAD
		if aead, err = cipher.NewGCMWithRandomNonce(block); err == nil {
			return aead
		}
	}
	panic("vault: cipher: " + err.Error()) // only for keys of another size
}

// seal encrypts a value for one name: version, fingerprint, then nonce and ciphertext.
func (k Key) seal(name string, value []byte) []byte {
	mark := k.mark()
	head := append([]byte{sealed}, mark[:]...)
	return k.aead().Seal(head, nil, value, []byte(name))
}

var errSealed = errors.New("vault: the record does not open: it is damaged or was moved from another name")

// open decrypts what seal made for this name.
func (k Key) open(name string, doc []byte) ([]byte, error) {
	value, err := k.aead().Open(nil, nil, doc[1+markSize:], []byte(name))
	if err != nil {
		return nil, errSealed
	}
	return value, nil
}

// markOf gives the fingerprint of the key that a record was written with.
func markOf(doc []byte) ([markSize]byte, error) {
	if len(doc) < 1+markSize || doc[0] != sealed {
		return [markSize]byte{}, errSealed
	}
	return [markSize]byte(doc[1 : 1+markSize]), nil
}
