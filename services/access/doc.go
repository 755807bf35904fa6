// Package access owns keys: who may act as what. It appends the facts of kind access and is the only service that does.
// Some of its decisions rest on all keys: that a coordinator is left, that an actor is new. In one process they are taken
// one after the other; between two processes nothing orders them, so run exactly one.
//
// Facts in: none. Facts out: access.key_issued, key_revoked, role_granted, role_revoked. Views: none, the ledger and the
// policy directory hold the few keys there are.
//
// A secret is shown once, in the answer to who asked for the key, and kept nowhere: the log has its SHA-256. Sessions
// (POST /session, POST /session/end) are answered by package web in every process, since a cookie needs no fact.
package access
