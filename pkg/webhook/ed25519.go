package webhook

import (
	"bytes"
	"crypto/ed25519"
	"encoding/base64"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"time"
)

const (
	privatePrefix = "whsk_"
	publicPrefix  = "whpk_"
)

// PrivateKey is a signing key of v1a. It masks itself as a [Secret] does. The
// zero PrivateKey signs nothing.
type PrivateKey struct {
	key func() ed25519.PrivateKey // a function for the reason given at Secret
}

// PublicKey is what a receiver of v1a deliveries trusts. It is no secret. The
// zero PublicKey matches nothing.
type PublicKey struct {
	key string // 32 bytes; a string so that keys compare with ==
}

// NewPrivateKey makes a key from 32 bytes of rand, which is crypto/rand.Reader
// outside tests. It returns the error of rand.
func NewPrivateKey(rand io.Reader) (PrivateKey, error) {
	seed := make([]byte, ed25519.SeedSize)
	if _, err := io.ReadFull(rand, seed); err != nil {
		return PrivateKey{}, fmt.Errorf("webhook: new key: %w", err)
	}
	key := ed25519.NewKeyFromSeed(seed)
	return PrivateKey{func() ed25519.PrivateKey { return key }}, nil
}

// ParsePrivateKey reads whsk_ and the base64 of a seed of 32 bytes, or of seed
// and public key together, 64 bytes; both are in use. It returns ErrKey for
// anything else, also when the public half does not belong to the seed.
func ParsePrivateKey(text string) (PrivateKey, error) {
	raw, err := decodeKey(privatePrefix, text)
	if err != nil {
		return PrivateKey{}, err
	}
	if len(raw) != ed25519.SeedSize && len(raw) != ed25519.PrivateKeySize {
		return PrivateKey{}, fmt.Errorf("%w: a signing key has 32 or 64 bytes", ErrKey)
	}
	key := ed25519.NewKeyFromSeed(raw[:ed25519.SeedSize])
	if len(raw) == ed25519.PrivateKeySize && !bytes.Equal(raw, key) {
		return PrivateKey{}, fmt.Errorf("%w: its public half does not fit", ErrKey)
	}
	return PrivateKey{func() ed25519.PrivateKey { return key }}, nil
}

// ParsePublicKey reads whpk_ and the base64 of 32 bytes; ErrKey otherwise.
func ParsePublicKey(text string) (PublicKey, error) {
	raw, err := decodeKey(publicPrefix, text)
	if err != nil {
		return PublicKey{}, err
	}
	if len(raw) != ed25519.PublicKeySize {
		return PublicKey{}, fmt.Errorf("%w: a public key has 32 bytes", ErrKey)
	}
	return PublicKey{string(raw)}, nil
}

// Public gives the key that receivers trust; the zero PublicKey for a zero key.
func (k PrivateKey) Public() PublicKey {
	if k.IsZero() {
		return PublicKey{}
	}
	return PublicKey{string(k.key()[ed25519.SeedSize:])}
}

// Reveal gives whsk_ and the base64 of the seed, for the vault only.
func (k PrivateKey) Reveal() string {
	if k.IsZero() {
		return ""
	}
	return privatePrefix + base64.StdEncoding.EncodeToString(k.key().Seed())
}

// IsZero tells whether k holds no key.
func (k PrivateKey) IsZero() bool { return k.key == nil }

// Format prints whsk_(masked) whatever the verb.
func (k PrivateKey) Format(f fmt.State, _ rune) { io.WriteString(f, k.String()) }

// String gives whsk_(masked).
func (k PrivateKey) String() string { return privatePrefix + masked }

// LogValue masks the key in slog.
func (k PrivateKey) LogValue() slog.Value { return slog.StringValue(k.String()) }

// MarshalText always fails, so that no document holds a key by accident.
func (k PrivateKey) MarshalText() ([]byte, error) {
	return nil, fmt.Errorf("%w: a signing key is not marshalled", ErrKey)
}

// IsZero tells whether k holds no key.
func (k PublicKey) IsZero() bool { return k.key == "" }

// String gives the text that ParsePublicKey reads; empty for the zero key.
func (k PublicKey) String() string {
	if k.IsZero() {
		return ""
	}
	return publicPrefix + base64.StdEncoding.EncodeToString([]byte(k.key))
}

// SignV1a is [Sign] with Ed25519: one v1a signature for each key.
func SignV1a(keys []PrivateKey, id string, timestamp time.Time, body []byte) (string, error) {
	content, err := signedContent(id, timestamp, body)
	if err != nil {
		return "", err
	}
	if len(keys) == 0 {
		return "", fmt.Errorf("%w: no signing key given", ErrKey)
	}
	list := make([]string, len(keys))
	for i, k := range keys {
		if k.IsZero() {
			return "", fmt.Errorf("%w: a signing key is empty", ErrKey)
		}
		list[i] = schemeEd25519 + "," + base64.StdEncoding.EncodeToString(ed25519.Sign(k.key(), content))
	}
	return strings.Join(list, " "), nil
}

// VerifyV1a is [Verify] with Ed25519: some v1a signature must be by one of the
// keys, which the receiver got from a trusted place and not with the delivery.
func VerifyV1a(keys []PublicKey, header http.Header, body []byte, now time.Time, tolerance time.Duration) error {
	content, presented, err := open(header, body, now, tolerance)
	if err != nil {
		return err
	}
	if len(keys) == 0 {
		return fmt.Errorf("%w: no public key given", ErrKey)
	}
	for _, k := range keys {
		if k.IsZero() {
			return fmt.Errorf("%w: a public key is empty", ErrKey)
		}
		for _, got := range presented {
			encoded, ok := strings.CutPrefix(got, schemeEd25519+",")
			if !ok {
				continue
			}
			if sig, ok := decode(encoded); ok && ed25519.Verify(ed25519.PublicKey(k.key), content, sig) {
				return nil
			}
		}
	}
	return ErrSignature
}
