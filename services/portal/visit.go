package portal

import (
	"bytes"
	"crypto/rand"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"makcomblang.id/pkg/fault"
	"makcomblang.id/services/internal/policy"
	"makcomblang.id/services/internal/web"
)

// visit is one request for a page while it is answered: who asks, in which language, and what the page will be.
type visit struct {
	*web.PageRequest
	*tongue
	shell    shell
	template string
	model    any
	status   int
}

// shell is what surrounds every page.
type shell struct {
	Lang, Other   string // language of the page, and the one to switch to
	OtherHref     string
	Name          string // of the service, in public
	Title         string
	Nav           []navItem
	Known         bool   // signed in
	Roles         string // in words
	SignInHref    string
	Moves         bool // the page has rows for the keyboard shortcuts, and Decides: with decisions in them
	Decides       bool
	Samples       bool   // the page shows made-up data, or the whole site is a demonstration
	Feed          string // Atom feed about this page
	Address, Seen string // for paper: where and when it was printed
	Problem       bool   // the title is of a page that refuses
}

type navItem struct {
	Href, Text string
	Here       bool
}

// answer renders the page that show made. The page is rendered in full before a byte of it is sent.
func (s *Service) answer(r *web.PageRequest, show func(*visit) error) (*web.Rendered, error) {
	lang, chosen := web.LanguageOf(r.Request, r.Query.Get("lang"))
	v := &visit{PageRequest: r, tongue: s.tongues[lang]}
	v.shell = s.shell(v)
	if err := show(v); err != nil {
		return nil, err
	}
	v.shell.Samples = v.shell.Samples || restsOnSamples(v.model)
	var b bytes.Buffer
	if err := v.pages.ExecuteTemplate(&b, v.template, v); err != nil {
		return nil, fmt.Errorf("portal: render %s: %w", v.template, err)
	}
	header := http.Header{"Content-Language": {lang}}
	if chosen {
		cookie := http.Cookie{Name: "lang", Value: lang, Path: "/", MaxAge: 365 * 24 * 3600, SameSite: http.SameSiteLaxMode, HttpOnly: true}
		header.Set("Set-Cookie", cookie.String())
	}
	return &web.Rendered{Status: v.status, Body: b.Bytes(), Header: header}, nil
}

// show names the template, the title and the model of the page.
func (v *visit) show(template, title string, model any) error {
	v.template, v.shell.Title, v.model = template, title, model
	return nil
}

// Shell and M are how templates reach what surrounds the page and what it is about.
func (v *visit) Shell() shell { return v.shell }

// M is the model of the page.
func (v *visit) M() any { return v.model }

// shell is the surroundings for this caller.
func (s *Service) shell(v *visit) shell {
	here := *v.Request.URL
	q := here.Query()
	q.Del("lang")
	other := map[string]string{"id": "en", "en": "id"}[string(v.lang)]
	back := here.Path
	if len(q) > 0 {
		back += "?" + q.Encode()
	}
	q.Set("lang", other)
	sh := shell{
		Lang: string(v.lang), Other: other, OtherHref: here.Path + "?" + q.Encode(), Name: s.opt.Name, Known: v.Subject.Known(),
		Samples: s.opt.Demo, Address: v.Request.Host + back, Seen: v.moment(s.now()), Roles: s.rolesInWords(v),
		SignInHref: "/masuk?" + url.Values{"_next": {back}}.Encode(),
	}
	for _, item := range []struct {
		href, word string
		action     policy.Action
	}{
		{"/usulan", "nav.queue", policy.MatchRead},
		{"/rencana", "nav.plans", policy.PlanRead},
		{"/daerah", "nav.regions", policy.PublicRead},
		{"/inovasi", "nav.practices", policy.PublicRead},
		{"/mengapa", "nav.why", policy.WhyNotRead},
	} {
		if policy.CanSomewhere(v.Subject, item.action).Allow {
			within := here.Path == item.href || strings.HasPrefix(here.Path, item.href+"/")
			sh.Nav = append(sh.Nav, navItem{Href: item.href, Text: v.say(item.word), Here: within})
		}
	}
	return sh
}

// rolesInWords says as what the caller is signed in.
func (s *Service) rolesInWords(v *visit) string {
	var roles []string
	for _, g := range v.Subject.Grants {
		scope := g.Scope
		switch g.Role {
		case policy.Hub, policy.Region:
			scope = s.regionName(g.Scope)
		case policy.Innovator:
			scope = s.ownerName(g.Scope)
		}
		roles = append(roles, strings.TrimSpace(v.say("role."+string(g.Role))+" "+scope))
	}
	return strings.Join(roles, ", ")
}

// newKey is a fresh idempotency key for one form: pressing its button twice sends one command.
func newKey() string { return strings.ToLower(rand.Text()) }

// here is the address of the page with its filters, for a form that comes back to it.
func (v *visit) here(fragment string) string {
	u := url.URL{Path: v.Request.URL.Path, RawQuery: v.Request.URL.RawQuery, Fragment: fragment}
	return u.String()
}

func errNoPage() error {
	return fault.NotFoundf("request.address", "There is nothing at this address, or it is not for you to see.")
}
