package archtest

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// source is one parsed Go file.
type source struct {
	path  string // below the module's root, with slashes
	lines int
	tree  *ast.File
	files *token.FileSet
}

// load parses every Go file below root, whatever its build constraints. It
// passes over testdata and names that start with a dot or an underscore, as the
// go command does.
func load(t *testing.T, root string) []source {
	t.Helper()
	var all []source
	err := filepath.WalkDir(root, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		base := d.Name()
		if name != root && (base == "testdata" || strings.HasPrefix(base, ".") || strings.HasPrefix(base, "_")) {
			if d.IsDir() {
				return filepath.SkipDir
			}
			return nil
		}
		if d.IsDir() || filepath.Ext(base) != ".go" {
			return nil
		}
		text, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		below, err := filepath.Rel(root, name)
		if err != nil {
			return err
		}
		all = append(all, parse(t, filepath.ToSlash(below), string(text)))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(all) == 0 {
		t.Fatalf("no Go file below %s", root)
	}
	return all
}

// parse reads one file from its text.
func parse(t *testing.T, name, text string) source {
	t.Helper()
	files := token.NewFileSet()
	tree, err := parser.ParseFile(files, name, text, parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	return source{path: name, lines: strings.Count(text, "\n"), tree: tree, files: files}
}

// base gives the name of the file.
func (s source) base() string { return path.Base(s.path) }

// test tells whether the file is compiled for tests only.
func (s source) test() bool { return strings.HasSuffix(s.path, "_test.go") }

// line gives where a node starts and ends.
func (s source) line(n ast.Node) (first, last int) {
	return s.files.Position(n.Pos()).Line, s.files.Position(n.End()).Line
}

// imports gives the imported paths.
func (s source) imports() []string {
	var list []string
	for _, spec := range s.tree.Imports {
		if p, err := strconv.Unquote(spec.Path.Value); err == nil {
			list = append(list, p)
		}
	}
	return list
}

// uses gives the lines on which the file names one of the identifiers of an
// imported package, also as a value and under another package name.
func (s source) uses(importPath string, names ...string) []int {
	local := s.localName(importPath)
	if local == "" {
		return nil
	}
	var lines []int
	ast.Inspect(s.tree, func(n ast.Node) bool {
		selector, ok := n.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		if x, ok := selector.X.(*ast.Ident); ok && x.Name == local {
			for _, name := range names {
				if selector.Sel.Name == name {
					first, _ := s.line(n)
					lines = append(lines, first)
				}
			}
		}
		return true
	})
	return lines
}

// localName gives the name a file uses for a package of the standard library,
// and nothing when it does not import it.
func (s source) localName(importPath string) string {
	for _, spec := range s.tree.Imports {
		if p, err := strconv.Unquote(spec.Path.Value); err == nil && p == importPath {
			if spec.Name != nil {
				return spec.Name.Name
			}
			return path.Base(importPath)
		}
	}
	return ""
}

// standard tells whether an import path belongs to the standard library.
func standard(importPath string) bool {
	first, _, _ := strings.Cut(importPath, "/")
	return !strings.Contains(first, ".") && importPath != "C"
}

// within tells whether a path is parent or lies below it.
func within(importPath, parent string) bool {
	return importPath == parent || strings.HasPrefix(importPath, parent+"/")
}
