package web

import (
	"encoding/json"
	"net/http"

	"makcomblang.id/pkg/fault"
)

// Refuser answers requests that reach no site, such as those of a gateway whose role is away, as a site would: with a problem
// document, or a page for a browser, in the language asked for.
type Refuser struct{ page *problemPage }

// NewRefuser takes the name that people see and the address of the styles; empty is the usual name, and no styles.
func NewRefuser(name, stylesheet string) *Refuser {
	return &Refuser{newProblemPage(or(name, usualName), "", stylesheet)}
}

// Refuse writes the whole answer.
func (f *Refuser) Refuse(w http.ResponseWriter, r *http.Request, e *fault.Error) {
	x := &exchange{id: requestID(r), request: r, header: w.Header(), html: wantsPage(r), query: r.URL.Query()}
	p := document(x.language(), []*fault.Error{e})
	p.headers(x.header)
	x.header.Set(requestIDHeader, x.id)
	x.header.Set("Vary", vary)
	x.header.Set("X-Content-Type-Options", "nosniff")
	x.header.Set("Content-Security-Policy", csp)
	if x.html {
		x.header.Set("Content-Type", "text/html; charset=utf-8")
		w.WriteHeader(p.Status)
		_, _ = w.Write(f.page.render(x, p)) // a caller who left is no error of ours
		return
	}
	x.header.Set("Content-Type", p.ContentType(""))
	w.WriteHeader(p.Status)
	body, _ := json.Marshal(p) // strings and numbers only
	_, _ = w.Write(body)
}
