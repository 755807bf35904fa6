package matcher

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
)

// shownValue is how much of a value that differs is shown.
const shownValue = 200

// encoded is a value as JSON; an absent list is an empty one.
func encoded(v any) []byte {
	b, err := json.Marshal(v)
	if err != nil || string(b) == "null" {
		return []byte("[]")
	}
	return b
}

// firstDifference names the first place at which two JSON documents differ, as
// regions[3].max, with both values. Documents that differ in their bytes alone
// differ at "bytes".
func firstDifference(a, b []byte) (where, was, is string) {
	if bytes.Equal(a, b) {
		return "", "", ""
	}
	x, y := parsed(a), parsed(b)
	if where, was, is, found := differ("", x, y); found {
		return where, was, is
	}
	return "bytes", fmt.Sprint(len(a)), fmt.Sprint(len(b))
}

func parsed(doc []byte) any {
	d := json.NewDecoder(bytes.NewReader(doc))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		return string(doc)
	}
	return v
}

func differ(at string, a, b any) (where, was, is string, found bool) {
	switch x := a.(type) {
	case map[string]any:
		if y, ok := b.(map[string]any); ok {
			keys := maps.Clone(x)
			maps.Copy(keys, y)
			for _, k := range slices.Sorted(maps.Keys(keys)) {
				if where, was, is, found := differ(joined(at, k), x[k], y[k]); found {
					return where, was, is, found
				}
			}
			return "", "", "", false
		}
	case []any:
		if y, ok := b.([]any); ok {
			for i := range max(len(x), len(y)) {
				if where, was, is, found := differ(fmt.Sprintf("%s[%d]", at, i), item(x, i), item(y, i)); found {
					return where, was, is, found
				}
			}
			return "", "", "", false
		}
	default:
		if a == b {
			return "", "", "", false
		}
	}
	return at, shown(a), shown(b), true
}

func joined(at, key string) string {
	if at == "" {
		return key
	}
	return at + "." + key
}

func item(list []any, i int) any {
	if i < len(list) {
		return list[i]
	}
	return nil
}

func shown(v any) string {
	if v == nil {
		return "absent"
	}
	text := string(encoded(v))
	if len(text) > shownValue {
		text = text[:shownValue] + "…"
	}
	return text
}
