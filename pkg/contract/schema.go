package contract

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"time"

	"makcomblang.id/pkg/calendar"
)

// Schema returns the JSON Schema (draft 2020-12) of the data of a type of fact, indented. Descriptions come from the doc
// tags, closed lists from the enum tags. Fields that may be absent are those with omitempty or omitzero.
func (s Spec) Schema() []byte {
	root := object(reflect.TypeOf(s.New()).Elem())
	root["$schema"] = "https://json-schema.org/draft/2020-12/schema"
	root["$id"] = "urn:makcomblang:schema:" + s.Type
	root["title"] = s.Type
	root["description"] = s.Doc
	doc, err := json.MarshalIndent(root, "", "  ")
	if err != nil {
		panic(fmt.Sprintf("contract: schema of %s: %v", s.Type, err))
	}
	return append(doc, '\n')
}

func object(t reflect.Type) map[string]any {
	properties, required := map[string]any{}, []string{}
	for _, f := range Fields(t) {
		p := shape(f.Type)
		if f.Doc != "" {
			p["description"] = f.Doc
		}
		if len(f.Enum) > 0 {
			p["enum"] = f.Enum
		}
		properties[f.Name] = p
		if f.Required {
			required = append(required, f.Name)
		}
	}
	return map[string]any{"type": "object", "properties": properties, "required": required}
}

// Field is one field of a fact's data as a reader sees it.
type Field struct {
	Name     string
	Type     reflect.Type
	Doc      string
	Enum     []string
	Required bool
}

// Fields returns the JSON fields of a data struct in their order, those of embedded structs in place.
func Fields(t reflect.Type) []Field {
	var out []Field
	for i := range t.NumField() {
		f := t.Field(i)
		name, rest, _ := strings.Cut(f.Tag.Get("json"), ",")
		if f.Anonymous && name == "" {
			out = append(out, Fields(f.Type)...)
			continue
		}
		field := Field{Name: name, Type: f.Type, Doc: f.Tag.Get("doc"), Required: !strings.Contains(rest, "omit")}
		if enum := f.Tag.Get("enum"); enum != "" {
			field.Enum = strings.Split(enum, ",")
		}
		out = append(out, field)
	}
	return out
}

var (
	timeType   = reflect.TypeFor[time.Time]()
	dateType   = reflect.TypeFor[calendar.Date]()
	periodType = reflect.TypeFor[calendar.Period]()
)

// shape is the schema of one value. A type it does not know is a mistake of the contract and panics in its tests.
func shape(t reflect.Type) map[string]any {
	switch t {
	case timeType:
		return map[string]any{"type": "string", "format": "date-time"}
	case dateType:
		return map[string]any{"type": "string", "format": "date"}
	case periodType:
		return map[string]any{"type": "string", "pattern": "^[0-9]{4}(-h[12]|-q[1-4])?$"}
	}
	switch t.Kind() {
	case reflect.String:
		return map[string]any{"type": "string"}
	case reflect.Bool:
		return map[string]any{"type": "boolean"}
	case reflect.Int, reflect.Int64:
		return map[string]any{"type": "integer"}
	case reflect.Uint64:
		return map[string]any{"type": "integer", "minimum": 0}
	case reflect.Slice:
		return map[string]any{"type": "array", "items": shape(t.Elem())}
	case reflect.Map:
		return map[string]any{"type": "object", "additionalProperties": shape(t.Elem())}
	case reflect.Struct:
		return object(t)
	}
	panic(fmt.Sprintf("contract: no schema for %s", t))
}
