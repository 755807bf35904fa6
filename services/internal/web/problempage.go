package web

import (
	"bytes"
	_ "embed"
	"html/template"
	"net/url"
	"strings"

	"makcomblang.id/pkg/fault"
)

//go:embed problem.html
var problemTemplate string

// problemPage shows a problem to a person, in Indonesian: the sentence, the fields, what is allowed, and who decided.
type problemPage struct {
	name, signIn, stylesheet string
	words                    *words
	template                 *template.Template
}

type problemView struct {
	Name, Stylesheet    string
	Title, Lead, Detail string
	Fields              []fieldView
	Decided             string
	SignIn, Back        string
	RequestID           string
	Status              int
}

type fieldView struct{ Name, Text, Allowed string }

func newProblemPage(name, signIn, stylesheet string, w *words) *problemPage {
	p := &problemPage{name: name, signIn: signIn, stylesheet: stylesheet, words: w}
	p.template = template.Must(template.New("problem").Funcs(template.FuncMap{
		"word": func(key string) string { return w.in("id", key) },
	}).Parse(problemTemplate))
	return p
}

func (p *problemPage) render(x *exchange, problem *Problem) []byte {
	view := problemView{
		Name: p.name, Stylesheet: p.stylesheet, RequestID: x.id, Status: problem.Status,
		Title: p.words.in("id", "title."+problem.kind.String()),
		Lead:  p.words.in("id", "lead."+problem.kind.String()),
	}
	own := p.words.in("id", "code."+problem.Code)
	switch {
	case own != "":
		view.Lead = own
	case problem.kind != fault.KindInternal && len(problem.Errors) == 0:
		view.Detail = problem.Detail // English, marked as such; a service can give it in Indonesian with Site.Say
	}
	for _, e := range problem.Errors {
		text := or(p.words.in("id", "code."+e.Code), p.words.in("id", e.Code))
		view.Fields = append(view.Fields, fieldView{e.Field, or(text, e.Detail), e.Allowed})
	}
	if problem.kind == fault.KindStale {
		view.Decided = p.decided(problem.Extra)
	}
	if problem.kind == fault.KindUnauthorized && p.signIn != "" {
		view.SignIn = p.signIn
		if !unsafeMethod(x.request.Method) {
			view.SignIn += "?" + url.Values{formNext: {x.request.URL.RequestURI()}}.Encode()
		}
	}
	if back := x.next; localPath(back) {
		view.Back = back
	}
	var b bytes.Buffer
	if err := p.template.Execute(&b, view); err != nil {
		return []byte(template.HTMLEscapeString(view.Title + " " + view.Lead))
	}
	return b.Bytes()
}

func (p *problemPage) decided(extra map[string]string) string {
	by, at := extra["decided_by"], extra["decided_at"]
	if by == "" || at == "" {
		return p.words.in("id", "page.decided_unknown")
	}
	return strings.NewReplacer("{by}", by, "{at}", at).Replace(p.words.in("id", "page.decided"))
}
