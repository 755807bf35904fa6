package web

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/labstack/echo/v4"

	"makcomblang.id/pkg/fault"
	"makcomblang.id/services/internal/policy"
)

const cookieName = "mak_session"

// guard finds out who calls and refuses before the handler runs. A route that is not in the list of routes gets as far
// as echo's own 404 and 405 and no further.
func (s *Site) guard(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		x, r := of(c), c.Request()
		if x.route == nil {
			if err := s.throttle(x, r); err != nil {
				return err
			}
			return next(c)
		}
		subject, byCookie, err := s.authenticate(r)
		x.subject = subject
		if starting := s.caughtUp(); starting != nil && err != nil && hasKey(r) {
			return starting // the key may be in what is not read yet
		}
		if !subject.Known() && !x.route.exempt {
			if slow := s.throttle(x, r); slow != nil {
				return slow
			}
		}
		if err != nil && hasKey(r) && !x.route.exempt {
			heard, unknown := s.heardOfKeys(r)
			if unknown != nil {
				return unknown // the key may be in what is not read yet
			}
			if heard {
				subject, byCookie, err = s.authenticate(r)
				x.subject = subject
			}
		}
		if err != nil && (!x.route.Public || hasKey(r)) {
			return err
		}
		if unsafeMethod(r.Method) && (byCookie || !hasKey(r)) {
			if cross := s.cross.Check(r); cross != nil {
				return fault.Forbiddenf("request.cross_site", "This form was sent from another site and was not accepted.").Because(cross)
			}
		}
		if !x.route.Public {
			err := policy.CheckSomewhere(subject, x.route.Action)
			if err != nil && subject.Known() {
				heard, unknown := s.heardOfKeys(r)
				if unknown != nil {
					return unknown
				}
				if heard {
					if subject, _, err = s.authenticate(r); err == nil {
						x.subject, err = subject, policy.CheckSomewhere(subject, x.route.Action)
					}
				}
			}
			if err != nil {
				return err
			}
		}
		return next(c)
	}
}

// caughtUp refuses while the log is still being read: who may what is in it.
func (s *Site) caughtUp() error {
	select {
	case <-s.opt.Log.CaughtUp():
		return nil
	default:
		return fault.Unavailable(nil, "The server is still reading its log.").After(2 * time.Second)
	}
}

// heardOfKeys waits, a second at most, for what another process wrote about keys a moment ago, and says whether there was
// anything: a key just issued opens every process, not only the one that issued it. It is an error where that cannot be known,
// so that nobody is told that a good key is none.
func (s *Site) heardOfKeys(r *http.Request) (heard bool, err error) {
	ctx, cancel := context.WithTimeout(r.Context(), time.Second)
	defer cancel()
	return s.opt.Log.Refresh(ctx, "access")
}

// authenticate reads a key from the header or a session from the cookie. A wrong key is an error, and so is none: a
// public route passes over both, except that a wrong key in a header is always told.
func (s *Site) authenticate(r *http.Request) (subject policy.Subject, byCookie bool, err error) {
	now := s.opt.Now()
	if key, ok := presentedKey(r); ok {
		subject, err = s.opt.Directory.ByKey(key, now)
		return subject, false, err
	}
	cookie, err := r.Cookie(cookieName)
	if err != nil {
		return policy.Subject{}, false, policy.CheckSomewhere(policy.Subject{}, "")
	}
	id, err := s.sessions.Open(cookie.Value, now)
	if err != nil {
		return policy.Subject{}, true, err
	}
	subject, err = s.opt.Directory.ByID(id, now)
	return subject, true, err
}

func presentedKey(r *http.Request) (string, bool) {
	if auth := r.Header.Get("Authorization"); auth != "" {
		scheme, key, _ := strings.Cut(auth, " ")
		if !strings.EqualFold(scheme, "Bearer") {
			return "", true
		}
		return strings.TrimSpace(key), true
	}
	key := r.Header.Get("X-API-Key")
	return key, key != ""
}

func hasKey(r *http.Request) bool {
	_, ok := presentedKey(r)
	return ok
}

// follow keeps reads and commands in step with the log: a read waits for the position it names, a command is refused
// while the log takes none.
func (s *Site) follow(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		x := of(c)
		if x.route == nil {
			return next(c)
		}
		if err := checkAddress(c.Request().URL); err != nil {
			return err
		}
		if x.route.command {
			if err := s.writable(); err != nil {
				return err
			}
		}
		if x.query.Has(minPosition) {
			if err := s.await(c, x); err != nil {
				return err
			}
		}
		return next(c)
	}
}

const minPosition = "min_position"

// longestAddress bounds what a page or a query has to look through: in bytes, and more than the longest form of ours makes.
const longestAddress = 64 << 10

// checkAddress refuses a path or query that is too long, or does not decode to text.
func checkAddress(u *url.URL) error {
	if len(u.EscapedPath())+len(u.RawQuery) > longestAddress {
		return fault.Invalid("address", "request.address_long", "The address is too long.", "").Allowing(fault.Textf("at most %d bytes", longestAddress))
	}
	query, err := url.QueryUnescape(u.RawQuery)
	if err != nil || strings.Contains(u.RawQuery, ";") || !utf8.ValidString(query) || !utf8.ValidString(u.Path) {
		return fault.Invalid("address", "request.encoding", "The address does not decode to text.", "UTF-8, percent-encoded")
	}
	return nil
}

func (s *Site) writable() error {
	if h := s.opt.Log.Health(); !h.Writes {
		return fault.Unavailable(errors.New(h.Reason), "").With("reason", h.Reason).After(30 * time.Second).
			Saying(fault.Textf("Changes are not taken now: %s", fault.Note(h.Reason)))
	}
	return s.caughtUp()
}

// await waits for ?min_position=N, and takes it out of the query so that handlers do not see it.
func (s *Site) await(c echo.Context, x *exchange) error {
	seq, err := strconv.ParseUint(x.query.Get(minPosition), 10, 64)
	if err != nil {
		return fault.Invalid(minPosition, "request.min_position", "This is not a position of the log.", "the number from X-Log-Position")
	}
	x.query.Del(minPosition)
	r := c.Request()
	u := *r.URL
	u.RawQuery = x.query.Encode()
	r.URL = &u
	ctx, cancel := context.WithTimeout(r.Context(), s.opt.PositionWait)
	defer cancel()
	if s.opt.Log.Wait(ctx, seq) != nil && s.opt.Log.Position() < seq {
		return &tooLate{position: s.opt.Log.Position()}
	}
	s.tellPosition(x.header)
	return nil
}

// tooLate is the refusal to wait longer for a position: the only 504.
type tooLate struct{ position uint64 }

func (e *tooLate) Error() string { return "position not reached" }

// redirect is where a form goes after success: where it asked to go, if that is a place of ours, else the fallback.
func (x *exchange) redirect(fallback string) string {
	if localPath(x.next) {
		return x.next
	}
	return or(fallback, "/")
}

// localPath says whether a browser stays on this site when it is sent there. Backslashes and control characters are
// refused since browsers read them as slashes or skip them.
func localPath(p string) bool {
	if !strings.HasPrefix(p, "/") || strings.HasPrefix(p, "//") || strings.ContainsFunc(p, func(r rune) bool {
		return r == '\\' || r < ' ' || r == 0x7f
	}) {
		return false
	}
	u, err := url.Parse(p)
	return err == nil && u.Host == "" && u.Scheme == ""
}
