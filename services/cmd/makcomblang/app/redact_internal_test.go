package app

import (
	"bytes"
	"errors"
	"net/url"
	"strings"
	"testing"

	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"
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
