// Package event owns the form of a fact: one CloudEvents 1.0 JSON document in structured mode, on one line, the same
// bytes in the log, in the live stream, in a webhook body and in an export. It knows the envelope, the ids and the hash
// chain; what a fact's data means is in package contract.
package event

import (
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// Fact is one CloudEvents document. Actor, Cause, Request, Version, Basis, PrevHash and Traceparent are CloudEvents
// extension attributes.
type Fact struct {
	ID          string          // see CommandID and ReactionID
	Source      string          // who runs the log, from configuration
	Type        string          // kind.name.vN, for example innovation.registered.v1
	Subject     string          // id of the aggregate, a token (see ValidToken)
	Time        time.Time       // when it was decided, UTC
	Actor       string          // opaque id of the person or service that decided; never a name
	Cause       string          // id of the fact that this one follows from, if any
	Request     string          // hash of the command's body, so that a repeated key with another body is noticed
	Version     uint64          // of the aggregate, counted from 1
	Basis       Basis           // what the data rests on; empty for a bare decision
	PrevHash    string          // Hash of the aggregate's previous document; empty for the first
	Traceparent string          // W3C trace context, if any
	Data        json.RawMessage // compact JSON object, see package contract
}

// ErrNotCanonical is returned by Decode for bytes that Encode could not have written.
var ErrNotCanonical = errors.New("event: not a canonical fact document")

// Encode writes the document on one line with its attributes in a fixed order, so that equal facts have equal bytes.
func (f Fact) Encode() []byte {
	b := make([]byte, 0, 384+len(f.Data))
	b = append(b, `{"specversion":"1.0"`...)
	b = appendString(b, "id", f.ID)
	b = appendString(b, "source", f.Source)
	b = appendString(b, "type", f.Type)
	b = appendString(b, "subject", f.Subject)
	b = append(b, `,"time":"`...)
	b = f.Time.UTC().AppendFormat(b, time.RFC3339Nano)
	b = append(b, `","datacontenttype":"application/json"`...)
	b = appendString(b, "actor", f.Actor)
	b = appendOptional(b, "cause", f.Cause)
	b = appendOptional(b, "request", f.Request)
	b = append(b, `,"version":`...)
	b = strconv.AppendUint(b, f.Version, 10)
	b = appendOptional(b, "basis", string(f.Basis))
	b = appendOptional(b, "prevhash", f.PrevHash)
	b = appendOptional(b, "traceparent", f.Traceparent)
	b = append(b, `,"data":`...)
	b = append(b, f.Data...)
	return append(b, '}')
}

func appendOptional(b []byte, name, value string) []byte {
	if value == "" {
		return b
	}
	return appendString(b, name, value)
}

func appendString(b []byte, name, value string) []byte {
	b = append(b, ',', '"')
	b = append(b, name...)
	b = append(b, '"', ':')
	for i := 0; i < len(value); i++ {
		if c := value[i]; c < 0x20 || c == '"' || c == '\\' || c >= utf8.RuneSelf {
			quoted, _ := json.Marshal(value)
			return append(b, quoted...)
		}
	}
	b = append(b, '"')
	b = append(b, value...)
	return append(b, '"')
}

// Decode reads a document that Encode wrote. It is strict about the order and presence of the attributes, which makes
// it both fast and a check for damage; the data is only checked to be an object that ends with the document (contract
// reads it). Every error wraps ErrNotCanonical.
func Decode(doc []byte) (Fact, error) {
	r := reader{rest: doc}
	var f Fact
	r.literal(`{"specversion":"1.0"`)
	f.ID = r.required("id")
	f.Source = r.required("source")
	f.Type = r.required("type")
	f.Subject = r.required("subject")
	stamp := r.required("time")
	r.literal(`,"datacontenttype":"application/json"`)
	f.Actor = r.required("actor")
	f.Cause = r.optional("cause")
	f.Request = r.optional("request")
	f.Version = r.number("version")
	f.Basis = Basis(r.optional("basis"))
	f.PrevHash = r.optional("prevhash")
	f.Traceparent = r.optional("traceparent")
	r.literal(`,"data":`)
	if r.err != nil {
		return Fact{}, r.err
	}
	n := len(r.rest)
	if n < 3 || r.rest[0] != '{' || r.rest[n-1] != '}' || r.rest[n-2] != '}' {
		return Fact{}, fmt.Errorf("%w: data is not an object", ErrNotCanonical)
	}
	f.Data = json.RawMessage(r.rest[:n-1])
	t, err := time.Parse(time.RFC3339Nano, stamp)
	if err != nil {
		return Fact{}, fmt.Errorf("%w: time", ErrNotCanonical)
	}
	f.Time = t.UTC()
	return f, nil
}

// SplitType takes a type such as innovation.registered.v1 apart into kind, name and version. ok is false for anything
// that is not of that form.
func SplitType(typ string) (kind, name string, version int, ok bool) {
	kind, rest, found := strings.Cut(typ, ".")
	name, v, found2 := strings.Cut(rest, ".")
	if !found || !found2 || !ValidToken(kind) || !ValidToken(name) || len(v) < 2 || v[0] != 'v' {
		return "", "", 0, false
	}
	n, err := strconv.Atoi(v[1:])
	if err != nil || n < 1 {
		return "", "", 0, false
	}
	return kind, name, n, true
}

// Kind returns the kind of aggregate that the fact belongs to, the first part of its type.
func (f Fact) Kind() string {
	kind, _, _ := strings.Cut(f.Type, ".")
	return kind
}
