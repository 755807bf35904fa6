package web

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// languages of pages, the first is the default.
var languages = []string{"id", "en"}

// LanguageOf picks the language of a page: the one asked for, that of the cookie "lang", the browser's first known one, or
// Indonesian. chosen says that it was asked for and is to be remembered in the cookie.
func LanguageOf(r *http.Request, asked string) (lang string, chosen bool) {
	if slices.Contains(languages, asked) {
		return asked, true
	}
	if c, err := r.Cookie("lang"); err == nil && slices.Contains(languages, c.Value) {
		return c.Value, false
	}
	return preferred(r, languages[0]), false
}

// preferred is the known language that Accept-Language gives the most weight, the first of equal ones, or the default.
func preferred(r *http.Request, def string) string {
	best, most := def, 0.0
	for part := range strings.SplitSeq(strings.Join(r.Header.Values("Accept-Language"), ","), ",") {
		tag, params, _ := strings.Cut(strings.ToLower(strings.ReplaceAll(part, " ", "")), ";")
		base, _, _ := strings.Cut(tag, "-")
		if base == "in" { // the old code of Indonesian, which some browsers still send
			base = "id"
		}
		weight := 1.0
		if q, ok := strings.CutPrefix(params, "q="); ok {
			weight, _ = strconv.ParseFloat(q, 64) // 0, which is never, for what is no number
		}
		if weight > most && slices.Contains(languages, base) {
			best, most = base, weight
		}
	}
	return best
}

// language is that of a problem. Programs are answered in English unless they ask for Indonesian; people in the language of
// the page, which a form has from the page that it stands on.
func (x *exchange) language() string {
	if !x.html {
		return preferred(x.request, "en")
	}
	asked := x.query.Get("lang")
	if u, err := url.Parse(x.back()); err == nil && asked == "" {
		asked = u.Query().Get("lang")
	}
	lang, _ := LanguageOf(x.request, asked)
	return lang
}

// back is the page that a refused form came from: the one that the browser names, if it is of this site, else the one that
// the form leads to, which for most forms is the same. Empty for what is no form.
func (x *exchange) back() string {
	if !unsafeMethod(x.request.Method) {
		return ""
	}
	if u, err := url.Parse(x.request.Referer()); err == nil && u.Host == x.request.Host && !strings.HasPrefix(u.Path, prefix+"/") {
		if from := u.RequestURI(); u.Path != "" && localPath(from) {
			return from
		}
	}
	if localPath(x.next) {
		return x.next
	}
	return ""
}
