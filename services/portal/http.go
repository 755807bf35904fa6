package portal

import (
	"embed"
	"fmt"
	"io/fs"
	"net/http"
	"strings"

	"makcomblang.id/services/internal/policy"
	"makcomblang.id/services/internal/web"
)

//go:embed ui/static
var static embed.FS

// StylesheetPath is the address of the styles that never changes, for the problem pages of the site (web.Options.Stylesheet).
const StylesheetPath = "/gaya.css"

// iconPath is where browsers look for the sign of a page that names none: problem pages, and those of other roles.
const iconPath = "/favicon.ico"

// Routes registers the pages and the static files. What a form is answered, the service that takes it says.
func (s *Service) Routes(site *web.Site) {
	s.site = site
	tree, err := fs.Sub(static, "ui/static")
	if err == nil {
		s.assets, err = site.Static(tree)
	}
	if err != nil {
		panic(fmt.Sprintf("portal: the program's own files: %v", err)) // they are part of the program
	}
	page := func(path string, action policy.Action, show func(*visit) error) {
		web.Page(site, path, action, func(r *web.PageRequest) (*web.Rendered, error) { return s.answer(r, show) })
	}
	page("/", policy.PublicRead, s.front)
	page("/masuk", policy.PublicRead, s.signIn)
	page("/usulan", policy.MatchRead, s.queue)
	page("/usulan/{id}", policy.MatchRead, s.proposal)
	page("/daerah", policy.PublicRead, s.regions)
	page("/daerah/{code}", policy.PublicRead, s.region)
	page("/inovasi", policy.PublicRead, s.practices)
	page("/inovasi/{id}", policy.PublicRead, s.practice)
	page("/rencana", policy.PlanRead, s.plans)
	page(comparePath, policy.PlanCompute, s.compare)
	page("/rencana/{id}", policy.PlanRead, s.plan)
	page("/rencana/{id}/penjelasan", policy.PlanRead, s.explain)
	page("/mengapa", policy.WhyNotRead, s.whyNot)
	web.Page(site, StylesheetPath, policy.PublicRead, func(*web.PageRequest) (*web.Rendered, error) { return stylesheet(tree) })
	web.Page(site, iconPath, policy.PublicRead, func(*web.PageRequest) (*web.Rendered, error) { return icon(tree) })
}

// stylesheet is tokens and styles in one file under a fixed address.
func stylesheet(tree fs.FS) (*web.Rendered, error) {
	var all strings.Builder
	for _, name := range []string{"tokens.css", "app.css"} {
		b, err := fs.ReadFile(tree, name)
		if err != nil {
			return nil, fmt.Errorf("portal: read %s: %w", name, err)
		}
		all.Write(b)
	}
	return fixed("text/css; charset=utf-8", []byte(all.String())), nil
}

// icon is the sign of the site. Browsers go by its type, not by the end of the address.
func icon(tree fs.FS) (*web.Rendered, error) {
	b, err := fs.ReadFile(tree, "mark.svg")
	if err != nil {
		return nil, fmt.Errorf("portal: read mark.svg: %w", err)
	}
	return fixed("image/svg+xml", b), nil
}

// fixed is a file under an address that never changes, so that browsers ask for it again after an hour.
func fixed(kind string, body []byte) *web.Rendered {
	return &web.Rendered{ContentType: kind, Body: body, Header: http.Header{"Cache-Control": {"public, max-age=3600"}}}
}
