package web

import (
	"errors"
	"net/http"
	"os"

	"github.com/labstack/echo/v4"

	"makcomblang.id/pkg/fault"
	"makcomblang.id/services/internal/policy"
)

// Where a page's forms begin and end a session. A session is a cookie and no fact, so these need no idempotency key.
const (
	SessionPath    = prefix + "/session"     // POST: key, _next
	SessionEndPath = prefix + "/session/end" // POST: _next
)

// mountSessions lets a browser exchange a key for a cookie: the key itself is then never stored in the browser.
func (s *Site) mountSessions() {
	s.session(SessionPath, s.signIn)
	s.session(SessionEndPath, s.signOut)
}

func (s *Site) session(path string, h func(c echo.Context, x *exchange) error) {
	s.add(Route{Method: http.MethodPost, Path: path, Action: policy.PublicRead, Public: true})
	s.echo.POST(path, func(c echo.Context) error {
		x, r := of(c), c.Request()
		r.Body = http.MaxBytesReader(c.Response(), r.Body, 8<<10)
		if err := r.ParseForm(); errors.Is(err, os.ErrDeadlineExceeded) {
			return s.errBody(err)
		} else if err != nil {
			return fault.Invalid("body", "body.malformed", "The form cannot be read.", "application/x-www-form-urlencoded").Because(err)
		}
		x.form, x.next = true, r.PostForm.Get(formNext)
		if x.next != "" && !localPath(x.next) {
			return fault.Invalid(formNext, "request.next", "A form leads only to a place on this site.", "a path such as /usulan")
		}
		return h(c, x)
	})
}

func (s *Site) signIn(c echo.Context, x *exchange) error {
	now := s.opt.Now()
	subject, err := s.opt.Directory.ByKey(c.Request().PostForm.Get("key"), now)
	if err != nil {
		heard, unknown := s.heardOfKeys(c.Request())
		if unknown != nil {
			return unknown
		}
		if heard {
			subject, err = s.opt.Directory.ByKey(c.Request().PostForm.Get("key"), now)
		}
	}
	if err != nil {
		return err
	}
	x.subject = subject
	value, _ := s.sessions.Issue(subject.KeyID, now)
	s.setCookie(c, value, int(s.opt.SessionLength.Seconds()))
	return c.Redirect(http.StatusSeeOther, x.redirect("/"))
}

func (s *Site) signOut(c echo.Context, x *exchange) error {
	s.setCookie(c, "", -1)
	return c.Redirect(http.StatusSeeOther, x.redirect("/"))
}

// setCookie sets the session's cookie. Its length is relative (Max-Age), so that a browser's clock does not matter; the
// end that counts is the signed one.
func (s *Site) setCookie(c echo.Context, value string, maxAge int) {
	http.SetCookie(c.Response(), &http.Cookie{
		Name: cookieName, Value: value, Path: "/", MaxAge: maxAge,
		HttpOnly: true, SameSite: http.SameSiteStrictMode, Secure: s.secure(c.Request()),
	})
}
