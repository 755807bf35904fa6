// Package fault owns the kinds of error that cross a boundary of the system.
//
// It exists so that a rule of the domain, which knows nothing of HTTP, and an
// adapter, which knows nothing of the rule, agree on what went wrong: the place
// where an error becomes known chooses its [Kind], and one table elsewhere maps
// kinds to statuses, exit codes and retries.
//
// An Error speaks to two readers. Code is for machines and never changes once
// published; Message is one sentence for people, in English, and a [Text] keeps
// its parameters apart for an edge that speaks another language. Neither, nor any other field,
// may contain the value that was refused: it may be secret, personal, very long
// or hostile, and whoever sent it has it already. Say which field is wrong and
// what is allowed instead.
package fault

import (
	"errors"
	"strings"
	"time"
)

// Error is one refusal or failure that is fit to be shown to the caller.
// Only Err, the cause, is for the log alone.
type Error struct {
	// Kind says what sort of failure this is. The zero Kind counts as KindInternal.
	Kind Kind
	// Code is a stable machine code: lower-case words joined by dots, such as
	// "region.unknown". Clients switch on it, so a published code is kept.
	Code string
	// Message is one sentence for a person. It never repeats the refused value.
	Message string
	// Field is the JSON path of the wrong field, such as "needs[2].problem";
	// empty when no single field is wrong.
	Field string
	// Allowed says what the field may hold, such as "1 to 5".
	Allowed string
	// Detail holds further facts for the caller by stable key, such as
	// "decided_by" and "decided_at" of a stale decision. Never the refused value.
	Detail map[string]string
	// RetryAfter is how long the caller should wait before it tries again;
	// zero when waiting does not help or the time is not known.
	RetryAfter time.Duration
	// Err is the cause. It is written to logs and never shown to a client.
	Err error

	says, allows Text // Message and Allowed, with their parameters apart; see Texts
}

// Error gives field, message, what is allowed, and the cause, for a log line.
// A client is shown the fields one by one instead, without the cause.
func (e *Error) Error() string {
	var b strings.Builder
	if e.Field != "" {
		b.WriteString(e.Field + ": ")
	}
	switch {
	case e.Message != "":
		b.WriteString(e.Message)
	case e.Code != "":
		b.WriteString(e.Code)
	default:
		b.WriteString(e.Kind.String())
	}
	if e.Allowed != "" {
		b.WriteString(" (allowed: " + e.Allowed + ")")
	}
	if e.Err != nil {
		b.WriteString(": " + e.Err.Error())
	}
	return b.String()
}

// Unwrap gives the cause, so that errors.Is and errors.As see through a fault.
func (e *Error) Unwrap() error { return e.Err }

// At returns a copy whose Field lies below parent: the parser of a value does
// not know where in a document its value stood, its caller does. A Field that
// starts with an index ("[2].problem") follows parent without a dot.
func (e *Error) At(parent string) *Error {
	c := *e
	switch {
	case parent == "":
	case c.Field == "":
		c.Field = parent
	case strings.HasPrefix(c.Field, "["):
		c.Field = parent + c.Field
	default:
		c.Field = parent + "." + c.Field
	}
	return &c
}

// With returns a copy that also carries one detail. The value must be something
// the caller may see, and not what the caller sent.
func (e *Error) With(key, value string) *Error {
	c := *e
	c.Detail = make(map[string]string, len(e.Detail)+1)
	for k, v := range e.Detail {
		c.Detail[k] = v
	}
	c.Detail[key] = value
	return &c
}

// Because returns a copy with err as its cause.
func (e *Error) Because(err error) *Error {
	c := *e
	c.Err = err
	return &c
}

// After returns a copy that asks the caller to wait for d before a retry.
func (e *Error) After(d time.Duration) *Error {
	c := *e
	c.RetryAfter = d
	return &c
}

// As finds the first *Error in the tree of err. It gives false for nil and for
// an error that no boundary has classified. In a [List] it finds the first one.
func As(err error) (*Error, bool) {
	var e *Error
	if errors.As(err, &e) && e != nil {
		return e, true
	}
	return nil, false
}

// KindOf gives the kind of the first fault in the tree of err. An error that
// nobody classified is KindInternal: what is not understood must not look like the
// caller's mistake. KindOf(nil) is the zero Kind, which is none.
func KindOf(err error) Kind {
	if err == nil {
		return 0
	}
	if e, ok := As(err); ok && e.Kind != 0 {
		return e.Kind
	}
	return KindInternal
}

// Invalid says that field breaks a rule, and what is allowed instead.
func Invalid(field, code, message, allowed string) *Error {
	return &Error{Kind: KindInvalid, Code: code, Message: message, Field: field, Allowed: allowed}
}

// NotFoundf says that what was asked for does not exist, or is not for the
// caller to see. The arguments must be names the server knows, not input.
func NotFoundf(code, format string, args ...any) *Error {
	return newf(KindNotFound, code, format, args...)
}

// Conflictf says that the present state of things forbids the command.
func Conflictf(code, format string, args ...any) *Error {
	return newf(KindConflict, code, format, args...)
}

// Forbiddenf says that this caller, who is known, may not do this.
func Forbiddenf(code, format string, args ...any) *Error {
	return newf(KindForbidden, code, format, args...)
}

// Unauthorizedf says that the caller is not known: no key, or not a valid one.
func Unauthorizedf(code, format string, args ...any) *Error {
	return newf(KindUnauthorized, code, format, args...)
}

// Stalef says that the caller decided on an old version of what it changes.
// Add with [Error.With] who decided and when.
func Stalef(code, format string, args ...any) *Error {
	return newf(KindStale, code, format, args...)
}

// Unavailable says that something the command needs is away for now, with the
// cause for the log. Message tells the caller, in words without internals.
func Unavailable(err error, message string) *Error {
	return &Error{Kind: KindUnavailable, Code: "unavailable", Message: message, Err: err}
}

func newf(kind Kind, code, format string, args ...any) *Error {
	e := &Error{Kind: kind, Code: code}
	return e.Saying(Textf(format, args...))
}
