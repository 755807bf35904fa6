package subscriptions

import (
	"fmt"
	"html/template"
	"net/http"
	"strconv"

	"makcomblang.id/pkg/calendar"
	"makcomblang.id/services/internal/vocabulary"
	"makcomblang.id/services/internal/web"
)

// tongue is one language of the pages for people. Mails are Indonesian.
type tongue struct {
	english bool
	pages   *template.Template
}

// loadTongues binds the templates to each language; html/template escapes them.
func loadTongues() map[string]*tongue {
	all := map[string]*tongue{"id": {}, "en": {english: true}}
	for _, l := range all {
		l.pages = template.Must(template.New("people").Funcs(template.FuncMap{
			"say": l.say, "date": l.date, "basis": func(b any) string { return l.basis(fmt.Sprint(b)) },
			"problem": func(id string) string { return l.name("problem", id) }, "sector": func(id string) string { return l.name("sector", id) },
			"answered": l.answered,
		}).ParseFS(peoplePages, "ui/*.html"))
	}
	return all
}

// say picks the words of the language.
func (l *tongue) say(indonesian, english string) string {
	if l.english {
		return english
	}
	return indonesian
}

func (l *tongue) date(d calendar.Date) string {
	if !l.english {
		return dateWords(d)
	}
	t := d.Time()
	return strconv.Itoa(t.Day()) + " " + t.Month().String() + " " + strconv.Itoa(t.Year())
}

func (l *tongue) basis(b string) string {
	if !l.english {
		return plainBasis(b)
	}
	switch b {
	case "":
		return ""
	case "official":
		return "Official"
	case "press":
		return "Media"
	case "reading":
		return "Team's reading"
	case "sample":
		return "Sample"
	}
	return "Decision"
}

func (l *tongue) name(kind, id string) string {
	indonesian, english := vocabulary.Names(kind, id)
	return l.say(indonesian, english)
}

func (l *tongue) answered(a string) string {
	if !l.english {
		return answeredWord(a)
	}
	switch a {
	case "yes":
		return "some practice can be suggested"
	case "no":
		return "no practice can be suggested yet"
	}
	return "not assessed yet"
}

// frame is what every page of this service has around it.
type frame struct {
	Title, Name, Feed, Banner string
	Lang, Other, OtherHref    string // language of the page, and the one to switch to
}

// frame gives the surroundings of a page in the language that the reader chose, and the header that goes with it.
func (s *Service) frame(r *http.Request, chosen string) (*tongue, frame, http.Header) {
	lang, remember := web.LanguageOf(r, chosen)
	l := s.tongues[lang]
	f := frame{
		Name: s.opt.Name, Feed: "/feeds/bulletin.atom", Lang: lang, Other: l.say("en", "id"),
		OtherHref: r.URL.Path + "?lang=" + l.say("en", "id"),
	}
	if s.opt.Demo {
		f.Banner = l.say(sampleBanner, "SAMPLE DATA. Entries labelled Sample were made for demonstration. No government stated them.")
	}
	header := http.Header{"Content-Language": {lang}}
	if remember {
		cookie := http.Cookie{Name: "lang", Value: lang, Path: "/", MaxAge: 365 * 24 * 3600, SameSite: http.SameSiteLaxMode, HttpOnly: true}
		header.Set("Set-Cookie", cookie.String())
	}
	return l, f, header
}
