package webhook_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"strings"
	"testing"
	"time"

	"makcomblang.id/pkg/webhook"
)

// delivery is a legal delivery of both schemes; tests change one thing.
type delivery struct {
	secrets []webhook.Secret
	keys    []webhook.PublicKey
	header  http.Header
	body    []byte
	now     time.Time
}

func newDelivery(t testing.TB, seed uint64) *delivery {
	t.Helper()
	random := rand.NewChaCha8([32]byte{byte(seed), byte(seed >> 8)})
	secret, err1 := webhook.NewSecret(random)
	key, err2 := webhook.NewPrivateKey(random)
	now := time.Unix(int64(random.Uint64()%4_000_000_000)+1_000, 0)
	body := make([]byte, random.Uint64()%200)
	random.Read(body)
	id := fmt.Sprintf("msg_%x", random.Uint64())
	v1, err3 := webhook.Sign([]webhook.Secret{secret}, id, now, body)
	v1a, err4 := webhook.SignV1a([]webhook.PrivateKey{key}, id, now, body)
	if err := errors.Join(err1, err2, err3, err4); err != nil {
		t.Fatal(err)
	}
	d := &delivery{
		secrets: []webhook.Secret{secret}, keys: []webhook.PublicKey{key.Public()},
		header: http.Header{}, body: body, now: now,
	}
	webhook.SetHeaders(d.header, id, now, v1+" "+v1a)
	return d
}

// verify checks by both schemes and wants them to agree.
func (d *delivery) verify(t testing.TB) error {
	t.Helper()
	v1 := webhook.Verify(d.secrets, d.header, d.body, d.now, webhook.DefaultTolerance)
	v1a := webhook.VerifyV1a(d.keys, d.header, d.body, d.now, webhook.DefaultTolerance)
	if !errors.Is(v1, v1a) && !(errors.Is(v1, webhook.ErrHeader) && errors.Is(v1a, webhook.ErrHeader)) {
		t.Errorf("v1 says %v, v1a says %v", v1, v1a)
	}
	return v1
}

// For any delivery, altering any one byte of what is signed is noticed.
func TestAnyAlteredByteIsRefused(t *testing.T) {
	t.Parallel()
	for seed := range uint64(16) {
		d := newDelivery(t, seed)
		if err := d.verify(t); err != nil {
			t.Fatalf("seed %d: a genuine delivery: %v", seed, err)
		}
		for i := range d.body {
			d.body[i] ^= 1 << (seed % 8)
			if err := d.verify(t); !errors.Is(err, webhook.ErrSignature) {
				t.Fatalf("seed %d: body byte %d: %v", seed, i, err)
			}
			d.body[i] ^= 1 << (seed % 8)
		}
		for _, longer := range [][]byte{append([]byte{0}, d.body...), append(append([]byte{}, d.body...), '\n')} {
			other := *d
			other.body = longer
			if err := other.verify(t); !errors.Is(err, webhook.ErrSignature) {
				t.Fatalf("seed %d: longer body: %v", seed, err)
			}
		}
		for _, name := range []string{webhook.HeaderID, webhook.HeaderTimestamp, webhook.HeaderSignature} {
			alterHeader(t, d, name)
		}
	}
}

func alterHeader(t *testing.T, d *delivery, name string) {
	t.Helper()
	value := d.header.Get(name)
	for i := range len(value) {
		for _, flip := range []byte{1, 32} {
			altered := []byte(value)
			altered[i] ^= flip
			d.header.Set(name, string(altered))
			v1 := webhook.Verify(d.secrets, d.header, d.body, d.now, webhook.DefaultTolerance)
			v1a := webhook.VerifyV1a(d.keys, d.header, d.body, d.now, webhook.DefaultTolerance)
			if name != webhook.HeaderSignature && (v1 == nil || v1a == nil) {
				t.Fatalf("%s %q passed as %q", name, value, altered)
			}
			// One altered character can break one of the two signatures only.
			if name == webhook.HeaderSignature && v1 == nil && v1a == nil {
				t.Fatalf("%s %q passed as %q", name, value, altered)
			}
		}
	}
	d.header.Set(name, value)
}

func TestTimestampsOutsideToleranceAreRefused(t *testing.T) {
	t.Parallel()
	tests := []struct {
		off  time.Duration // of the receiver's clock
		want error
	}{
		{0, nil},
		{5 * time.Minute, nil},
		{-5 * time.Minute, nil},
		{5*time.Minute + time.Nanosecond, webhook.ErrTimestamp},
		{-5*time.Minute - time.Nanosecond, webhook.ErrTimestamp},
		{24 * time.Hour, webhook.ErrTimestamp},
		{-24 * time.Hour, webhook.ErrTimestamp},
		{200 * 365 * 24 * time.Hour, webhook.ErrTimestamp},
		{-200 * 365 * 24 * time.Hour, webhook.ErrTimestamp},
	}
	for _, tc := range tests {
		d := newDelivery(t, 1)
		d.now = d.now.Add(tc.off)
		if err := d.verify(t); !errors.Is(err, tc.want) {
			t.Errorf("%v off: got %v, want %v", tc.off, err, tc.want)
		}
	}
	d := newDelivery(t, 1)
	if err := webhook.Verify(d.secrets, d.header, d.body, d.now, -time.Second); !errors.Is(err, webhook.ErrTimestamp) {
		t.Errorf("negative tolerance: %v", err)
	}
}

