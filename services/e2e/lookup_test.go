package e2e

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"testing"
)

// lookup finds a value in a JSON document by a path of names and indexes: "items.0.id". A part "name=value" takes the
// first element of a list whose member has that text; "*" is the length of a list.
func lookup(doc any, path string) (any, bool) {
	for part := range strings.SplitSeq(path, ".") {
		switch at := doc.(type) {
		case map[string]any:
			v, ok := at[part]
			if !ok {
				return nil, false
			}
			doc = v
		case []any:
			v, ok := element(at, part)
			if !ok {
				return nil, false
			}
			doc = v
		default:
			return nil, false
		}
	}
	return doc, true
}

func element(list []any, part string) (any, bool) {
	if part == "*" {
		return json.Number(strconv.Itoa(len(list))), true
	}
	if name, value, ok := strings.Cut(part, "="); ok {
		for _, e := range list {
			if m, ok := e.(map[string]any); ok && text(m[name]) == value {
				return e, true
			}
		}
		return nil, false
	}
	n, err := strconv.Atoi(part)
	if err != nil || n < 0 || n >= len(list) {
		return nil, false
	}
	return list[n], true
}

// text is a JSON value as a script writes it: strings without quotes, null as an empty text.
func text(v any) string {
	switch v := v.(type) {
	case nil:
		return ""
	case string:
		return v
	case json.Number:
		return v.String()
	}
	b, err := json.Marshal(v)
	if err != nil {
		return fmt.Sprint(v)
	}
	return string(b)
}

// parse reads a document and keeps its numbers as they are written.
func parse(doc []byte) (any, error) {
	var v any
	dec := json.NewDecoder(strings.NewReader(string(doc)))
	dec.UseNumber()
	err := dec.Decode(&v)
	return v, err
}

func TestLookup(t *testing.T) {
	t.Parallel()
	doc, err := parse([]byte(`{"a":[{"id":"x","n":12345678901234567},{"id":"y","n":2}],"b":null,"c":{"d":true}}`))
	if err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]string{
		"a.0.n": "12345678901234567", "a.id=y.n": "2", "a.*": "2", "b": "", "c.d": "true", "c": `{"d":true}`,
	} {
		if got, ok := lookup(doc, path); !ok || text(got) != want {
			t.Errorf("%s: got %s, %v; want %s", path, text(got), ok, want)
		}
	}
	for _, path := range []string{"a.2", "a.id=z", "a.x", "z", "c.d.e"} {
		if got, ok := lookup(doc, path); ok {
			t.Errorf("%s: got %s, want nothing", path, text(got))
		}
	}
}
