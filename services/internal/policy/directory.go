package policy

import (
	"crypto/subtle"
	"slices"
	"strings"
	"sync"
	"time"

	"makcomblang.id/pkg/contract"
	"makcomblang.id/services/internal/eventlog"
)

// Directory knows every key and what it may do. It folds the facts of access; every process that answers requests has
// one. Its zero value is ready.
type Directory struct {
	mu   sync.RWMutex
	keys map[string]entry
}

// entry is a key as far as the facts told. It is replaced, never changed, so that a Subject can share its grants.
type entry struct {
	actor   string
	hash    string
	expires time.Time
	revoked bool
	grants  []Grant
}

// NewDirectory returns an empty directory.
func NewDirectory() *Directory { return &Directory{} }

// Follow folds the facts of access; it passes over all others. The aggregate of an access fact is the key.
func (d *Directory) Follow(batch []eventlog.Record) error {
	for _, rec := range batch {
		if strings.HasPrefix(rec.Fact.Type, "access.") {
			d.fold(rec.Fact.Subject, rec.Data)
		}
	}
	return nil
}

func (d *Directory) fold(id string, data any) {
	d.mu.Lock()
	defer d.mu.Unlock()
	e := d.keys[id]
	switch f := data.(type) {
	case *contract.KeyIssued:
		e.actor, e.hash, e.expires = f.Actor, f.Hash, f.Expires
		for _, g := range f.Grants {
			e.grants = append(e.grants, Grant{Role(g.Role), g.Scope})
		}
	case *contract.KeyRevoked:
		e.revoked = true
	case *contract.RoleGranted:
		g := Grant{Role(f.Role), f.Scope}
		if !slices.Contains(e.grants, g) {
			e.grants = append(slices.Clone(e.grants), g)
		}
	case *contract.RoleRevoked:
		gone := Grant{Role(f.Role), f.Scope}
		e.grants = slices.DeleteFunc(slices.Clone(e.grants), func(g Grant) bool { return g == gone })
	}
	if d.keys == nil {
		d.keys = make(map[string]entry)
	}
	d.keys[id] = e
}

// ByKey returns the subject that presents this key. Every refusal is the same fault of kind Unauthorized.
func (d *Directory) ByKey(presented string, now time.Time) (Subject, error) {
	id, secret, ok := splitKey(presented)
	got := hashSecret(secret)
	d.mu.RLock()
	e := d.keys[id]
	d.mu.RUnlock()
	// The comparison also runs for a key that does not exist, against nothing: the answer takes as long.
	same := subtle.ConstantTimeCompare([]byte(got), []byte(e.hash)) == 1
	if !ok || !same || !e.valid(now) {
		return Subject{}, errUnknownCaller()
	}
	return e.subject(id), nil
}

// ByID returns the subject of a key that was proved before, by the cookie of a session.
func (d *Directory) ByID(keyID string, now time.Time) (Subject, error) {
	d.mu.RLock()
	e := d.keys[keyID]
	d.mu.RUnlock()
	if !e.valid(now) {
		return Subject{}, errUnknownCaller()
	}
	return e.subject(keyID), nil
}

// Valid says whether the key can be used at this time.
func (d *Directory) Valid(keyID string, now time.Time) bool {
	_, err := d.ByID(keyID, now)
	return err == nil
}

// Empty says whether no key was ever issued: the first one is then written at start.
func (d *Directory) Empty() bool {
	d.mu.RLock()
	defer d.mu.RUnlock()
	return len(d.keys) == 0
}

func (e entry) valid(now time.Time) bool {
	return e.hash != "" && !e.revoked && (e.expires.IsZero() || now.Before(e.expires))
}

func (e entry) subject(id string) Subject {
	return Subject{Actor: e.actor, KeyID: id, Grants: e.grants}
}
