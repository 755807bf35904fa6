package web

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
)

type inner struct {
	Lost string `json:"lost"`
}

type Outer struct {
	Pairs []string `json:"pairs"`
}

// What huma would describe wrongly is refused when it is registered.
func TestTypesThatWouldBeDescribedWrongly(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		typ  reflect.Type
		want string
	}{
		{reflect.TypeFor[struct{ inner }](), "not exported"},
		{reflect.TypeFor[[]struct {
			Deep map[string]struct{ inner } `json:"deep"`
		}](), "not exported"},
		{reflect.TypeFor[struct {
			Outer
			Planned []int `json:"pairs"`
		}](), `two fields "pairs"`},
		{reflect.TypeFor[struct {
			Outer
			Pairs []int `json:"pairs"`
		}](), ""},
		{reflect.TypeFor[*Outer](), ""},
	} {
		said := func() (said string) {
			defer func() {
				if r := recover(); r != nil {
					said = fmt.Sprint(r)
				}
			}()
			describable(c.typ)
			return ""
		}()
		if (said == "") != (c.want == "") || !strings.Contains(said, c.want) {
			t.Errorf("%s: got %q, want %q", c.typ, said, c.want)
		}
	}
}
