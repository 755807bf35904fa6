package web

import (
	"context"
	"net/http"
	"net/url"

	"github.com/labstack/echo/v4"

	"makcomblang.id/services/internal/policy"
)

// exchange is what the middleware learns about one request and the handlers' wrappers need.
type exchange struct {
	site    *Site
	id      string // request id
	route   *Route // nil for a path or method that is not ours
	subject policy.Subject
	request *http.Request
	header  http.Header // of the answer
	html    bool        // problems are shown to a person
	form    bool        // the body was a form: success is a redirect
	next    string      // where the form wants to go
	key     string      // Idempotency-Key
	match   *uint64     // If-Match
	hash    string      // of the body
	head    bool        // only the header is wanted
	query   url.Values  // as sent, without what the middleware took
}

type exchangeKey struct{}

// headKey marks a GET that came as a HEAD.
type headKey struct{}

// exchangeOf returns the exchange that begin put into the context of the request.
func exchangeOf(ctx context.Context) *exchange {
	x, _ := ctx.Value(exchangeKey{}).(*exchange)
	return x
}

func of(c echo.Context) *exchange { return exchangeOf(c.Request().Context()) }
