// Package vault owns what must not stand in a fact: contacts of people and secrets of endpoints. It exists so that they
// are encrypted where they rest and can be taken away for good, while the log stays as it is.
//
// Records lie in a NATS key-value bucket, each encrypted with AES-256-GCM under the master key, with a nonce of its own
// and its name as additional data, so that a record moved under another name does not open. Every record names the key
// it was written with (a fingerprint of the key, not the key), so that a rotation that was interrupted can go on.
//
// The names of records are not secret. They are made of opaque ids.
package vault
