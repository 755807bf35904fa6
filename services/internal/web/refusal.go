package web

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"makcomblang.id/pkg/fault"
)

// written is a body that is ready: marshal passes it through.
type written []byte

// marshal is huma's way out: compact JSON without escapes for HTML.
func marshal(w io.Writer, v any) error {
	if b, ok := v.(written); ok {
		_, err := w.Write(b)
		return err
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	return enc.Encode(v)
}

// unmarshal is huma's way in, after readBody has checked the body. What still fails is told without the value.
func unmarshal(data []byte, v any) error {
	err := json.Unmarshal(data, v)
	if err == nil {
		return nil
	}
	var typ *json.UnmarshalTypeError
	if errors.As(err, &typ) {
		return errors.New("expected another type at " + clip(typ.Field))
	}
	if f, ok := fault.As(err); ok {
		return errors.New(f.Message + " expected " + f.Allowed)
	}
	return errors.New("unreadable")
}

// fromHuma makes our problem of huma's: places without their first part, no values, sentences from a fixed set.
func (s *Site) fromHuma(x *exchange, m *huma.ErrorModel) *Problem {
	switch m.Status {
	case http.StatusBadRequest, http.StatusUnprocessableEntity:
	case http.StatusRequestTimeout:
		return document(x.language(), []*fault.Error{{Kind: fault.KindInvalid, Code: "request.timeout", Message: "The body came too slowly."}})
	default:
		return s.problem(x, errors.New("huma: "+m.Detail))
	}
	var all []*fault.Error
	for _, d := range m.Errors {
		all = append(all, fieldFault(d.Location, d.Message))
	}
	if len(all) == 0 {
		all = append(all, fault.Invalid("body", "body.missing", "A body is needed.", "a JSON object"))
	}
	return document(x.language(), all)
}

// fieldFault reads one of huma's sentences. They may quote the value after a colon, so only the known front is kept.
func fieldFault(location, message string) *fault.Error {
	_, field, nested := strings.Cut(location, ".")
	if !nested {
		field = location
	}
	field = clip(field)
	if name, ok := strings.CutPrefix(message, "expected required property "); ok {
		name, _, _ = strings.Cut(name, " ")
		if nested {
			name = field + "." + name
		}
		return missing(name)
	}
	switch {
	case strings.HasPrefix(message, "required "):
		return missing(field)
	case message == "unknown query parameter":
		return fault.Invalid(field, "field.unknown", "There is no such parameter.", "")
	case message == "unexpected property":
		return fault.Invalid(field, "field.unknown", "There is no such field.", "")
	case strings.HasPrefix(message, "invalid "):
		kind, _, _ := strings.Cut(strings.TrimPrefix(message, "invalid "), ":")
		return fault.Invalid(field, "field.form", "The value has the wrong form.", "").Allowing(kindOf(kind))
	}
	if _, after, ok := strings.Cut(message, "expected "); ok {
		rule, _, _ := strings.Cut(after, ": ")
		rule = strings.TrimPrefix(strings.TrimPrefix(rule, "value to be "), "string to be ")
		return fault.Invalid(field, "field.value", "The value is not allowed.", "").Allowing(ruleOf(strings.ReplaceAll(rule, `"`, "")))
	}
	return fault.Invalid(field, "field.value", "The value is not allowed.", "")
}

// kindOf says what a parameter must be that huma could not read.
func kindOf(kind string) fault.Text {
	switch kind {
	case "integer":
		return fault.Textf("integer")
	case "boolean":
		return fault.Textf("true or false")
	case "float", "floating value":
		return fault.Textf("a number")
	}
	if layout, ok := strings.CutPrefix(kind, "date/time for format "); ok {
		return fault.Textf("date/time for format %s", layout)
	}
	return fault.Text{}
}

// ruleOf says what huma's rule for a value allows. Rules that no schema of ours has are told by the field alone.
func ruleOf(rule string) fault.Text {
	switch rule {
	case "array items to be unique":
		return fault.Textf("array items to be unique")
	case "RFC 3339 date-time":
		return fault.Textf("RFC 3339 date-time")
	case "RFC 3339 date":
		return fault.Textf("RFC 3339 date")
	}
	at := strings.LastIndexByte(rule, ' ') + 1
	switch front, bound := rule[:at], rule[at:]; front {
	case "number >= ":
		return fault.Textf("number >= %s", bound)
	case "number <= ":
		return fault.Textf("number <= %s", bound)
	case "length >= ":
		return fault.Textf("length >= %s", bound)
	case "length <= ":
		return fault.Textf("length <= %s", bound)
	case "array length >= ":
		return fault.Textf("array length >= %s", bound)
	case "array length <= ":
		return fault.Textf("array length <= %s", bound)
	}
	if words, ok := strings.CutPrefix(rule, "one of "); ok {
		return fault.Textf("one of %s", words)
	}
	return fault.Text{}
}

func missing(field string) *fault.Error {
	return fault.Invalid(field, "field.missing", "The field is missing.", "a value")
}

// clip bounds a name that the caller chose, and leaves out what does not print.
func clip(name string) string {
	name = strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f || r == 0xfffd {
			return '?'
		}
		return r
	}, name)
	if len(name) > 80 {
		name = strings.ToValidUTF8(name[:80], "") + "..."
	}
	return name
}