func TestBrokenHeadersAreRefused(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		change func(http.Header)
		want   error
	}{
		"no id":               {func(h http.Header) { h.Del(webhook.HeaderID) }, webhook.ErrHeader},
		"two ids":             {func(h http.Header) { h.Add(webhook.HeaderID, "other") }, webhook.ErrHeader},
		"id with a dot":       {func(h http.Header) { h.Set(webhook.HeaderID, "a.b") }, webhook.ErrID},
		"long id":             {func(h http.Header) { h.Set(webhook.HeaderID, strings.Repeat("a", 257)) }, webhook.ErrID},
		"no timestamp":        {func(h http.Header) { h.Del(webhook.HeaderTimestamp) }, webhook.ErrHeader},
		"two timestamps":      {func(h http.Header) { h.Add(webhook.HeaderTimestamp, "1") }, webhook.ErrHeader},
		"signed timestamp":    {func(h http.Header) { h.Set(webhook.HeaderTimestamp, "+1614265330") }, webhook.ErrHeader},
		"date":                {func(h http.Header) { h.Set(webhook.HeaderTimestamp, "2026-11-21") }, webhook.ErrHeader},
		"endless timestamp":   {func(h http.Header) { h.Set(webhook.HeaderTimestamp, strings.Repeat("9", 40)) }, webhook.ErrHeader},
		"timestamp of 1970":   {func(h http.Header) { h.Set(webhook.HeaderTimestamp, "0") }, webhook.ErrTimestamp},
		"no signature":        {func(h http.Header) { h.Del(webhook.HeaderSignature) }, webhook.ErrHeader},
		"blank signature":     {func(h http.Header) { h.Set(webhook.HeaderSignature, "  ") }, webhook.ErrHeader},
		"half a signature":    {func(h http.Header) { h.Set(webhook.HeaderSignature, "v1, v1a,") }, webhook.ErrSignature},
		"another's signature": {func(h http.Header) { h.Set(webhook.HeaderSignature, otherV1) }, webhook.ErrSignature},
		"a flood": {
			func(h http.Header) { h.Set(webhook.HeaderSignature, strings.Repeat("v1a,AA== ", 33)) },
			webhook.ErrHeader,
		},
		"signature in a second line": {func(h http.Header) {
			h[webhook.HeaderSignature] = []string{otherV1, h.Get(webhook.HeaderSignature)}
		}, nil},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newDelivery(t, 2)
			tc.change(d.header)
			if err := d.verify(t); !errors.Is(err, tc.want) {
				t.Errorf("got %v, want %v", err, tc.want)
			}
		})
	}
}

func TestWrongAndMissingKeys(t *testing.T) {
	t.Parallel()
	d, other := newDelivery(t, 3), newDelivery(t, 4)
	tests := map[string]struct {
		secrets []webhook.Secret
		keys    []webhook.PublicKey
		want    error
	}{
		"another key":          {other.secrets, other.keys, webhook.ErrSignature},
		"old and new":          {append(other.secrets, d.secrets...), append(other.keys, d.keys...), nil},
		"none":                 {nil, nil, webhook.ErrKey},
		"a zero key":           {[]webhook.Secret{{}}, []webhook.PublicKey{{}}, webhook.ErrKey},
		"a zero key before it": {append([]webhook.Secret{{}}, d.secrets...), append([]webhook.PublicKey{{}}, d.keys...), webhook.ErrKey},
	}
	for name, tc := range tests {
		v1 := webhook.Verify(tc.secrets, d.header, d.body, d.now, time.Minute)
		v1a := webhook.VerifyV1a(tc.keys, d.header, d.body, d.now, time.Minute)
		if !errors.Is(v1, tc.want) || !errors.Is(v1a, tc.want) {
			t.Errorf("%s: v1 %v, v1a %v, want %v", name, v1, v1a, tc.want)
		}
	}
}

func TestSigningRefuses(t *testing.T) {
	t.Parallel()
	d := newDelivery(t, 5)
	key, err := webhook.ParsePrivateKey(vectorKey)
	if err != nil {
		t.Fatal(err)
	}
	tests := map[string]struct {
		secrets []webhook.Secret
		keys    []webhook.PrivateKey
		id      string
		at      time.Time
		want    error
	}{
		"nothing wrong": {d.secrets, []webhook.PrivateKey{key}, "id", d.now, nil},
		"no key":        {nil, nil, "id", d.now, webhook.ErrKey},
		"zero key":      {[]webhook.Secret{{}}, []webhook.PrivateKey{{}}, "id", d.now, webhook.ErrKey},
		"empty id":      {d.secrets, []webhook.PrivateKey{key}, "", d.now, webhook.ErrID},
		"dot in id":     {d.secrets, []webhook.PrivateKey{key}, "a.b", d.now, webhook.ErrID},
		"line in id":    {d.secrets, []webhook.PrivateKey{key}, "a\r\nX: y", d.now, webhook.ErrID},
		"before 1970":   {d.secrets, []webhook.PrivateKey{key}, "id", time.Unix(-1, 0), webhook.ErrTimestamp},
	}
	for name, tc := range tests {
		_, v1 := webhook.Sign(tc.secrets, tc.id, tc.at, d.body)
		_, v1a := webhook.SignV1a(tc.keys, tc.id, tc.at, d.body)
		if !errors.Is(v1, tc.want) || !errors.Is(v1a, tc.want) {
			t.Errorf("%s: v1 %v, v1a %v, want %v", name, v1, v1a, tc.want)
		}
	}
}
