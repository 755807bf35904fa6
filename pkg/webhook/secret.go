package webhook

import (
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"io"
	"log/slog"
	"strings"
)

const (
	secretPrefix = "whsec_"
	minSecret    = 24 // bytes, by the specification
	maxSecret    = 64
	newSecret    = 32

	masked = "(masked)"
)

// Secret is a shared secret of v1. It prints masked with every verb of fmt and
// in slog, and refuses to be marshalled; [Secret.Reveal] is the one way to its
// text. The zero Secret signs nothing and matches nothing.
type Secret struct {
	// key hides in a function: fmt prints what lies in an unexported field
	// without asking its methods, and follows a pointer there when the verb is
	// a wrong one; of a function it prints an address.
	key func() []byte
}

// NewSecret makes a secret of 32 bytes read from rand, which is crypto/rand.Reader
// outside tests. It returns the error of rand.
func NewSecret(rand io.Reader) (Secret, error) {
	key := make([]byte, newSecret)
	if _, err := io.ReadFull(rand, key); err != nil {
		return Secret{}, fmt.Errorf("webhook: new secret: %w", err)
	}
	return Secret{func() []byte { return key }}, nil
}

// ParseSecret reads whsec_ and the base64 of 24 to 64 bytes, with padding. It
// returns ErrKey for anything else: a library that took an empty secret would
// accept deliveries from anyone.
func ParseSecret(text string) (Secret, error) {
	key, err := decodeKey(secretPrefix, text)
	if err != nil {
		return Secret{}, err
	}
	if len(key) < minSecret || len(key) > maxSecret {
		return Secret{}, fmt.Errorf("%w: a secret has %d to %d bytes", ErrKey, minSecret, maxSecret)
	}
	return Secret{func() []byte { return key }}, nil
}

// Reveal gives the text that ParseSecret reads, to be shown once to the owner of
// the endpoint or put into the vault. It is empty for the zero Secret.
func (s Secret) Reveal() string {
	if s.IsZero() {
		return ""
	}
	return secretPrefix + base64.StdEncoding.EncodeToString(s.key())
}

// IsZero tells whether s holds no secret.
func (s Secret) IsZero() bool { return s.key == nil }

// Equal tells in constant time whether two secrets are the same. Zero secrets
// are equal to nothing.
func (s Secret) Equal(other Secret) bool {
	return !s.IsZero() && !other.IsZero() && subtle.ConstantTimeCompare(s.key(), other.key()) == 1
}

// Format prints whsec_(masked) whatever the verb.
func (s Secret) Format(f fmt.State, _ rune) { io.WriteString(f, s.String()) }

// String gives whsec_(masked).
func (s Secret) String() string { return secretPrefix + masked }

// LogValue masks the secret in slog.
func (s Secret) LogValue() slog.Value { return slog.StringValue(s.String()) }

// MarshalText always fails, so that no document holds a secret by accident.
func (s Secret) MarshalText() ([]byte, error) {
	return nil, fmt.Errorf("%w: a secret is not marshalled", ErrKey)
}

// decodeKey reads prefix and canonical, padded base64.
func decodeKey(prefix, text string) ([]byte, error) {
	encoded, ok := strings.CutPrefix(text, prefix)
	if !ok {
		return nil, fmt.Errorf("%w: it starts with %s", ErrKey, prefix)
	}
	key, ok := decode(encoded)
	if !ok {
		return nil, fmt.Errorf("%w: %s is followed by padded base64", ErrKey, prefix)
	}
	return key, nil
}

// decode reads padded base64 and accepts only the one text that encodes what it
// holds: the decoder alone would skip line breaks.
func decode(encoded string) ([]byte, bool) {
	b, err := base64.StdEncoding.Strict().DecodeString(encoded)
	if err != nil || base64.StdEncoding.EncodeToString(b) != encoded {
		return nil, false
	}
	return b, true
}
