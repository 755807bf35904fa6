package web

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strconv"
	"unicode/utf8"

	"makcomblang.id/pkg/fault"
)

const deepest = 32 // levels of nesting in a body

// parseJSON reads one JSON value and nothing after it, in valid UTF-8 and without a name that stands twice. Numbers stay
// as they were written.
func parseJSON(raw []byte) (any, error) {
	if !utf8.Valid(raw) {
		return nil, fault.Invalid("body", "body.encoding", "The body is not valid UTF-8.", "JSON in UTF-8")
	}
	p := parser{dec: json.NewDecoder(bytes.NewReader(raw))}
	p.dec.UseNumber()
	v, err := p.value("", 0)
	if err != nil {
		return nil, p.malformed(err)
	}
	if _, err := p.dec.Token(); !errors.Is(err, io.EOF) {
		return nil, fault.Invalid("body", "body.malformed", "Something follows the JSON value.", "one JSON object and nothing after it")
	}
	return v, p.wrong.Err()
}

type parser struct {
	dec   *json.Decoder
	at    string // path of what is being read
	wrong fault.List
}

var errTooDeep = errors.New("nested too deeply")

func (p *parser) malformed(err error) error {
	at := or(clip(p.at), "body")
	if errors.Is(err, errTooDeep) {
		return fault.Invalid(at, "body.malformed", "The body is nested too deeply.", "").Allowing(fault.Textf("at most %d levels", deepest))
	}
	return fault.Invalid(at, "body.malformed", "", "a JSON object").
		Saying(fault.Textf("The body is not well-formed JSON near byte %d.", p.dec.InputOffset()))
}

func (p *parser) value(path string, depth int) (any, error) {
	if depth > deepest {
		return nil, errTooDeep
	}
	p.at = path
	t, err := p.dec.Token()
	if err != nil {
		return nil, err
	}
	switch t {
	case json.Delim('{'):
		return p.object(path, depth)
	case json.Delim('['):
		list := []any{}
		for p.dec.More() {
			v, err := p.value(path+"["+strconv.Itoa(len(list))+"]", depth+1)
			if err != nil {
				return nil, err
			}
			list = append(list, v)
		}
		_, err := p.dec.Token()
		return list, err
	}
	return t, nil
}

func (p *parser) object(path string, depth int) (any, error) {
	object := map[string]any{}
	for p.dec.More() {
		t, err := p.dec.Token()
		if err != nil {
			return nil, err
		}
		name, ok := t.(string)
		if !ok {
			return nil, errors.New("a name is not a string")
		}
		at := join(path, name)
		if _, twice := object[name]; twice {
			p.wrong.Add(fault.Invalid(clip(at), "field.twice", "The field stands twice.", "each field once"))
		}
		if object[name], err = p.value(at, depth+1); err != nil {
			return nil, err
		}
	}
	_, err := p.dec.Token()
	return object, err
}

func join(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}
