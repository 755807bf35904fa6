package web

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"
	"github.com/labstack/echo/v4/middleware"
)

const (
	positionHeader = "X-Log-Position"
	// csp lets a page use its own styles, scripts, images and forms, and nothing of anybody else.
	csp = "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; " +
		"frame-ancestors 'none'; script-src 'self'; connect-src 'self'"
	// Any address can refuse, and a refusal is a page or a document in one of two languages.
	vary = "Accept, Accept-Language, Authorization, Cookie"
)

// headers sets what every answer carries, unless the handler set another value.
func (s *Site) headers(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		h := c.Response().Header()
		h.Set("Content-Security-Policy", csp)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
		h.Set("Cache-Control", "no-store")
		h.Set("Vary", vary)
		if s.secure(c.Request()) {
			h.Set("Strict-Transport-Security", "max-age=31536000")
		}
		if health := s.opt.Log.Health(); !health.Writes {
			h.Set("Warning", `199 - "`+plainText(health.Reason)+`"`)
		}
		s.tellPosition(h)
		return next(c)
	}
}

// tellPosition says how far the log was folded before the answer was made up: what is shown is at least that new.
func (s *Site) tellPosition(h http.Header) {
	h.Set(positionHeader, strconv.FormatUint(s.opt.Log.Position(), 10))
}

// compress compresses what is written at once. Static files are compressed beforehand, streams must not wait, and the answer
// to a command is shorter than what it costs to make a compressor ready.
func (s *Site) compress() echo.MiddlewareFunc {
	return middleware.GzipWithConfig(middleware.GzipConfig{
		MinLength: 1024,
		Skipper: func(c echo.Context) bool {
			route := of(c).route
			return route == nil || route.op.Longlived || route.command || strings.HasPrefix(route.Path, staticPrefix)
		},
	})
}

// plainText keeps what can stand in a quoted string of a header.
func plainText(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r > '~' || r == '"' || r == '\\' {
			return ' '
		}
		return r
	}, s)
}

// secure says whether the caller came by TLS, here or at a proxy that we trust.
func (s *Site) secure(r *http.Request) bool {
	if r.TLS != nil {
		return true
	}
	return s.fromProxy(r) && strings.EqualFold(r.Header.Get("X-Forwarded-Proto"), "https")
}
