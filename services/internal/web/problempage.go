package web

import (
	"bytes"
	_ "embed"
	"html/template"
	"net/url"
	"strconv"
	"strings"
	"time"

	"makcomblang.id/pkg/fault"
	"makcomblang.id/pkg/region"
)

//go:embed problem.html
var problemTemplate string

// problemPage shows a problem to a person in the language of the pages: the sentence, the fields, what is allowed, and who
// decided what.
type problemPage struct {
	name, signIn, stylesheet string
	words                    *words
	template                 *template.Template
}

type problemView struct {
	words               *words
	Lang                string
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
	p.template = template.Must(template.New("problem").Parse(problemTemplate))
	return p
}

// Word is a sentence in the language of the page.
func (v problemView) Word(key string) string { return v.words.in(v.Lang, key) }

func (p *problemPage) render(x *exchange, problem *Problem) []byte {
	view := problemView{
		words: p.words, Lang: x.language(), Name: p.name, Stylesheet: p.stylesheet, RequestID: x.id, Status: problem.Status, Back: x.back(),
	}
	view.Title, view.Lead = view.Word("title."+problem.kind.String()), view.Word("lead."+problem.kind.String())
	own := view.Word("code." + problem.Code)
	switch {
	case own != "":
		view.Lead = own
	case problem.kind != fault.KindInternal && len(problem.Errors) == 0:
		view.Detail = problem.Detail // English, marked as such; a service can give it in Indonesian with Site.Say
	}
	for _, e := range problem.Errors {
		text := or(view.Word("code."+e.Code), view.Word(e.Code))
		view.Fields = append(view.Fields, fieldView{e.Field, or(text, e.Detail), e.Allowed})
	}
	if problem.kind == fault.KindStale {
		view.Decided = view.decided(problem.Extra)
	}
	if problem.kind == fault.KindUnauthorized && p.signIn != "" {
		view.SignIn = p.signIn
		next := x.request.URL.RequestURI()
		if unsafeMethod(x.request.Method) {
			next = view.Back
		}
		if next != "" {
			view.SignIn += "?" + url.Values{formNext: {next}}.Encode()
		}
	}
	x.header.Set("Content-Language", view.Lang)
	var b bytes.Buffer
	if err := p.template.Execute(&b, view); err != nil {
		return []byte(template.HTMLEscapeString(view.Title + " " + view.Lead))
	}
	return b.Bytes()
}

// decided says what became of the thing, by whom and when.
func (v problemView) decided(extra map[string]string) string {
	by := extra["decided_by"]
	at, err := time.Parse(time.RFC3339, extra["decided_at"])
	if by == "" || err != nil {
		return v.Word("page.decided_unknown")
	}
	what, _, _ := strings.Cut(extra["decided"], ".v") // without the version of the fact
	word := or(v.Word("decided."+what), v.Word("decided"))
	return strings.NewReplacer("{what}", word, "{by}", by, "{at}", v.moment(at)).Replace(v.Word("page.decided"))
}

// moment writes a time in Jakarta, where the programme is run, with its zone.
func (v problemView) moment(at time.Time) string {
	at = at.In(region.Jakarta.Location())
	return strings.NewReplacer(
		"{day}", strconv.Itoa(at.Day()), "{month}", v.Word("month."+strconv.Itoa(int(at.Month()))), "{year}", strconv.Itoa(at.Year()),
		"{hour}", at.Format("15"), "{minute}", at.Format("04"), "{zone}", region.Jakarta.Abbreviation(),
	).Replace(v.Word("moment"))
}
