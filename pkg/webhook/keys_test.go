package webhook_test

import (
	"bytes"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"testing/iotest"

	"makcomblang.id/pkg/webhook"
)

func TestSecretLengths(t *testing.T) {
	t.Parallel()
	for n := range 100 {
		text := "whsec_" + base64.StdEncoding.EncodeToString(bytes.Repeat([]byte{7}, n))
		s, err := webhook.ParseSecret(text)
		if ok := n >= 24 && n <= 64; ok != (err == nil) || ok == s.IsZero() {
			t.Errorf("%d bytes: %v", n, err)
		}
		if err == nil && s.Reveal() != text {
			t.Errorf("%d bytes: came back as another text", n)
		}
	}
}

func TestKeysOfOtherFormsAreRefused(t *testing.T) {
	t.Parallel()
	k32 := base64.StdEncoding.EncodeToString(bytes.Repeat([]byte{9}, 32))
	k64 := base64.StdEncoding.EncodeToString(bytes.Repeat([]byte{9}, 64))
	parsers := map[string]func(string) error{
		"secret":  func(s string) error { _, err := webhook.ParseSecret(s); return err },
		"private": func(s string) error { _, err := webhook.ParsePrivateKey(s); return err },
		"public":  func(s string) error { _, err := webhook.ParsePublicKey(s); return err },
	}
	prefix := map[string]string{"secret": "whsec_", "private": "whsk_", "public": "whpk_"}
	for name, parse := range parsers {
		p := prefix[name]
		if err := parse(p + k32); err != nil {
			t.Errorf("%s: refused a good key: %v", name, err)
		}
		bad := []string{
			"", p, k32, p + " " + k32, p + k32 + "\n", p + k32[:20] + "\n" + k32[20:], p + strings.TrimRight(k32, "="),
			strings.ToUpper(p) + k32, "whxx_" + k32, p + "****", p + strings.Repeat("A", 400),
		}
		if name != "secret" {
			bad = append(bad, p+k64, p+"AAAA") // whsk_ of 64 bytes whose halves do not fit
		}
		for _, text := range bad {
			if err := parse(text); !errors.Is(err, webhook.ErrKey) {
				t.Errorf("%s: %q: got %v", name, text, err)
			}
		}
	}
}

func TestPrivateKeyInBothForms(t *testing.T) {
	t.Parallel()
	key, err := webhook.NewPrivateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	again, err := webhook.ParsePrivateKey(key.Reveal())
	if err != nil || again.Public() != key.Public() {
		t.Errorf("seed alone: %v", err)
	}
	public, err := webhook.ParsePublicKey(key.Public().String())
	if err != nil || public != key.Public() {
		t.Errorf("public: %v", err)
	}
	seed, _ := base64.StdEncoding.DecodeString(strings.TrimPrefix(key.Reveal(), "whsk_"))
	half, _ := base64.StdEncoding.DecodeString(strings.TrimPrefix(public.String(), "whpk_"))
	long := "whsk_" + base64.StdEncoding.EncodeToString(append(seed, half...))
	again, err = webhook.ParsePrivateKey(long)
	if err != nil || again.Public() != key.Public() {
		t.Errorf("seed and public half: %v", err)
	}
	var zero webhook.PrivateKey
	if !zero.Public().IsZero() || zero.Reveal() != "" || zero.Public().String() != "" {
		t.Error("the zero key has a public half")
	}
}

func TestSecretsNeverPrint(t *testing.T) {
	t.Parallel()
	secret, err := webhook.NewSecret(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	key, err := webhook.NewPrivateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	type nested struct {
		s webhook.Secret
		k webhook.PrivateKey
		p *webhook.Secret
	}
	var out bytes.Buffer
	for _, v := range []any{secret, &secret, key, &key, nested{secret, key, &secret}, []webhook.Secret{secret}} {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%T"} {
			fmt.Fprintf(&out, verb+"\n", v)
		}
		slog.New(slog.NewJSONHandler(&out, nil)).Info("x", "v", v)
		if b, err := json.Marshal(v); err == nil {
			out.Write(b)
		}
	}
	printed := out.String()
	for _, text := range []string{secret.Reveal(), key.Reveal()} {
		_, encoded, _ := strings.Cut(text, "_")
		raw, err := base64.StdEncoding.DecodeString(encoded)
		if err != nil {
			t.Fatal(err)
		}
		for _, form := range []string{encoded, string(raw), fmt.Sprintf("%x", raw[:4]), fmt.Sprintf("%X", raw[:4]), strings.Trim(fmt.Sprint(raw[:4]), "[]")} {
			if strings.Contains(printed, form) {
				t.Errorf("a secret was printed as %q", form)
			}
		}
	}
	if !strings.Contains(printed, "whsec_(masked)") || !strings.Contains(printed, "whsk_(masked)") {
		t.Error("nothing was printed at all")
	}
}

func TestSecretEquality(t *testing.T) {
	t.Parallel()
	a, _ := webhook.NewSecret(rand.Reader)
	b, _ := webhook.NewSecret(rand.Reader)
	copied := mustSecret(t, a.Reveal())
	var zero webhook.Secret
	if !a.Equal(copied) || a.Equal(b) || zero.Equal(zero) || a.Equal(zero) || zero.Reveal() != "" {
		t.Error("equality of secrets is wrong")
	}
}

func TestRandomnessThatFails(t *testing.T) {
	t.Parallel()
	away := errors.New("away")
	if _, err := webhook.NewSecret(iotest.ErrReader(away)); !errors.Is(err, away) {
		t.Errorf("secret: %v", err)
	}
	if _, err := webhook.NewPrivateKey(bytes.NewReader(make([]byte, 31))); err == nil {
		t.Error("a key of 31 bytes was made")
	}
}
