package subscriptions

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"sync"
	"time"

	"makcomblang.id/pkg/fault"
	"makcomblang.id/pkg/webhook"
)

// maxSecrets bounds the secrets of an endpoint that sign at the same time.
const maxSecrets = 5

// store is what the secrets need of the vault.
type store interface {
	Put(ctx context.Context, name string, value []byte) error
	Create(ctx context.Context, name string, value []byte) error
	Get(ctx context.Context, name string) ([]byte, error)
	Delete(ctx context.Context, name string) error
}

// secrets keeps what signs: for each endpoint its v1 secrets, newest first, and one ed25519 key of the server for v1a.
type secrets struct {
	vault store

	mu     sync.Mutex
	cached map[string]cachedSecrets
	signer webhook.PrivateKey
}

type cachedSecrets struct {
	rotated int
	read    time.Time
	kept    []liveSecret
	headers map[string]string
}

// liveSecret is a secret that is ready to sign.
type liveSecret struct {
	secret webhook.Secret
	until  time.Time // zero: it is the newest
}

// cacheFor is how long another process may still sign without a header that was set here; a rotation is seen at once.
const cacheFor = time.Minute

// keptSecret is a secret as it lies in the vault.
type keptSecret struct {
	Text  string    `json:"secret"`
	Until time.Time `json:"until,omitzero"` // zero: it is the newest
}

func newSecrets(v store) *secrets { return &secrets{vault: v, cached: make(map[string]cachedSecrets)} }

func secretsName(id string) string { return "endpoint." + id + ".secrets" }

// ownSecret reads a secret that a holder brings along; "" asks for a new one.
func ownSecret(text string) error {
	if text == "" {
		return nil
	}
	if _, err := webhook.ParseSecret(text); err != nil {
		return fault.Invalid("secret", "endpoint.secret", "This is no secret of Standard Webhooks, or too short a one.", "whsec_ and the base64 of 24 to 64 random bytes")
	}
	return nil
}

// newSecret gives the holder's own secret, or makes one.
func newSecret(own string) (string, error) {
	if own != "" {
		return own, nil
	}
	secret, err := webhook.NewSecret(rand.Reader)
	return secret.Reveal(), err
}

// first gives the secret of a new endpoint. Called again, by a retry, it gives the same one.
func (x *secrets) first(ctx context.Context, id, own string) (string, error) {
	kept, err := x.load(ctx, id)
	if err != nil && fault.KindOf(err) != fault.KindNotFound {
		return "", err
	}
	if len(kept) > 0 {
		return kept[0].Text, nil
	}
	secret, err := newSecret(own)
	if err != nil {
		return "", err
	}
	raw, err := json.Marshal([]keptSecret{{Text: secret}})
	if err != nil {
		return "", err
	}
	if err := x.vault.Create(ctx, secretsName(id), raw); fault.KindOf(err) == fault.KindConflict {
		return x.first(ctx, id, own) // another process was faster with the same request: it is that secret
	} else if err != nil {
		return "", err
	}
	return secret, nil
}

// rotate puts a new secret in front; the others sign beside it until the given time. It is stored before the fact: after
// a crash in between both sign, and no receiver refuses a delivery.
func (x *secrets) rotate(ctx context.Context, id, own string, now, until time.Time) (string, error) {
	kept, err := x.load(ctx, id)
	if err != nil {
		return "", err
	}
	secret, err := newSecret(own)
	if err != nil {
		return "", err
	}
	next := []keptSecret{{Text: secret}}
	for _, k := range kept {
		if k.Until.IsZero() || until.Before(k.Until) {
			k.Until = until
		}
		if k.Until.After(now) && len(next) < maxSecrets {
			next = append(next, k)
		}
	}
	return secret, x.save(ctx, id, next)
}

func (x *secrets) load(ctx context.Context, id string) ([]keptSecret, error) {
	raw, err := x.vault.Get(ctx, secretsName(id))
	if err != nil {
		return nil, err
	}
	var kept []keptSecret
	if err := json.Unmarshal(raw, &kept); err != nil || len(kept) == 0 {
		return nil, fmt.Errorf("subscriptions: secrets of an endpoint are damaged")
	}
	return kept, nil
}

