package archtest

import (
	"fmt"
	"path"
	"slices"
	"strings"
	"testing"
)

// library is a family of modules and the only places that may import it.
type library struct {
	name, prefix string
	folders      []string // below the module's root, with all that lies in them
	tests        bool     // any test may import it as well
	http         bool     // so may a service's own http files
}

var libraries = []library{
	{
		name: "nats", prefix: "github.com/nats-io", tests: true,
		folders: []string{"internal/eventlog", "internal/queue", "internal/vault", "internal/blob", "internal/host", "e2e"},
	},
	{name: "redis", prefix: "github.com/redis", folders: []string{"internal/views"}},
	{name: "opentelemetry", prefix: "go.opentelemetry.io", folders: []string{"internal/trace"}},
	{name: "echo", prefix: "github.com/labstack", folders: []string{"internal/web", "internal/host"}, http: true},
	{name: "huma", prefix: "github.com/danielgtaylor/huma", folders: []string{"internal/web", "internal/host"}, http: true},
}

// impure packages of the standard library bring the world into a domain: its
// rules get what they need as arguments and give back facts.
var impure = []string{
	"context", "crypto/rand", "database/sql", "log", "math/rand", "net", "os", "path/filepath", "plugin", "syscall",
}

// values are packages below the impure ones that only hold and parse values.
var values = []string{"net/mail", "net/netip", "net/url"}

// testing libraries are what the tests of a domain may import beside its rules.
var testingLibraries = []string{"github.com/google/go-cmp", "pgregory.net/rapid", "go.uber.org/goleak"}

func TestImportsOfThisModule(t *testing.T) {
	t.Parallel()
	for _, s := range load(t, "../..") {
		for _, wrong := range imports(s) {
			t.Error(wrong)
		}
	}
}

// imports holds who may import whom.
func imports(s source) []string {
	here, own := locate(path.Dir(s.path))
	if here == elsewhere {
		return []string{s.path + ": no service is known by this folder: name it in archtest, or move it"}
	}
	var wrong []string
	for _, p := range s.imports() {
		reason := ""
		if below, ok := strings.CutPrefix(p, module+"/"); ok {
			if s.test() && below == path.Dir(s.path) {
				continue // a test from outside the package it tests
			}
			reason = house(here, own, below)
		} else if !within(p, public) {
			reason = world(s, here, p)
		}
		if reason != "" {
			wrong = append(wrong, fmt.Sprintf("%s: imports %s: %s", s.path, p, reason))
		}
	}
	return wrong
}

// house judges an import of a package of this module; empty means allowed.
func house(here place, own, below string) string {
	there, of := locate(below)
	switch {
	case there == command && here != command && here != story:
		return "nobody but the stories imports the command"
	case here == domain:
		return "a domain imports the standard library and " + public + " only"
	case here == command || here == story:
		return ""
	case there == story:
		return "nobody imports the stories"
	case here == shared && of != "":
		return "a shared package never imports a service"
	case here == service && of != "" && of != own:
		return "services never import each other: they meet through facts and views"
	}
	return ""
}

// world judges an import from outside the project; empty means allowed.
func world(s source, here place, p string) string {
	if here == domain {
		return pure(s, p)
	}
	for _, l := range libraries {
		if !within(p, l.prefix) || (l.tests && s.test()) || (l.http && here == service && httpFile(s)) {
			continue
		}
		allowed := slices.ContainsFunc(l.folders, func(f string) bool { return within(path.Dir(s.path), f) })
		if !allowed {
			return l.name + " is imported only in " + strings.Join(l.folders, ", ") + l.exceptions()
		}
	}
	return ""
}

func (l library) exceptions() string {
	switch {
	case l.tests:
		return " and in tests"
	case l.http:
		return " and in the http files of a service"
	}
	return ""
}

// httpFile tells whether a file of a service speaks HTTP by its name: http.go,
// http_needs.go, http_test.go.
func httpFile(s source) bool {
	name := path.Base(s.path)
	return name == "http.go" || strings.HasPrefix(name, "http_")
}

// pure judges an import of a domain from outside the project.
func pure(s source, p string) string {
	within := func(parent string) bool { return within(p, parent) }
	switch {
	case !standard(p) && (!s.test() || !slices.ContainsFunc(testingLibraries, within)):
		return "a domain imports the standard library and " + public + " only"
	case !s.test() && slices.ContainsFunc(impure, within) && !slices.Contains(values, p):
		return "a domain has no context, clock, chance or I/O"
	}
	return ""
}
