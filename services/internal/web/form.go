package web

import (
	"encoding/json"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/danielgtaylor/huma/v2"

	"makcomblang.id/pkg/fault"
)

// Fields of a form that are not part of the input: what a program sends in headers.
const (
	formKey     = "_key"     // Idempotency-Key
	formVersion = "_version" // If-Match
	formNext    = "_next"    // where to go after success
)

// parseForm reads a form as the JSON that a program would have sent: texts become numbers, truth values and lists where
// the schema wants them, a.b reaches into an object, and an empty optional field is an absent one.
func (x *exchange) parseForm(in *shape, raw []byte) (any, error) {
	x.form = true
	values, err := url.ParseQuery(string(raw))
	if err != nil {
		return nil, fault.Invalid("body", "body.malformed", "The form is not well encoded.", "application/x-www-form-urlencoded")
	}
	for name, all := range values {
		if !utf8.ValidString(name) || slices.ContainsFunc(all, func(v string) bool { return !utf8.ValidString(v) }) {
			return nil, fault.Invalid(clip(name), "body.encoding", "The form is not valid UTF-8.", "text in UTF-8")
		}
	}
	x.key, x.next = values.Get(formKey), values.Get(formNext)
	if x.next != "" && !localPath(x.next) {
		return nil, fault.Invalid(formNext, "request.next", "A form leads only to a place on this site.", "a path such as /usulan")
	}
	if v := values.Get(formVersion); v != "" {
		if err := x.takeVersion(v); err != nil {
			return nil, err
		}
	}
	object := map[string]any{}
	var wrong fault.List
	for name, all := range values {
		if name == formKey || name == formVersion || name == formNext {
			continue
		}
		wrong.Add(in.place(object, in.schema(), strings.Split(name, "."), name, all))
	}
	return object, wrong.Err()
}

// place puts a form field where its dotted name points. Names that the schema does not have are put there as well, for
// the check to refuse.
func (s *shape) place(object map[string]any, schema *huma.Schema, path []string, name string, all []string) error {
	schema = s.resolve(schema)
	var property *huma.Schema
	required := false
	if schema != nil {
		property = s.resolve(schema.Properties[path[0]])
		required = slices.Contains(schema.Required, path[0])
	}
	if len(path) > 1 && property != nil && property.Type == huma.TypeObject && len(path) <= deepest {
		inner, ok := object[path[0]].(map[string]any)
		if !ok {
			inner = map[string]any{}
		}
		err := s.place(inner, property, path[1:], name, all)
		if len(inner) > 0 || required { // an object of empty fields is an absent one
			object[path[0]] = inner
		}
		return err
	}
	key := strings.Join(path, ".")
	if property != nil && property.Type == huma.TypeArray {
		list := make([]any, 0, len(all))
		for _, text := range all {
			if text != "" {
				list = append(list, coerce(text, s.resolve(property.Items)))
			}
		}
		if len(list) > 0 || required {
			object[key] = list
		}
		return nil
	}
	if len(all) > 1 {
		return fault.Invalid(clip(name), "field.twice", "The field stands twice.", "each field once")
	}
	if all[0] == "" && !required {
		return nil
	}
	object[key] = coerce(all[0], property)
	return nil
}

// coerce reads a form's text as the schema's type; what it cannot read stays text and is refused by the check.
func coerce(text string, schema *huma.Schema) any {
	if schema == nil {
		return text
	}
	switch schema.Type {
	case huma.TypeInteger, huma.TypeNumber:
		trimmed := strings.TrimSpace(text)
		if json.Valid([]byte(trimmed)) && strings.Trim(trimmed, "-+.0123456789eE") == "" {
			return json.Number(trimmed)
		}
	case huma.TypeBoolean:
		switch text {
		case "true", "on", "1", "ya":
			return true
		case "false", "0", "tidak":
			return false
		}
	case huma.TypeString:
		// Browsers send line ends of text areas as CR LF; a program sends LF.
		return strings.ReplaceAll(text, "\r\n", "\n")
	}
	return text
}
