package policy

import (
	"crypto/sha256"
	"encoding/base32"
	"encoding/hex"
	"fmt"
	"io"
	"strings"

	"makcomblang.id/pkg/event"
	"makcomblang.id/pkg/fault"
)

// keyPrefix lets scanners of leaked secrets recognise a key.
const keyPrefix = "mak_live_"

const (
	idBytes     = 10 // 16 characters
	secretBytes = 32 // 52 characters
)

// lower is base32 in the alphabet of tokens: no underscore, so that the parts of a key can be told apart.
func lower() *base32.Encoding {
	return base32.NewEncoding("abcdefghijklmnopqrstuvwxyz234567").WithPadding(base32.NoPadding)
}

// NewKey makes a key from random bytes: id is public and names its aggregate, presented is what its holder keeps and is
// shown once, hash is what the log keeps.
func NewKey(random io.Reader) (id, presented, hash string, err error) {
	var b [idBytes + secretBytes]byte
	if _, err := io.ReadFull(random, b[:]); err != nil {
		return "", "", "", fmt.Errorf("policy: make a key: %w", err)
	}
	id = lower().EncodeToString(b[:idBytes])
	secret := lower().EncodeToString(b[idBytes:])
	return id, keyPrefix + id + "_" + secret, hashSecret(secret), nil
}

// splitKey takes a presented key apart. ok is false for anything that is not of a key's form.
func splitKey(presented string) (id, secret string, ok bool) {
	rest, found := strings.CutPrefix(presented, keyPrefix)
	at := strings.LastIndexByte(rest, '_')
	if !found || at < 1 || len(rest) > 256 {
		return "", "", false
	}
	id, secret = rest[:at], rest[at+1:]
	return id, secret, event.ValidToken(id) && len(secret) >= 32 && event.ValidToken(secret)
}

func hashSecret(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}

// errUnknownCaller is the one answer to a key that is missing, malformed, unknown, expired or revoked: which of these
// it is would help only who tries keys.
func errUnknownCaller() *fault.Error {
	return fault.Unauthorizedf("access.key", "A valid key is needed: send it as Authorization: Bearer mak_live_... or sign in.")
}
