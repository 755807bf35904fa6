package policy

import (
	"slices"
	"time"
)

// ByActor returns what an actor may do now with all valid keys together, for work that is done on the actor's behalf
// while no key is presented, such as deliveries. ok is false if none of the actor's keys is valid: the work then ends.
func (d *Directory) ByActor(actor string, now time.Time) (s Subject, ok bool) {
	d.mu.RLock()
	defer d.mu.RUnlock()
	for id, e := range d.keys {
		if e.actor != actor || !e.valid(now) {
			continue
		}
		s.Actor = actor
		s.KeyID = max(s.KeyID, id)
		for _, g := range e.grants {
			if !slices.Contains(s.Grants, g) {
				s.Grants = append(s.Grants, g)
			}
		}
	}
	return s, s.KeyID != ""
}

// ReadKey takes a presented key apart into its public id and the hash of its secret. The fault of a text that is no key
// is the one that a wrong key gets.
func ReadKey(presented string) (id, hash string, err error) {
	id, secret, ok := splitKey(presented)
	if !ok {
		return "", "", errUnknownCaller()
	}
	return id, hashSecret(secret), nil
}
