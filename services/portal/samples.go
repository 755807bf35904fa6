package portal

import (
	"reflect"

	"makcomblang.id/pkg/event"
)

// shows says whether a public page may show what rests on this: made-up data only where the whole site is marked as a
// demonstration.
func (s *Service) shows(b event.Basis) bool { return b != event.Sample || s.opt.Demo }

// sees says whether this caller's page may: who signed in is shown samples under the banner.
func (s *Service) sees(v *visit, b event.Basis) bool { return s.shows(b) || v.Subject.Known() }

// restsOnSamples says whether a page shows anything whose basis is sample. It looks through the whole model, so that a
// new field with a basis cannot be forgotten.
func restsOnSamples(model any) bool { return holdsSample(reflect.ValueOf(model)) }

func holdsSample(v reflect.Value) bool {
	switch v.Kind() {
	case reflect.String:
		return v.Type() == reflect.TypeFor[event.Basis]() && v.String() == string(event.Sample)
	case reflect.Pointer, reflect.Interface:
		return !v.IsNil() && holdsSample(v.Elem())
	case reflect.Slice:
		for i := range v.Len() {
			if holdsSample(v.Index(i)) {
				return true
			}
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if holdsSample(v.Field(i)) {
				return true
			}
		}
	}
	return false
}
