// Package webhook signs webhook deliveries and verifies received ones by the
// Standard Webhooks specification 1.0.0: v1 (HMAC-SHA256 with a shared secret)
// and v1a (Ed25519).
//
// It exists in the public module so that those who receive our deliveries verify
// them with the very code that signs them. It has no dependency, no clock and no
// state: now is an argument, and remembering which ids were seen is the
// receiver's part, since a delivery keeps its id over all its retries.
//
// What is signed is id + "." + timestamp + "." + body, so an id may hold no dot,
// and the body must be verified byte by byte as it arrived, before it is parsed.
package webhook

import (
	"errors"
	"time"
)

// The headers of a delivery.
const (
	HeaderID        = "Webhook-Id"        // the same for every attempt
	HeaderTimestamp = "Webhook-Timestamp" // seconds since 1970 of this attempt
	HeaderSignature = "Webhook-Signature" // list of signatures, separated by spaces
)

// DefaultTolerance is how far the timestamp of an attempt may lie from the
// receiver's clock, to either side, in the reference libraries of the
// specification.
const DefaultTolerance = 5 * time.Minute

// Reasons for which signing or verifying is refused; test with errors.Is. Their
// texts, and those of errors that wrap them, never contain a secret.
var (
	// ErrKey: a secret or key is missing or not of the form it must have.
	ErrKey = errors.New("webhook: the key is missing or malformed")
	// ErrID: the id is empty, longer than 256 characters, or has a character
	// other than visible ASCII without the dot.
	ErrID = errors.New("webhook: the id is malformed")
	// ErrHeader: a header is missing, repeated or malformed.
	ErrHeader = errors.New("webhook: a header is missing, repeated or malformed")
	// ErrTimestamp: the attempt is older or newer than the tolerance allows, or
	// before 1970 when signing.
	ErrTimestamp = errors.New("webhook: the timestamp is outside the tolerance")
	// ErrSignature: no signature fits. This says nothing about which part was
	// altered, or whether the key is another.
	ErrSignature = errors.New("webhook: no signature matches")
)
