package app

import (
	"bytes"
	"errors"
	"net/url"
	"strings"
	"testing"

	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"
	"pgregory.net/rapid"
)

func TestLogsHoldNothingPrivate(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	core := zapcore.NewCore(zapcore.NewJSONEncoder(zap.NewProductionEncoderConfig()), zapcore.AddSync(&out), zap.DebugLevel)
	log := zap.New(redacting{core})
	secrets := []string{
		"sari.dewi@contoh.go.id", "+62 812-3456-7890", "081234567890", "mak_live_k1_abcdefghij", "whsec_MfKQ9r8GKYqrTwjU", "hunter2",
		"SUACSSL3UAHUDXKFSNVUZRF5UHPMWZ6BFDTJ7M6USDXIEDNPPQYYYCU3VY",
	}
	address, err := url.Parse("redis://admin:hunter2@redis:6379")
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range secrets[:5] {
		log.Info("said "+s, zap.String("text", s), zap.Error(errors.New("refused "+s)), zap.Any("any", map[string]string{"a": s}), zap.ByteString("bytes", []byte(s)))
		log.With(zap.String("with", s)).Warn("later", zap.Strings("list", []string{s}))
	}
	log.Info(secrets[6])
	log.Error("dial "+address.Scheme+"://admin:hunter2@redis:6379", zap.Error(errors.New("redis://admin:hunter2@redis:6379 is away")))
	for _, s := range secrets {
		if strings.Contains(out.String(), s) {
			t.Errorf("%s stands in the log:\n%s", s, out.String())
		}
	}
	out.Reset()
	log.Info("request", zap.String("route", "/api/v1/matches/{id}"), zap.Int("status", 200), zap.String("request_id", "6f0812345678901234567890"), zap.Uint64("seq", 81234567890))
	if strings.Contains(out.String(), hidden) {
		t.Errorf("an ordinary entry was hidden: %s", out.String())
	}
}

// What is looked for first never lets through what the expression would hide.
func TestNothingPrivateIsUnsuspicious(t *testing.T) {
	t.Parallel()
	piece := rapid.SampledFrom([]string{
		"0", "8", "12", "62", "+62", "-", " ", "3456", "a@b", "c.id", "mak_live_", "whsec_", "whsk_", "://u:p", "@h", "SU",
		"ACSSL3UAHUDXKFSNVUZRF5UHPMWZ6BFDTJ7M6USDXIEDNPPQYYYCU3VY", "x", "/", "é",
	})
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Join(rapid.SliceOfN(piece, 0, 14).Draw(t, "pieces"), "")
		if got, want := redact(text), private.ReplaceAllString(text, hidden); got != want {
			t.Fatalf("%q became %q, want %q", text, got, want)
		}
	})
}

func BenchmarkRedact(b *testing.B) {
	for b.Loop() {
		_ = redact("POST /api/v1/matches/{id}/approve")
		_ = redact("a-6f08123456")
		_ = redact("3f0c1b7e9a2d4c5f8e6b7a8091c2d3e4")
	}
}
