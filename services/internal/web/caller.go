package web

import (
	"time"

	"makcomblang.id/pkg/event"
	"makcomblang.id/services/internal/eventlog"
	"makcomblang.id/services/internal/policy"
)

// Caller is who calls and how: the key's subject, the idempotency key and the version that a command was decided on.
type Caller struct {
	Subject policy.Subject
	x       *exchange
}

func (x *exchange) caller() Caller { return Caller{Subject: x.subject, x: x} }

// Command is the caller's part of a command to the log: actor, route, key, hash of the body and expected version.
func (c Caller) Command(now time.Time) eventlog.Command {
	return eventlog.Command{
		Actor:   c.Subject.Actor,
		Route:   c.route(),
		Key:     c.x.key,
		Request: c.x.hash,
		IfMatch: c.x.match,
		Now:     now,
	}
}

// Mint derives the id of a new aggregate from the actor, the route and the key, so that a retry names the same one.
func (c Caller) Mint(prefix string) string {
	return event.MintID(prefix, c.Subject.Actor, c.route(), c.x.key)
}

// Allow asks the policy about an object: nil, or a fault with the reason.
func (c Caller) Allow(a policy.Action, o policy.Object) error { return policy.Check(c.Subject, a, o) }

// May is Allow as a yes or no, for what is shown or left out.
func (c Caller) May(a policy.Action, o policy.Object) bool { return policy.Can(c.Subject, a, o).Allow }

// IfMatch is the version that the caller decided on; nil if it named none.
func (c Caller) IfMatch() *uint64 { return c.x.match }

// ETag sets the version of what is answered, so that the caller can send it back as If-Match.
func (c Caller) ETag(version uint64) { c.x.header.Set("ETag", etag(version)) }

// RequestID is the id of this request, for a log line or a cause.
func (c Caller) RequestID() string { return c.x.id }

func (c Caller) route() string { return c.x.route.Method + " " + c.x.route.op.Path }