func (x *secrets) save(ctx context.Context, id string, kept []keptSecret) error {
	raw, err := json.Marshal(kept)
	if err != nil {
		return err
	}
	err = x.vault.Put(ctx, secretsName(id), raw)
	x.mu.Lock()
	delete(x.cached, id)
	x.mu.Unlock()
	return err
}

// forget purges the secrets of an endpoint that is gone.
func (x *secrets) forget(ctx context.Context, id string) error {
	x.mu.Lock()
	delete(x.cached, id)
	x.mu.Unlock()
	if err := x.vault.Delete(ctx, headersName(id)); err != nil {
		return err
	}
	return x.vault.Delete(ctx, secretsName(id))
}

// of gives what an endpoint's deliveries carry, from memory as long as it is fresh.
func (x *secrets) of(ctx context.Context, id string, rotated int) (cachedSecrets, error) {
	x.mu.Lock()
	c, ok := x.cached[id]
	x.mu.Unlock()
	if ok && c.rotated == rotated && time.Since(c.read) < cacheFor {
		return c, nil
	}
	kept, err := x.load(ctx, id)
	if err != nil {
		return c, err
	}
	headers, err := x.loadHeaders(ctx, id)
	if err != nil {
		return c, err
	}
	c = cachedSecrets{rotated: rotated, read: time.Now(), headers: headers}
	for _, k := range kept {
		secret, err := webhook.ParseSecret(k.Text)
		if err != nil {
			return c, err
		}
		c.kept = append(c.kept, liveSecret{secret, k.Until})
	}
	x.mu.Lock()
	x.cached[id] = c
	x.mu.Unlock()
	return c, nil
}

// sign gives the signature header: v1 with every secret that is live, then v1a.
func (x *secrets) sign(c cachedSecrets, webhookID string, at time.Time, doc []byte) (string, error) {
	live := make([]webhook.Secret, 0, len(c.kept))
	for _, k := range c.kept {
		if k.until.IsZero() || at.Before(k.until) {
			live = append(live, k.secret)
		}
	}
	x.mu.Lock()
	signer := x.signer
	x.mu.Unlock()
	value, err := webhook.Sign(live, webhookID, at, doc)
	if err != nil || signer.IsZero() {
		return value, err
	}
	v1a, err := webhook.SignV1a([]webhook.PrivateKey{signer}, webhookID, at, doc)
	return value + " " + v1a, err
}

func headersName(id string) string { return "endpoint." + id + ".headers" }

// setHeaders replaces the headers of an endpoint's holder. Their values are often secrets, so they lie here.
func (x *secrets) setHeaders(ctx context.Context, id string, headers map[string]string) error {
	raw, err := json.Marshal(headers)
	if err != nil {
		return err
	}
	err = x.vault.Put(ctx, headersName(id), raw)
	x.mu.Lock()
	delete(x.cached, id)
	x.mu.Unlock()
	return err
}

func (x *secrets) loadHeaders(ctx context.Context, id string) (map[string]string, error) {
	raw, err := x.vault.Get(ctx, headersName(id))
	if fault.KindOf(err) == fault.KindNotFound {
		return nil, nil
	}
	var headers map[string]string
	if err == nil {
		err = json.Unmarshal(raw, &headers)
	}
	return headers, err
}

const signerName = "webhook.ed25519"

// openSigner loads the server's ed25519 key, or makes it.
func (x *secrets) openSigner(ctx context.Context) error {
	raw, err := x.vault.Get(ctx, signerName)
	var key webhook.PrivateKey
	switch {
	case err == nil:
		key, err = webhook.ParsePrivateKey(string(raw))
	case fault.KindOf(err) == fault.KindNotFound:
		if key, err = webhook.NewPrivateKey(rand.Reader); err == nil {
			err = x.vault.Create(ctx, signerName, []byte(key.Reveal()))
		}
		if fault.KindOf(err) == fault.KindConflict {
			return x.openSigner(ctx) // another process was faster: it is that key
		}
	}
	if err != nil {
		return fmt.Errorf("subscriptions: key of v1a signatures: %w", err)
	}
	x.mu.Lock()
	x.signer = key
	x.mu.Unlock()
	return nil
}

// public is the key that verifies v1a signatures, "" before it is known.
func (x *secrets) public() string {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.signer.IsZero() {
		return ""
	}
	return x.signer.Public().String()
}
