package verify

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// A Rejection says why a certificate does not hold, or why a file cannot be
// one. OtherPolicy says that the result is of another policy than was asked for;
// its proof was not looked at then.
type Rejection struct {
	Reason      string
	OtherPolicy bool
}

func (r *Rejection) Error() string { return "verify: " + r.Reason }

func reject(format string, args ...any) error {
	return &Rejection{Reason: fmt.Sprintf(format, args...)}
}

// within says in which file something is wrong.
func within(file string, err error) error {
	var r *Rejection
	if errors.As(err, &r) {
		return reject("%s: %s", file, r.Reason)
	}
	return fmt.Errorf("verify: %s: %w", file, err)
}

// notJSON says from which byte on a document is no JSON, the first being 1; an
// error of the file system stays what it is. The place is that of the token which
// could not be read: the decoder counts the bytes of an error within values only.
func notJSON(dec *json.Decoder, err error) error {
	var wrong *json.SyntaxError
	switch {
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return reject("not JSON: the document ends before it is complete")
	case errors.As(err, &wrong):
		text := strings.TrimPrefix(wrong.Error(), "invalid character ")
		if char, err := strconv.QuotedPrefix(text); err == nil {
			text = char + " does not belong there"
		}
		return reject("not JSON from byte %d on: %s", dec.InputOffset()+1, text)
	}
	return err
}

// fields is a JSON object as a tree of values.
type fields = map[string]any

// deepest is how deep values may lie within each other, four times what a result needs.
const deepest = 32

// tree reads one JSON value; a name that comes twice is refused. Names in skip
// are passed over at the top level.
func tree(dec *json.Decoder, skip ...string) (any, error) { return value(dec, 0, skip) }

func value(dec *json.Decoder, depth int, skip []string) (any, error) {
	t, err := dec.Token()
	if err != nil {
		return nil, notJSON(dec, err)
	}
	if depth > deepest {
		return nil, reject("there are more than %d lists or objects within each other", deepest)
	}
	switch t {
	case json.Delim('{'):
		out := fields{}
		for dec.More() {
			name, err := dec.Token()
			if err != nil {
				return nil, notJSON(dec, err)
			}
			key, _ := name.(string)
			if _, twice := out[key]; twice {
				return nil, reject("field %q is given twice", key)
			}
			out[key] = nil
			if among(key, skip) {
				err = pass(dec)
			} else {
				out[key], err = value(dec, depth+1, nil)
			}
			if err != nil {
				return nil, err
			}
		}
		return out, closing(dec)
	case json.Delim('['):
		out := []any{}
		for dec.More() {
			v, err := value(dec, depth+1, nil)
			if err != nil {
				return nil, err
			}
			out = append(out, v)
		}
		return out, closing(dec)
	default:
		return t, nil
	}
}

func closing(dec *json.Decoder) error {
	if _, err := dec.Token(); err != nil {
		return notJSON(dec, err)
	}
	return nil
}

// pass reads over one value without keeping it.
func pass(dec *json.Decoder) error {
	for depth := 0; ; {
		t, err := dec.Token()
		if err != nil {
			return notJSON(dec, err)
		}
		switch t {
		case json.Delim('['), json.Delim('{'):
			depth++
		case json.Delim(']'), json.Delim('}'):
			depth--
		}
		if depth == 0 {
			return nil
		}
	}
}

// document reads one JSON object and nothing after it.
func document(r io.Reader, skip ...string) (fields, error) {
	dec := json.NewDecoder(r)
	dec.UseNumber()
	v, err := tree(dec, skip...)
	var refused *Rejection
	if errors.As(err, &refused) && dec.InputOffset() == 0 && !dec.More() {
		return nil, reject("the file is empty or no JSON object")
	}
	if err != nil {
		return nil, err
	}
	doc, ok := v.(fields)
	if !ok {
		return nil, reject("want a JSON object")
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return nil, reject("there is more after the document")
	}
	return doc, nil
}

// only refuses names that the format does not have.
func only(doc fields, what string, names ...string) error {
	for _, name := range slices.Sorted(maps.Keys(doc)) {
		if !among(name, names) {
			return reject("%s: unknown field %q", what, name)
		}
	}
	return nil
}

func among(name string, names []string) bool {
	return slices.Contains(names, name)
}

func list(doc fields, name string) ([]any, error) {
	v, given := doc[name]
	if !given {
		return nil, nil
	}
	out, ok := v.([]any)
	if !ok {
		return nil, reject("%s: want a list", name)
	}
	return out, nil
}

func text(v any, what string) (string, error) {
	s, ok := v.(string)
	if !ok || s == "" {
		return "", reject("%s: want a text", what)
	}
	return s, nil
}

// whole reads a whole number of at most 2^59, which leaves room to add six.
func whole(v any, what string) (int64, error) {
	num, ok := v.(json.Number)
	if !ok {
		return 0, reject("%s: want a whole number", what)
	}
	n, err := strconv.ParseInt(num.String(), 10, 64)
	if err != nil || n > 1<<59 || n < -1<<59 {
		return 0, reject("%s: want a whole number of at most 2^59", what)
	}
	return n, nil
}

// large reads a whole number of 64 bits: a price, or what was added up.
func large(v any, what string) (int64, error) {
	num, ok := v.(json.Number)
	if !ok {
		return 0, reject("%s: want a whole number", what)
	}
	n, err := strconv.ParseInt(num.String(), 10, 64)
	if err != nil {
		return 0, reject("%s: want a whole number of 64 bits", what)
	}
	return n, nil
}

// optional is whole for a field that may be missing and is 0 then.
func optional(doc fields, name string) (int64, error) {
	if v, given := doc[name]; given {
		return whole(v, name)
	}
	return 0, nil
}

// twoIDs reads a list of pairs of ids.
func twoIDs(doc fields, name string) ([][2]string, error) {
	raw, err := list(doc, name)
	if err != nil {
		return nil, err
	}
	out := make([][2]string, len(raw))
	for k, v := range raw {
		q, ok := v.([]any)
		if !ok || len(q) != 2 {
			return nil, reject("%s[%d]: want two ids", name, k)
		}
		for side := range q {
			if out[k][side], err = text(q[side], name); err != nil {
				return nil, err
			}
		}
	}
	return out, nil
}
