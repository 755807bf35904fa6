package web

import (
	"encoding"
	"encoding/json"
	"maps"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"makcomblang.id/pkg/fault"
)

// shape is what a body must look like. It checks what huma leaves open: exact names, exact types, and values that parse
// themselves, so that their refusal names the field.
type shape struct {
	typ      reflect.Type      // of the Body field; nil for a command without a body
	request  *huma.RequestBody // filled in by huma at registration
	registry huma.Registry
	fields   sync.Map // reflect.Type of a struct to its map[string]reflect.Type, see member
}

func (s *shape) hasBody() bool { return s.typ != nil }

// needsBody says whether some field must be there; otherwise no body does what {} does.
func (s *shape) needsBody() bool {
	return s.hasBody() && (s.schema().Type != huma.TypeObject || len(s.schema().Required) > 0)
}

// described tells in the description of the API, once huma has registered the operation, whether a body must be there.
func (s *shape) described() {
	if s.hasBody() {
		s.request.Required = s.needsBody()
	}
}

func (s *shape) schema() *huma.Schema {
	if !s.hasBody() {
		return &huma.Schema{Type: huma.TypeObject, AdditionalProperties: false}
	}
	return s.resolve(s.request.Content["application/json"].Schema)
}

func (s *shape) resolve(schema *huma.Schema) *huma.Schema {
	for schema != nil && schema.Ref != "" {
		schema = s.registry.SchemaFromRef(schema.Ref)
	}
	return schema
}

// check compares a parsed body with the schema and gives all that is wrong with it.
func (s *shape) check(v any) error {
	w := walk{shape: s}
	w.value(v, s.schema(), s.typ, "")
	return w.wrong.Err()
}

type walk struct {
	*shape
	wrong fault.List
}

func (w *walk) refuse(path, code, message string, allowed fault.Text) {
	w.wrong.Add(fault.Invalid(or(clip(path), "body"), code, message, "").Allowing(allowed))
}

func (w *walk) wrongType(path string, allowed fault.Text) {
	w.refuse(path, "field.type", "The value has the wrong type.", allowed)
}

func (w *walk) value(v any, schema *huma.Schema, t reflect.Type, path string) {
	schema = w.resolve(schema)
	if schema == nil || schema.Type == "" || (v == nil && schema.Nullable) {
		return
	}
	t = pointed(t)
	switch schema.Type {
	case huma.TypeObject:
		object, ok := v.(map[string]any)
		if !ok {
			w.wrongType(path, fault.Textf("an object"))
			return
		}
		w.object(object, schema, t, path)
	case huma.TypeArray:
		list, ok := v.([]any)
		if !ok {
			w.wrongType(path, fault.Textf("a list"))
			return
		}
		for i, item := range list {
			w.value(item, schema.Items, elem(t), path+"["+strconv.Itoa(i)+"]")
		}
	case huma.TypeString:
		text, ok := v.(string)
		if !ok {
			w.wrongType(path, fault.Textf("text"))
			return
		}
		w.text(text, t, path)
	case huma.TypeBoolean:
		if _, ok := v.(bool); !ok {
			w.wrongType(path, fault.Textf("true or false"))
		}
	case huma.TypeInteger, huma.TypeNumber:
		w.number(v, schema, path)
	}
}

func (w *walk) object(object map[string]any, schema *huma.Schema, t reflect.Type, path string) {
	closed := schema.AdditionalProperties == false
	for _, name := range slices.Sorted(maps.Keys(object)) {
		v, at := object[name], join(path, name)
		property, known := schema.Properties[name]
		switch extra, typed := schema.AdditionalProperties.(*huma.Schema); {
		case known && v == nil && !slices.Contains(schema.Required, name):
			// null for an optional field is as good as its absence.
		case known:
			w.value(v, property, w.member(t, name), at)
		case typed:
			w.value(v, extra, elem(t), at)
		case closed:
			w.unknown(name, at, schema)
		}
	}
	for _, name := range schema.Required {
		if _, ok := object[name]; !ok {
			w.wrong.Add(missing(join(path, name)))
		}
	}
}

// unknown refuses a name that the schema does not have, and says so if only its case is wrong.
func (w *walk) unknown(name, at string, schema *huma.Schema) {
	names := slices.Sorted(maps.Keys(schema.Properties))
	for _, right := range names {
		if strings.EqualFold(right, name) {
			w.refuse(at, "field.case", "The name of the field is in the wrong case.", fault.Plain(right))
			return
		}
	}
	allowed := fault.Textf("no fields")
	if len(names) > 0 {
		allowed = fault.Plain(strings.Join(names, ", "))
	}
	w.refuse(at, "field.unknown", "There is no such field.", allowed)
}

func (w *walk) number(v any, schema *huma.Schema, path string) {
	n, ok := v.(json.Number)
	if !ok {
		allowed := fault.Textf("a number")
		if schema.Type == huma.TypeInteger {
			allowed = fault.Textf("a whole number")
		}
		w.wrongType(path, allowed)
		return
	}
	if schema.Type == huma.TypeNumber {
		if f, err := n.Float64(); err != nil || math.IsInf(f, 0) {
			w.wrongType(path, fault.Textf("a number of ordinary size"))
		}
		return
	}
	bits := 64
	if schema.Format == "int32" {
		bits = 32
	}
	if _, err := strconv.ParseInt(n.String(), 10, bits); err != nil {
		w.wrongType(path, fault.Textf("a whole number without a decimal point, of ordinary size"))
	}
}

// text lets a type that parses itself speak, so that its own refusal is told with the field's path.
func (w *walk) text(text string, t reflect.Type, path string) {
	if t == nil || t == reflect.TypeFor[time.Time]() {
		return // huma checks times by the schema's format
	}
	u, ok := reflect.New(t).Interface().(encoding.TextUnmarshaler)
	if !ok {
		return
	}
	err := u.UnmarshalText([]byte(text))
	if err == nil {
		return
	}
	if f, ok := fault.As(err); ok {
		w.wrong.At(path, f)
		return
	}
	w.refuse(path, "field.form", "The value has the wrong form.", fault.Text{})
}

func pointed(t reflect.Type) reflect.Type {
	for t != nil && t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	return t
}

func elem(t reflect.Type) reflect.Type {
	if t == nil || (t.Kind() != reflect.Slice && t.Kind() != reflect.Map && t.Kind() != reflect.Array) {
		return nil
	}
	return t.Elem()
}

// member is the type of a struct's field by its JSON name, also through embedded structs.
func (s *shape) member(t reflect.Type, name string) reflect.Type {
	if t == nil || t.Kind() != reflect.Struct {
		return elem(t)
	}
	known, ok := s.fields.Load(t)
	if !ok {
		members := make(map[string]reflect.Type)
		for _, f := range reflect.VisibleFields(t) {
			tag, _, _ := strings.Cut(f.Tag.Get("json"), ",")
			if _, taken := members[tag]; !taken {
				members[tag] = f.Type
			}
		}
		known, _ = s.fields.LoadOrStore(t, members)
	}
	return known.(map[string]reflect.Type)[name]
}
