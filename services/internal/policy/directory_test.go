package policy_test

import (
	"bytes"
	"crypto/rand"
	"errors"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"makcomblang.id/pkg/contract"
	"makcomblang.id/pkg/event"
	"makcomblang.id/pkg/fault"
	"makcomblang.id/services/internal/eventlog"
	"makcomblang.id/services/internal/policy"
)

var now = time.Date(2026, time.November, 21, 3, 0, 0, 0, time.UTC)

func record(id string, data any) eventlog.Record {
	return eventlog.Record{Fact: event.Fact{Type: contract.TypeOf(data), Subject: id}, Data: data}
}

func newKey(t *testing.T) (id, presented, hash string) {
	t.Helper()
	id, presented, hash, err := policy.NewKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return id, presented, hash
}

func TestNewKey(t *testing.T) {
	t.Parallel()
	id, presented, hash := newKey(t)
	if !event.ValidToken(id) || !strings.HasPrefix(presented, "mak_live_"+id+"_") || len(hash) != 64 {
		t.Errorf("got id %q and a hash of %d", id, len(hash))
	}
	if strings.Contains(presented, hash) {
		t.Error("the key holds its hash")
	}
	if other, _, _ := newKey(t); other == id {
		t.Error("two keys are the same")
	}
	if _, _, _, err := policy.NewKey(iotest.ErrReader(errors.New("no entropy"))); err == nil {
		t.Error("a key without randomness was made")
	}
}

func TestDirectoryRefusesAlike(t *testing.T) {
	t.Parallel()
	d := policy.NewDirectory()
	id, good, hash := newKey(t)
	expiredID, expired, expiredHash := newKey(t)
	revokedID, revoked, revokedHash := newKey(t)
	_, unknown, _ := newKey(t)
	err := d.Follow([]eventlog.Record{
		record(id, &contract.KeyIssued{Actor: "a-1", Hash: hash, Expires: now.Add(time.Second)}),
		record(expiredID, &contract.KeyIssued{Actor: "a-2", Hash: expiredHash, Expires: now}),
		record(revokedID, &contract.KeyIssued{Actor: "a-3", Hash: revokedHash}),
		record(revokedID, &contract.KeyRevoked{Reason: "lost"}),
		record("9206", &contract.NeedWithdrawn{}),
	})
	if err != nil {
		t.Fatal(err)
	}
	s, err := d.ByKey(good, now)
	if err != nil || s.Actor != "a-1" || s.KeyID != id || !d.Valid(id, now) {
		t.Fatalf("a good key: got %v, %v", s, err)
	}
	_, wantErr := d.ByKey("", now)
	refused := map[string]string{
		"expired": expired, "revoked": revoked, "unknown": unknown, "empty": "", "prefix alone": "mak_live_",
		"no secret": "mak_live_" + id, "empty secret": "mak_live_" + id + "_", "wrong secret": good[:len(good)-1] + "!",
		"another secret": "mak_live_" + id + unknown[strings.LastIndexByte(unknown, '_'):],
		"upper case":     strings.ToUpper(good), "trailing": good + "a", "another prefix": strings.Replace(good, "live", "test", 1),
		"the hash": "mak_live_" + id + "_" + hash, "very long": good + strings.Repeat("a", 9000),
	}
	for name, key := range refused {
		s, err := d.ByKey(key, now)
		if fault.KindOf(err) != fault.KindUnauthorized || s.Known() || err.Error() != wantErr.Error() {
			t.Errorf("%s: got %v, %v", name, s, err)
		}
	}
	for _, gone := range []string{expiredID, revokedID, "none", ""} {
		if d.Valid(gone, now) {
			t.Errorf("key %q is valid", gone)
		}
	}
}

