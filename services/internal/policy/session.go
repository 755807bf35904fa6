package policy

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"strconv"
	"strings"
	"time"
)

// Sessions makes and reads the values of session cookies. They are stateless: a value names a key and an end, signed
// with HMAC-SHA256; it ends early when its key is revoked, since the directory is asked each time.
type Sessions struct {
	secret []byte
	ttl    time.Duration
}

// NewSessions returns sessions of this length, signed with a secret that all processes share (32 bytes or more).
func NewSessions(secret []byte, ttl time.Duration) *Sessions {
	return &Sessions{secret: secret, ttl: ttl}
}

// Issue returns the cookie value for a key and when it ends.
func (s *Sessions) Issue(keyID string, now time.Time) (value string, ends time.Time) {
	ends = now.Add(s.ttl).Truncate(time.Second)
	payload := "1." + keyID + "." + strconv.FormatInt(ends.Unix(), 10)
	return payload + "." + s.sign(payload), ends
}

// Open returns the key of a cookie value. Every refusal is the fault that a wrong key gets.
func (s *Sessions) Open(value string, now time.Time) (keyID string, err error) {
	at := strings.LastIndexByte(value, '.')
	if at < 0 || len(value) > 400 {
		return "", errUnknownCaller()
	}
	payload, mac := value[:at], value[at+1:]
	if !hmac.Equal([]byte(mac), []byte(s.sign(payload))) {
		return "", errUnknownCaller()
	}
	parts := strings.Split(payload, ".")
	if len(parts) != 3 || parts[0] != "1" {
		return "", errUnknownCaller()
	}
	ends, err := strconv.ParseInt(parts[2], 10, 64)
	if err != nil || !now.Before(time.Unix(ends, 0)) {
		return "", errUnknownCaller()
	}
	return parts[1], nil
}

func (s *Sessions) sign(payload string) string {
	mac := hmac.New(sha256.New, s.secret)
	mac.Write([]byte("session:"))
	mac.Write([]byte(payload))
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}
