package web

import (
	"fmt"
	"reflect"
	"strings"
)

// describable panics about a type whose description would be wrong, since only a programmer can repair it: huma leaves
// out the fields of an embedded struct that is not exported, and takes the wrong one of two fields that share their name
// in JSON unless they share it in Go.
func describable(t reflect.Type) { describableIn(t, map[reflect.Type]bool{}) }

func describableIn(t reflect.Type, seen map[reflect.Type]bool) {
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice || t.Kind() == reflect.Map || t.Kind() == reflect.Array {
		t = t.Elem()
	}
	if t.Kind() != reflect.Struct || seen[t] {
		return
	}
	seen[t] = true
	names := map[string]string{}
	for _, f := range reflect.VisibleFields(t) {
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		switch {
		case f.Anonymous && name == "":
			if !f.IsExported() && f.Type.Kind() == reflect.Struct && f.Type.NumField() > 0 {
				panic(fmt.Sprintf("web: %s embeds %s, which is not exported: the API's description would leave its fields out", t, f.Type))
			}
			continue
		case !f.IsExported() || name == "" || name == "-":
			continue
		case names[name] != "" && names[name] != f.Name:
			panic(fmt.Sprintf("web: %s has two fields %q: name them alike in Go, else the API's description shows the wrong one", t, name))
		}
		names[name] = f.Name
		describableIn(f.Type, seen)
	}
}
