package archtest

import (
	"fmt"
	"os"
	"strings"
	"testing"
)

const module = "makcomblang.id/pkg"

func TestImportsOfThisModule(t *testing.T) {
	t.Parallel()
	for _, s := range load(t, "../..") {
		for _, wrong := range imports(s) {
			t.Error(wrong)
		}
	}
}

// imports: whoever builds on this module gets it and nothing else, tests too. A
// verifier that ran the solver's code would repeat the solver's mistakes.
func imports(s source) []string {
	var wrong []string
	for _, p := range s.imports() {
		if !standard(p) && !within(p, module) {
			wrong = append(wrong, fmt.Sprintf("%s: imports %s: only the standard library and %s/… may be imported", s.path, p, module))
		}
		if within(s.path, "matching/verify") && !s.test() && within(p, module+"/matching/solve") {
			wrong = append(wrong, fmt.Sprintf("%s: imports %s: the verifier shares no code with the solver", s.path, p))
		}
	}
	return wrong
}

func TestModuleRequiresNothing(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../../go.mod")
	if err != nil {
		t.Fatal(err)
	}
	for _, wrong := range requirements(string(text)) {
		t.Error(wrong)
	}
}

// requirements gives the lines of a go.mod that name another module.
func requirements(text string) []string {
	var wrong []string
	for line := range strings.Lines(text) {
		switch word, _, _ := strings.Cut(strings.TrimSpace(line), " "); word {
		case "require", "replace", "exclude", "tool":
			wrong = append(wrong, "go.mod: "+strings.TrimSpace(line)+": this module requires nothing")
		}
	}
	return wrong
}

func TestImportRulesFindWhatIsWrong(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ path, imported, want string }{
		"standard library":       {"region/code.go", "net/http", ""},
		"own package":            {"region/code.go", "makcomblang.id/pkg/fault", ""},
		"a library":              {"region/code.go", "github.com/google/go-cmp/cmp", "imports github.com/google/go-cmp/cmp"},
		"a library in a test":    {"region/code_test.go", "pgregory.net/rapid", "imports pgregory.net/rapid"},
		"the services":           {"event/event.go", "makcomblang.id/services/internal/web", "imports makcomblang.id/services"},
		"a module named alike":   {"event/event.go", "makcomblang.id/pkgx", "imports makcomblang.id/pkgx"},
		"the extended libraries": {"event/event.go", "golang.org/x/text", "imports golang.org/x/text"},
		"solver in the verifier": {"matching/verify/verify.go", module + "/matching/solve", "shares no code"},
		"solver in its test":     {"matching/verify/verify_test.go", module + "/matching/solve", ""},
		"c":                      {"event/event.go", "C", "imports C"},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			expect(t, imports(parse(t, tc.path, "package a\n\nimport _ \""+tc.imported+"\"\n")), tc.want)
		})
	}
	expect(t, requirements("module m\n\ngo 1.26\n"), "")
	expect(t, requirements("module m\n\nrequire x.org/y v1.0.0\n"), "require x.org/y")
	expect(t, requirements("module m\n\nrequire (\n\tx.org/y v1.0.0\n)\n"), "require (")
}