func TestDirectoryFoldsRoles(t *testing.T) {
	t.Parallel()
	d := policy.NewDirectory()
	if !d.Empty() {
		t.Error("a new directory is not empty")
	}
	id, key, hash := newKey(t)
	fold := func(data any) policy.Subject {
		t.Helper()
		if err := d.Follow([]eventlog.Record{record(id, data)}); err != nil {
			t.Fatal(err)
		}
		s, _ := d.ByKey(key, now)
		return s
	}
	fold(&contract.KeyIssued{Actor: "a-1", Hash: hash})
	hub := fold(&contract.RoleGranted{Role: "hub", Scope: "92"})
	fold(&contract.RoleGranted{Role: "hub", Scope: "92"})
	both := fold(&contract.RoleGranted{Role: "region", Scope: "92.06"})
	left := fold(&contract.RoleRevoked{Role: "hub", Scope: "92"})
	if d.Empty() || len(hub.Grants) != 1 || len(both.Grants) != 2 || len(left.Grants) != 1 || left.Grants[0].Role != policy.Region {
		t.Errorf("got %v, %v, %v", hub.Grants, both.Grants, left.Grants)
	}
	if hub.Grants[0].Role != policy.Hub {
		t.Error("a subject that was given out has changed")
	}
}

func TestSessions(t *testing.T) {
	t.Parallel()
	sessions := policy.NewSessions(bytes.Repeat([]byte("s"), 32), time.Hour)
	value, ends := sessions.Issue("k1", now)
	if id, err := sessions.Open(value, now.Add(59*time.Minute)); err != nil || id != "k1" || !ends.Equal(now.Add(time.Hour)) {
		t.Fatalf("got %q, %v, end %v", id, err, ends)
	}
	foreign, _ := policy.NewSessions(bytes.Repeat([]byte("x"), 32), time.Hour).Issue("k1", now)
	refused := map[string]struct {
		value string
		at    time.Time
	}{
		"at its end":       {value, now.Add(time.Hour)},
		"another key":      {strings.Replace(value, "k1", "k2", 1), now},
		"a longer session": {strings.Replace(value, "1.k1.1", "1.k1.2", 1), now},
		"another secret":   {foreign, now},
		"empty":            {"", now},
		"without mac":      {value[:strings.LastIndexByte(value, '.')], now},
		"very long":        {strings.Repeat("1.", 9000), now},
	}
	for name, tc := range refused {
		if id, err := sessions.Open(tc.value, tc.at); fault.KindOf(err) != fault.KindUnauthorized || id != "" {
			t.Errorf("%s: got %q, %v", name, id, err)
		}
	}
}

func TestAnActorIsItsValidKeysTogether(t *testing.T) {
	t.Parallel()
	d := policy.NewDirectory()
	first, presented, hash := newKey(t)
	second, _, hash2 := newKey(t)
	_ = d.Follow([]eventlog.Record{
		record(first, &contract.KeyIssued{Actor: "a-1", Hash: hash}),
		record(first, &contract.RoleGranted{Role: "hub", Scope: "92"}),
		record(second, &contract.KeyIssued{Actor: "a-1", Hash: hash2, Expires: now}),
		record(second, &contract.RoleGranted{Role: "coordinator"}),
	})
	s, ok := d.ByActor("a-1", now)
	if !ok || !s.Known() || !s.Has(policy.Hub) || s.Has(policy.Coordinator) {
		t.Errorf("got %+v: an expired key must not count", s)
	}
	_ = d.Follow([]eventlog.Record{record(first, &contract.KeyRevoked{Reason: "lost"})})
	if s, ok := d.ByActor("a-1", now); ok || s.Known() {
		t.Errorf("got %+v for an actor without a key", s)
	}
	id, got, err := policy.ReadKey(presented)
	if err != nil || id != first || got != hash {
		t.Errorf("ReadKey: got %q, %v", id, err)
	}
	if _, _, err := policy.ReadKey("mak_live_"); fault.KindOf(err) != fault.KindUnauthorized {
		t.Errorf("ReadKey of no key: got %v", err)
	}
}
