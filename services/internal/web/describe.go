package web

import (
	"net/http"
	"reflect"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/danielgtaylor/huma/v2"
	"github.com/labstack/echo/v4"

	"makcomblang.id/services/internal/policy"
)

// describe is the operation as the API's description shows it.
func (s *Site) describe(op Op, command bool) huma.Operation {
	s.naming.operation = op.ID
	d := huma.Operation{
		Method: op.Method, Path: op.Path, OperationID: op.ID, Summary: op.Summary, DefaultStatus: op.success(),
		MaxBodyBytes: -1, // readBody has bounded it
	}
	if op.Tag != "" {
		d.Tags = []string{op.Tag}
	}
	if !op.Public {
		d.Security = []map[string][]string{{"key": {}}, {"header": {}}}
		d.Description = "Needs a key that may " + string(op.Action) + "."
	}
	text := &huma.Schema{Type: huma.TypeString}
	if !command {
		d.Parameters = append(d.Parameters, &huma.Param{
			Name: minPosition, In: "query", Schema: &huma.Schema{Type: huma.TypeInteger},
			Description: "Wait, at most 2 seconds, until the log is read to this position.",
		})
		return d
	}
	if op.Method == http.MethodPost && !op.NoKey {
		d.Parameters = append(d.Parameters, &huma.Param{
			Name: "Idempotency-Key", In: "header", Required: true, Schema: text,
			Description: "The same when the request is repeated: it is then answered, not done again.",
		})
	}
	d.Parameters = append(d.Parameters, &huma.Param{
		Name: "If-Match", In: "header", Required: op.NeedsMatch, Schema: text,
		Description: "The ETag of what was decided on; refused with 412 when it is old.",
	})
	return d
}

// mountDocument serves the description of the API as JSON and YAML, to everybody.
func (s *Site) mountDocument() {
	for _, kind := range []string{"json", "yaml"} {
		path := prefix + "/openapi." + kind
		s.add(Route{Method: http.MethodGet, Path: path, Action: policy.PublicRead, Public: true})
		s.echo.GET(path, func(c echo.Context) error {
			body, err := s.OpenAPI(kind)
			if err != nil {
				return err
			}
			return c.Blob(http.StatusOK, "application/openapi+"+kind, body)
		})
	}
}

// OpenAPI is the description of the API, as "json" or "yaml".
func (s *Site) OpenAPI(kind string) ([]byte, error) {
	if kind == "json" {
		return s.api.OpenAPI().MarshalJSON()
	}
	return s.api.OpenAPI().YAML()
}

// naming gives schemas names that cannot meet: two services may both have an input called create. The first operation
// that shows an unexported type names it.
type naming struct {
	operation string // that is being registered
	names     map[reflect.Type]string
	types     map[string]reflect.Type
}

func newNaming() *naming {
	return &naming{names: map[reflect.Type]string{}, types: map[string]reflect.Type{}}
}

func (n *naming) name(t reflect.Type, hint string) string {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if known, ok := n.names[t]; ok {
		return known
	}
	name := n.suggest(t, hint)
	for other, taken := n.types[name]; taken && other != t; other, taken = n.types[name] {
		name += "2"
	}
	if t.Kind() == reflect.Struct {
		n.names[t], n.types[name] = name, t
	}
	return name
}

func (n *naming) suggest(t reflect.Type, hint string) string {
	if t.Name() == "" || t.PkgPath() == "" {
		return camel(n.operation) + camel(hint)
	}
	if !exported(t.Name()) && !strings.Contains(t.Name(), "[") {
		return camel(n.operation) + camel(t.Name())
	}
	pkg := t.PkgPath()[strings.LastIndexByte(t.PkgPath(), '/')+1:]
	if pkg == "web" || pkg == "contract" {
		pkg = ""
	}
	return camel(pkg) + camel(generic(t.Name()))
}

// exported says whether a name is exported.
func exported(name string) bool {
	r, _ := utf8.DecodeRuneInString(name)
	return unicode.IsUpper(r)
}

// generic leaves of PageOf[example.org/a/b.Row] the words PageOf, b and Row.
func generic(name string) string {
	head, arg, ok := strings.Cut(name, "[")
	if !ok {
		return name
	}
	arg = strings.TrimSuffix(arg, "]")
	return head + "-" + arg[strings.LastIndexByte(arg, '/')+1:]
}

// camel joins words at anything that is not a letter or digit: approve-match becomes ApproveMatch.
func camel(s string) string {
	var b strings.Builder
	up := true
	for _, r := range s {
		switch {
		case !unicode.IsLetter(r) && !unicode.IsDigit(r):
			up = true
			continue
		case up:
			r = unicode.ToUpper(r)
		}
		up = false
		b.WriteRune(r)
	}
	return b.String()
}
