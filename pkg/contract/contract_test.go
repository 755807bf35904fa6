package contract_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"reflect"
	"testing"
	"time"

	"makcomblang.id/pkg/calendar"
	"makcomblang.id/pkg/contract"
	"makcomblang.id/pkg/event"
)

var update = flag.Bool("update", false, "write golden documents that are missing; shipped ones are never rewritten")

// filled returns the data of a type with every field set, so that its golden shows the whole shape.
func filled(s contract.Spec) any {
	data := s.New()
	fill(reflect.ValueOf(data).Elem(), s.Type)
	return data
}

func fill(v reflect.Value, name string) {
	switch v.Interface().(type) {
	case time.Time:
		v.Set(reflect.ValueOf(time.Date(2026, 11, 21, 2, 0, 0, 0, time.UTC)))
		return
	case calendar.Date:
		v.Set(reflect.ValueOf(calendar.Date("2026-11-21")))
		return
	case calendar.Period:
		v.Set(reflect.ValueOf(calendar.Period("2027")))
		return
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString(name)
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int, reflect.Int64:
		v.SetInt(int64(len(name)))
	case reflect.Uint64:
		v.SetUint(uint64(len(name)))
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		fill(v.Index(0), name)
	case reflect.Map:
		v.Set(reflect.MakeMap(v.Type()))
		v.SetMapIndex(reflect.ValueOf("need"), reflect.ValueOf(len(name)))
	case reflect.Struct:
		for i := range v.NumField() {
			fill(v.Field(i), v.Type().Field(i).Tag.Get("json"))
		}
	}
}

func golden(t *testing.T, s contract.Spec) []byte {
	t.Helper()
	data, err := contract.Encode(filled(s))
	if err != nil {
		t.Fatal(err)
	}
	return event.Fact{
		ID: event.CommandID("a-1", "r", "k", "i", s.Type, "1"), Source: "urn:makcomblang:golden", Type: s.Type, Subject: "golden",
		Time: time.Date(2026, 11, 21, 2, 0, 0, 0, time.UTC), Actor: "a-1", Cause: "c", Request: event.RequestHash(nil), Version: 1,
		Basis: event.Official, Data: data,
	}.Encode()
}

func TestGoldenDocuments(t *testing.T) {
	t.Parallel()
	for _, s := range contract.All() {
		t.Run(s.Type, func(t *testing.T) {
			got, path := golden(t, s), filepath.Join("testdata", s.Type+".json")
			want, err := os.ReadFile(path)
			if os.IsNotExist(err) && *update {
				if err := os.WriteFile(path, append(got, '\n'), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if err != nil {
				t.Fatalf("a new type needs a golden document (go test ./contract -update): %v", err)
			}
			if !bytes.Equal(got, bytes.TrimSuffix(want, []byte("\n"))) {
				t.Errorf("the document of %s changed; a shipped type never changes, make a new version\n got %s\nwant %s", s.Type, got, want)
			}
			f, err := event.Decode(bytes.TrimSuffix(want, []byte("\n")))
			if err != nil {
				t.Fatal(err)
			}
			data, err := contract.Decode(f)
			if err != nil {
				t.Fatal(err)
			}
			if s.Superseded() {
				if newest := contract.TypeOf(data); newest == s.Type {
					t.Errorf("%s is superseded and read as itself", s.Type)
				}
				return
			}
			if !reflect.DeepEqual(data, filled(s)) {
				t.Errorf("got %+v after reading, want %+v", data, filled(s))
			}
		})
	}
}

func TestGoldensBelongToTypes(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/*.json")
	if err != nil || len(files) == 0 {
		t.Fatalf("got %d golden documents, %v", len(files), err)
	}
	for _, path := range files {
		typ := filepath.Base(path[:len(path)-len(".json")])
		if _, ok := contract.Lookup(typ); !ok {
			t.Errorf("%s was shipped and is no longer in the contract", typ)
		}
	}
}

func TestSchemasAreCurrent(t *testing.T) {
	t.Parallel()
	for _, s := range contract.All() {
		want, err := os.ReadFile(filepath.Join("schema", s.Type+".json"))
		if err != nil || !bytes.Equal(s.Schema(), want) {
			t.Errorf("schema of %s is not current, run go generate: %v", s.Type, err)
		}
		if !json.Valid(want) {
			t.Errorf("schema of %s is not JSON", s.Type)
		}
	}
}

func TestEveryTypeIsWellFormed(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, s := range contract.All() {
		kind, name, version, ok := event.SplitType(s.Type)
		if !ok || seen[s.Type] {
			t.Errorf("%s: malformed or twice", s.Type)
		}
		seen[s.Type] = true
		if contract.TypeOf(s.New()) != s.Type || kind == "" || name == "" || version < 1 || s.Doc == "" || s.Service == "" {
			t.Errorf("%s: its struct, service or description does not fit", s.Type)
		}
		for _, f := range contract.Fields(reflect.TypeOf(s.New()).Elem()) {
			if f.Name == "" || f.Doc == "" && f.Type.Kind() != reflect.Struct {
				t.Errorf("%s.%s has no name or no meaning", s.Type, f.Name)
			}
		}
	}
}

// An old plan is read as one of today: nothing of it is lost, and what it could not say is what was true of it.
func TestOldPlansAreReadAsNew(t *testing.T) {
	t.Parallel()
	for typ, unsaid := range map[string][]string{
		"plan.computed.v1": {"Proposer", "Budget", "Spent", "Fairness", "Engine"},
		"plan.computed.v2": {"Engine"},
	} {
		old, _ := contract.Lookup(typ)
		given := filled(old)
		raw, err := contract.Encode(given)
		if err != nil {
			t.Fatal(err)
		}
		data, err := contract.Decode(event.Fact{Type: old.Type, Data: raw})
		if err != nil {
			t.Fatal(err)
		}
		now := reflect.ValueOf(data.(*contract.PlanComputed)).Elem()
		before := reflect.ValueOf(given).Elem()
		for i := range before.NumField() {
			name := before.Type().Field(i).Name
			if !reflect.DeepEqual(now.FieldByName(name).Interface(), before.Field(i).Interface()) {
				t.Errorf("%s: %s: got %v, want %v", typ, name, now.FieldByName(name), before.Field(i))
			}
		}
		for _, name := range unsaid {
			if !now.FieldByName(name).IsZero() {
				t.Errorf("%s: %s: got %v of an old plan, want none", typ, name, now.FieldByName(name))
			}
		}
		if before.NumField()+len(unsaid) != now.NumField() {
			t.Errorf("%s has %d fields and does not say %v, a plan of today has %d", typ, before.NumField(), unsaid, now.NumField())
		}
	}
}
