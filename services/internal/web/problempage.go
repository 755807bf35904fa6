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
	"makcomblang.id/services/internal/refusal"
)

//go:embed problem.html
var problemTemplate string

// problemPage shows a problem to a person in the language of the pages: the sentence, the fields, what is allowed, and who
// decided what.
type problemPage struct {
	name, signIn, stylesheet string
	words                    words
	template                 *template.Template
}

type problemView struct {
	words            words
	Lang             string
	Name, Stylesheet string
	Title, Lead      string
	Accepted         string
	Next             string // what the reader can do
	Fields           []fieldView
	Decided          string
	SignIn, Back     string
	RequestID        string
	Status           int
}

type fieldView struct{ Name, Text, Allowed string }

func newProblemPage(name, signIn, stylesheet string) *problemPage {
	p := &problemPage{name: name, signIn: signIn, stylesheet: stylesheet, words: newWords()}
	p.template = template.Must(template.New("problem").Parse(problemTemplate))
	return p
}

// Word is a sentence in the language of the page.
func (v problemView) Word(key string) string { return v.words.in(v.Lang, key) }

func (p *problemPage) render(x *exchange, problem *Problem) []byte {
	view := problemView{
		words: p.words, Lang: problem.lang, Name: p.name, Stylesheet: p.stylesheet, RequestID: x.id, Status: problem.Status,
		Title: problem.Title, Back: x.back(),
	}
	view.tell(problem)
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
	var b bytes.Buffer
	if err := p.template.Execute(&b, view); err != nil {
		return []byte(template.HTMLEscapeString(view.Title + " " + view.Lead))
	}
	return b.Bytes()
}

// tell says what is wrong: with fields one by one, with everything else in one sentence and what can be done about it.
func (v *problemView) tell(problem *Problem) {
	lead := refusal.Lead(v.Lang, problem.kind)
	own := refusal.OnPage(v.Lang, problem.Code)
	switch {
	case own != "":
		v.Lead = own
	case problem.kind == fault.KindInvalid && len(problem.Errors) > 0:
		v.Lead = lead
		for _, e := range problem.Errors {
			field := fieldView{refusal.Field(v.Lang, e.Field), e.Detail, e.Allowed}
			if own := refusal.OnPage(v.Lang, e.Code); own != "" {
				field = fieldView{Name: field.Name, Text: own}
			}
			v.Fields = append(v.Fields, field)
		}
	default:
		v.Lead = problem.Detail
		if len(problem.Errors) > 0 {
			v.Accepted = problem.Errors[0].Allowed
		}
	}
	if helps := problem.kind.Temporary() || problem.kind == fault.KindStale; helps && own == "" && lead != v.Lead {
		v.Next = lead
	}
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
