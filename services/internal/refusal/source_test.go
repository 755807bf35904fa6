package refusal

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// said is one text of a fault as it stands in the sources.
type said struct {
	at     string
	code   string // empty for a phrase
	format string
	notes  []int // which parameters are for the operator alone, from 0
}

// faulty is one package that is read for its faults.
type faulty struct {
	fset  *token.FileSet
	files []*ast.File
	texts map[string]ast.Expr // constants
	calls map[string][]*call  // by the name of what is called
	found []said
	wrong []string
}

type call struct {
	*ast.CallExpr
	in *ast.FuncDecl
}

// formatted are the constructors that take code, format and parameters.
var formatted = []string{"NotFoundf", "Conflictf", "Forbiddenf", "Unauthorizedf", "Stalef"}

// sources reads what all faults of the house say. The command line tells what a server told it, and the code and the reason
// of package policy come from its table; both are left out.
func sources(t *testing.T) (found []said) {
	t.Helper()
	packages := map[string]*faulty{}
	for _, top := range []string{"../../../pkg", "../../../services"} {
		err := filepath.WalkDir(top, func(name string, d fs.DirEntry, err error) error {
			slash := filepath.ToSlash(name)
			switch {
			case err != nil:
				return err
			case d.IsDir() && (strings.HasSuffix(slash, "pkg/fault") || strings.HasSuffix(slash, "services/cmd")):
				return fs.SkipDir
			case !strings.HasSuffix(slash, ".go") || strings.HasSuffix(slash, "_test.go"), strings.HasSuffix(slash, "policy/can.go"):
				return nil
			}
			dir := path.Dir(slash)
			if packages[dir] == nil {
				packages[dir] = newFaulty()
			}
			return packages[dir].parse(name, nil)
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, dir := range slices.Sorted(maps.Keys(packages)) {
		p := packages[dir]
		p.read()
		found = append(found, p.found...)
		for _, wrong := range p.wrong {
			t.Error(wrong)
		}
	}
	return found
}

func newFaulty() *faulty {
	return &faulty{fset: token.NewFileSet(), texts: map[string]ast.Expr{}, calls: map[string][]*call{}}
}

func (p *faulty) parse(name string, src any) error {
	f, err := parser.ParseFile(p.fset, name, src, 0)
	p.files = append(p.files, f)
	return err
}

// read finds the texts of the package, also of those that a function of the package is called with.
func (p *faulty) read() {
	var all []*call
	var literals []*ast.CompositeLit
	for _, f := range p.files {
		for _, d := range f.Decls {
			fn, _ := d.(*ast.FuncDecl)
			ast.Inspect(d, func(n ast.Node) bool {
				switch n := n.(type) {
				case *ast.GenDecl:
					p.constants(n)
				case *ast.CallExpr:
					all = append(all, &call{n, fn})
				case *ast.CompositeLit:
					literals = append(literals, n)
				case *ast.AssignStmt:
					p.assigned(f, n)
				}
				return true
			})
		}
	}
	for _, c := range all {
		name := callee(c.Fun)
		p.calls[name] = append(p.calls[name], c)
	}
	for _, c := range all {
		p.call(c)
	}
	for _, l := range literals {
		p.literal(l)
	}
}

func (p *faulty) constants(d *ast.GenDecl) {
	for _, spec := range d.Specs {
		if v, ok := spec.(*ast.ValueSpec); ok && d.Tok == token.CONST && len(v.Names) == len(v.Values) {
			for i, name := range v.Names {
				p.texts[name.Name] = v.Values[i]
			}
		}
	}
}

// assigned refuses texts that are put into a fault after it was made: they would be told in English.
func (p *faulty) assigned(f *ast.File, n *ast.AssignStmt) {
	faults := slices.ContainsFunc(f.Imports, func(i *ast.ImportSpec) bool { return strings.Contains(i.Path.Value, "pkg/fault") })
	for _, to := range n.Lhs {
		if s, ok := to.(*ast.SelectorExpr); faults && ok && (s.Sel.Name == "Message" || s.Sel.Name == "Allowed") {
			p.refuse(n, "give a fault its texts with Saying and Allowing")
		}
	}
}

func (p *faulty) refuse(n ast.Node, message string) { p.wrong = append(p.wrong, p.at(n)+": "+message) }

func (p *faulty) at(n ast.Node) string {
	at := p.fset.Position(n.Pos())
	return fmt.Sprintf("%s:%d", strings.TrimPrefix(filepath.ToSlash(at.Filename), "../../../"), at.Line)
}

// callee is the last part of the name of what is called.
func callee(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.Ident:
		return e.Name
	case *ast.SelectorExpr:
		return e.Sel.Name
	case *ast.IndexExpr:
		return callee(e.X)
	}
	return ""
}

// ofFault gives the name of what is named of package fault.
func ofFault(e ast.Expr) string {
	if s, ok := e.(*ast.SelectorExpr); ok {
		if x, ok := s.X.(*ast.Ident); ok && x.Name == "fault" {
			return s.Sel.Name
		}
	}
	return ""
}

func (p *faulty) call(c *call) {
	name := ofFault(c.Fun)
	switch {
	case name == "Textf":
		p.add(c, nil, c.Args[0], nil, notes(c.Args[1:]))
	case name == "Invalid":
		p.add(c, c.Args[1], c.Args[2], c.Args[3], nil)
	case name == "Unavailable":
		p.add(c, &ast.BasicLit{Kind: token.STRING, Value: `"unavailable"`}, c.Args[1], nil, nil)
	case slices.Contains(formatted, name):
		p.add(c, c.Args[0], c.Args[1], nil, notes(c.Args[2:]))
	}
}

func notes(args []ast.Expr) (at []int) {
	for i, arg := range args {
		if c, ok := arg.(*ast.CallExpr); ok && ofFault(c.Fun) == "Note" {
			at = append(at, i)
		}
	}
	return at
}

func (p *faulty) literal(l *ast.CompositeLit) {
	if a, ok := l.Type.(*ast.ArrayType); ok {
		elem := a.Elt
		if star, ok := elem.(*ast.StarExpr); ok {
			elem = star.X
		}
		for _, e := range l.Elts {
			if inner, ok := e.(*ast.CompositeLit); ok && inner.Type == nil && ofFault(elem) == "Error" {
				p.literal(&ast.CompositeLit{Type: elem, Elts: inner.Elts, Lbrace: inner.Lbrace})
			}
		}
	}
	if ofFault(l.Type) != "Error" {
		return
	}
	parts := map[string]ast.Expr{}
	for _, e := range l.Elts {
		if kv, ok := e.(*ast.KeyValueExpr); ok {
			parts[callee(kv.Key)] = kv.Value
		}
	}
	if parts["Code"] == nil || parts["Message"] == nil {
		p.refuse(l, "a fault needs its code and its message where it is made")
		return
	}
	p.add(&call{CallExpr: &ast.CallExpr{Fun: l.Type, Lparen: l.Lbrace}}, parts["Code"], parts["Message"], parts["Allowed"], nil)
}
