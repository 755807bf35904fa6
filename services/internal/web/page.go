package web

import (
	"context"
	"maps"
	"net/http"
	"net/url"

	"github.com/labstack/echo/v4"

	"makcomblang.id/services/internal/policy"
)

// PageRequest is a request for a page.
type PageRequest struct {
	Caller
	Request *http.Request
	Query   url.Values
	Param   func(name string) string
}

// Context is the context of the request.
func (r *PageRequest) Context() context.Context { return r.Request.Context() }

// Rendered is a page that was rendered in full before a byte of it is written.
type Rendered struct {
	Status      int    // default 200
	ContentType string // default text/html; charset=utf-8
	Body        []byte
	Header      http.Header // further headers
}

// Page registers a page for people at a path with parameters as {name}. It needs a key unless the policy is open for the
// action. Problems of it are pages.
func Page(s *Site, path string, action policy.Action, h func(*PageRequest) (*Rendered, error)) {
	s.add(Route{Method: http.MethodGet, Path: path, Action: action, Public: policy.Open(action), page: true})
	s.echo.GET(echoPath(path), func(c echo.Context) error {
		x := of(c)
		page, err := h(&PageRequest{Caller: x.caller(), Request: c.Request(), Query: x.query, Param: c.Param})
		if err != nil {
			return err
		}
		maps.Copy(x.header, page.Header)
		return c.Blob(or(page.Status, http.StatusOK), or(page.ContentType, "text/html; charset=utf-8"), page.Body)
	})
}

// DescribePage puts a page that programs read, such as a feed, into the description of the API. Its path is the address on
// the site, which the description says beside it; [Page] registers it.
func DescribePage(s *Site, op Op) {
	op.Method, op.Public, op.Raw.root = http.MethodGet, policy.Open(op.Action), true
	s.describeRaw(op)
}

// Raw registers an operation that writes its answer itself: a stream, a feed, an export, an import. Path parameters are
// in r.PathValue. An error before the first byte becomes a problem document.
func Raw(s *Site, op Op, h func(ctx context.Context, who Caller, w http.ResponseWriter, r *http.Request) error) {
	command := unsafeMethod(op.Method) && !op.NoKey
	s.addOp(op, command)
	s.describeRaw(op)
	s.echo.Add(op.Method, prefix+echoPath(op.Path), func(c echo.Context) error {
		x, r := of(c), c.Request()
		for _, name := range c.ParamNames() {
			r.SetPathValue(name, c.Param(name))
		}
		if unsafeMethod(op.Method) {
			if err := x.takeHeaders(op); err != nil {
				return err
			}
			r.Body = http.MaxBytesReader(c.Response(), r.Body, maxBody(op))
		}
		return h(r.Context(), x.caller(), c.Response(), r)
	})
}

// or is the value, or the default for a zero one.
func or[T comparable](value, def T) T {
	var zero T
	if value == zero {
		return def
	}
	return value
}
