package refusal

import (
	"go/ast"
	"go/token"
	"strconv"
)

// add keeps a sentence of a code, or a phrase if code is nil, and what is allowed. What the enclosing function is given is
// looked for where it is called.
func (p *faulty) add(c *call, code, format, allowed ast.Expr, notes []int) {
	exprs := []ast.Expr{code, format, allowed}
	rows, ok := p.rows(c, exprs)
	if !ok {
		p.refuse(c, "a fault's texts are constants, so that they can be told in Indonesian; give parameters with fault.Textf")
		return
	}
	for _, row := range rows {
		if code == nil || row[0] != "" {
			p.found = append(p.found, said{p.at(c), row[0], row[1], notes})
		}
		if row[2] != "" {
			p.found = append(p.found, said{at: p.at(c), format: row[2]})
		}
	}
}

func (p *faulty) rows(c *call, exprs []ast.Expr) (rows [][]string, ok bool) {
	if row, ok := p.values(exprs, nil); ok {
		return [][]string{row}, true
	}
	if c.in == nil {
		return nil, false
	}
	for _, outer := range p.calls[c.in.Name.Name] {
		given := map[string]string{}
		i := 0
		for _, field := range c.in.Type.Params.List {
			for _, name := range field.Names {
				if i < len(outer.Args) {
					if text, ok := p.value(outer.Args[i], nil); ok {
						given[name.Name] = text
					}
				}
				i++
			}
		}
		row, ok := p.values(exprs, given)
		if !ok {
			return nil, false
		}
		rows = append(rows, row)
	}
	return rows, len(rows) > 0
}

func (p *faulty) values(exprs []ast.Expr, given map[string]string) ([]string, bool) {
	row := make([]string, len(exprs))
	for i, e := range exprs {
		ok := true
		if row[i], ok = p.value(e, given); !ok {
			return nil, false
		}
	}
	return row, true
}

// value is a constant text, or one that the function was given.
func (p *faulty) value(e ast.Expr, given map[string]string) (string, bool) {
	switch e := e.(type) {
	case nil:
		return "", true
	case *ast.BasicLit:
		text, err := strconv.Unquote(e.Value)
		return text, err == nil && e.Kind == token.STRING
	case *ast.BinaryExpr:
		a, aok := p.value(e.X, given)
		b, bok := p.value(e.Y, given)
		return a + b, aok && bok
	case *ast.Ident:
		if text, ok := given[e.Name]; ok {
			return text, true
		}
		if c, ok := p.texts[e.Name]; ok {
			return p.value(c, given)
		}
	}
	return "", false
}
