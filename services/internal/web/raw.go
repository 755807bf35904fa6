package web

import (
	"net/http"
	"reflect"
	"strings"

	"github.com/danielgtaylor/huma/v2"
)

// RawDoc describes what an operation that writes its answer itself takes and gives; the type of a handler does not tell.
type RawDoc struct {
	Types       []string // media types of a success
	Body        any      // zero value of a JSON body's type; nil leaves it open
	Params      []Param  // beside those of the path
	Revalidates bool     // answers 304 to If-None-Match

	root bool // the path is one of the site, not below /api/v1
}

// Param is a parameter of such an operation.
type Param struct {
	Name     string
	Header   bool // in a header; else in the query
	Number   bool // a whole number, 0 or more; else text
	Required bool
	Doc      string
}

func (p Param) describe() *huma.Param {
	d := &huma.Param{Name: p.Name, In: "query", Required: p.Required, Description: p.Doc, Schema: &huma.Schema{Type: huma.TypeString}}
	if p.Header {
		d.In = "header"
	}
	if p.Number {
		least := 0.0
		d.Schema = &huma.Schema{Type: huma.TypeInteger, Minimum: &least}
	}
	return d
}

// describeRaw adds an operation that huma does not run to the API's description.
func (s *Site) describeRaw(op Op) {
	d := s.describe(op, unsafeMethod(op.Method))
	for part := range strings.SplitSeq(op.Path, "/") {
		if name, ok := strings.CutPrefix(part, "{"); ok {
			name, _, _ = strings.Cut(name, "}")
			d.Parameters = append(d.Parameters, &huma.Param{
				Name: name, In: "path", Required: true, Schema: &huma.Schema{Type: huma.TypeString},
			})
		}
	}
	for _, p := range op.Raw.Params {
		d.Parameters = append(d.Parameters, p.describe())
	}
	d.Responses = map[string]*huma.Response{
		"200":     {Description: http.StatusText(http.StatusOK), Content: s.contentOf(op.Raw)},
		"default": {Description: "Error", Content: map[string]*huma.MediaType{"application/problem+json": {Schema: s.schemaOf(Problem{})}}},
	}
	if op.Raw.root { // as all pages, it refuses with one for people
		d.Servers = []*huma.Server{{URL: "/"}}
		d.Responses["default"].Content["text/html"] = &huma.MediaType{Schema: &huma.Schema{Type: huma.TypeString}}
	}
	if op.Raw.Revalidates {
		d.Parameters = append(d.Parameters, Param{Name: "If-None-Match", Header: true, Doc: "The ETag of what is kept; answered with 304 while it still holds."}.describe())
		d.Responses["304"] = &huma.Response{Description: http.StatusText(http.StatusNotModified)}
	}
	s.api.OpenAPI().AddOperation(&d)
}

func (s *Site) contentOf(raw RawDoc) map[string]*huma.MediaType {
	content := map[string]*huma.MediaType{}
	for _, kind := range raw.Types {
		media := &huma.MediaType{}
		switch {
		case raw.Body != nil && strings.HasSuffix(kind, "json"):
			media.Schema = s.schemaOf(raw.Body)
		case strings.HasSuffix(kind, "json") && !strings.HasSuffix(kind, "ndjson"):
			media.Schema = &huma.Schema{Type: huma.TypeObject}
		default:
			media.Schema = &huma.Schema{Type: huma.TypeString}
		}
		content[kind] = media
	}
	return content
}

func (s *Site) schemaOf(zero any) *huma.Schema {
	t := reflect.TypeOf(zero)
	describable(t)
	return s.api.OpenAPI().Components.Schemas.Schema(t, true, "")
}

// describeResult says what a command's answer holds as result, and that one which makes a thing may find it made.
func (s *Site) describeResult(op Op) {
	responses := s.api.OpenAPI().Paths[op.Path].Post
	if op.Method != http.MethodPost || responses == nil {
		return
	}
	status := "200"
	if op.Creates {
		status = "201"
	}
	made := responses.Responses[status]
	if op.Result != nil {
		answer := made.Content["application/json"].Schema
		s.naming.operation = op.ID
		made.Content["application/json"].Schema = &huma.Schema{AllOf: []*huma.Schema{answer, {
			Properties: map[string]*huma.Schema{"result": s.schemaOf(op.Result)},
		}}}
	}
	if op.Stands {
		found := *made
		found.Description = "There was nothing to do: it stands already as the body says."
		responses.Responses["200"] = &found
	}
}
