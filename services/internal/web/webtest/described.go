package webtest

import (
	"bytes"
	"fmt"
	"mime"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// Description is the API as a server describes it, to hold its answers to.
type Description struct {
	paths map[string]map[string]operation // template to method

	mu       sync.Mutex
	compiler *jsonschema.Compiler
	schemas  map[string]*jsonschema.Schema
}

type operation struct {
	at        string // JSON pointer
	responses map[string]any
}

const described = "https://makcomblang.invalid/openapi.json"

// ParseDescription reads an OpenAPI 3.1 document in JSON.
func ParseDescription(doc []byte) (*Description, error) {
	parsed, err := jsonschema.UnmarshalJSON(bytes.NewReader(doc))
	if err != nil {
		return nil, fmt.Errorf("webtest: the description is no JSON: %w", err)
	}
	d := &Description{paths: map[string]map[string]operation{}, compiler: jsonschema.NewCompiler(), schemas: map[string]*jsonschema.Schema{}}
	d.compiler.AssertFormat()
	if err := d.compiler.AddResource(described, parsed); err != nil {
		return nil, fmt.Errorf("webtest: the description: %w", err)
	}
	root, _ := parsed.(map[string]any)
	paths, _ := root["paths"].(map[string]any)
	for path, item := range paths {
		d.paths[path] = map[string]operation{}
		methods, _ := item.(map[string]any)
		for method, op := range methods {
			members, _ := op.(map[string]any)
			responses, _ := members["responses"].(map[string]any)
			d.paths[path][strings.ToUpper(method)] = operation{"/paths/" + pointer(path) + "/" + method + "/responses/", responses}
		}
	}
	return d, nil
}

// pointer escapes a member's name for a JSON pointer within a URI fragment.
func pointer(name string) string {
	return strings.NewReplacer("~", "~0", "/", "~1", "{", "%7B", "}", "%7D").Replace(name)
}

// Check holds one answer to the description: its status has to be documented and its body to be of the documented type and
// shape. An answer of what is not described, such as a page, is none of its business.
func (d *Description) Check(r *http.Request, status int, header http.Header, body []byte) error {
	path, ok := strings.CutPrefix(r.URL.Path, "/api/v1")
	if !ok {
		return nil
	}
	template := d.template(path, r.Method)
	op, ok := d.paths[template][r.Method]
	if !ok || isForm(r) {
		return nil
	}
	name := strconv.Itoa(status)
	if _, ok := op.responses[name]; !ok && status >= 400 {
		name = "default"
	}
	response, ok := op.responses[name].(map[string]any)
	if !ok {
		return fmt.Errorf("%s %s answered %d, which is not described", r.Method, template, status)
	}
	content, _ := response["content"].(map[string]any)
	kind, _, _ := mime.ParseMediaType(header.Get("Content-Type"))
	media, known := content[kind].(map[string]any)
	if !known {
		if len(body) == 0 && len(content) == 0 {
			return nil
		}
		return fmt.Errorf("%s %s answered %d with %s, which is not described", r.Method, template, status, kind)
	}
	if _, typed := media["schema"]; !typed || kind != "application/json" && !strings.HasSuffix(kind, "+json") {
		return nil
	}
	schema, err := d.schema(op.at + name + "/content/" + pointer(kind) + "/schema")
	if err != nil {
		return err
	}
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(body))
	if err == nil {
		err = schema.Validate(value)
	}
	if err != nil {
		return fmt.Errorf("%s %s answered %d, not as described: %w: %.600s", r.Method, template, status, err, body)
	}
	return nil
}

// isForm says whether a browser sent a form: it is answered with a redirect or a page.
func isForm(r *http.Request) bool {
	kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	return kind == "application/x-www-form-urlencoded" || strings.HasPrefix(r.Header.Get("Accept"), "text/html")
}

// template finds the path that is meant, the one with the fewest parameters first.
func (d *Description) template(path, method string) string {
	var found []string
	for t := range d.paths {
		if _, ok := d.paths[t][method]; ok && fits(t, path) {
			found = append(found, t)
		}
	}
	slices.SortFunc(found, func(a, b string) int {
		return strings.Count(a, "{") - strings.Count(b, "{")
	})
	if len(found) == 0 {
		return ""
	}
	return found[0]
}

func fits(template, path string) bool {
	want, got := strings.Split(template, "/"), strings.Split(path, "/")
	if len(want) != len(got) {
		return false
	}
	for i := range want {
		if !strings.HasPrefix(want[i], "{") && want[i] != got[i] {
			return false
		}
	}
	return true
}

func (d *Description) schema(at string) (*jsonschema.Schema, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if s, ok := d.schemas[at]; ok {
		return s, nil
	}
	s, err := d.compiler.Compile(described + "#" + at)
	if err != nil {
		return nil, fmt.Errorf("webtest: the description: %w", err)
	}
	d.schemas[at] = s
	return s, nil
}
