package web

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"runtime/debug"
	"strings"
	"time"

	"github.com/labstack/echo/v4"
	"go.uber.org/zap"

	"makcomblang.id/services/internal/trace"
)

const requestIDHeader = "X-Request-Id"

// begin runs before routing and gives the request an id and an exchange.
func (s *Site) begin(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		r := c.Request()
		x := &exchange{site: s, id: requestID(r), header: c.Response().Header(), html: wantsPage(r)}
		x.query = r.URL.Query()
		x.head = r.Context().Value(headKey{}) != nil
		r = r.WithContext(context.WithValue(r.Context(), exchangeKey{}, x))
		x.request = r
		x.header.Set(requestIDHeader, x.id)
		c.SetRequest(r)
		return next(c)
	}
}

// requestID takes a caller's id if it is a plain short one, else makes one.
func requestID(r *http.Request) string {
	id := r.Header.Get(requestIDHeader)
	if len(id) >= 8 && len(id) <= 64 && strings.IndexFunc(id, func(c rune) bool {
		return (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && (c < '0' || c > '9') && c != '-' && c != '_'
	}) < 0 {
		return id
	}
	var b [12]byte
	_, _ = rand.Read(b[:]) // never fails (crypto/rand)
	return hex.EncodeToString(b[:])
}

// observe finds the route, answers errors, and then writes the one log line and the metrics of the request: the route's
// template, never its values, query or body.
func (s *Site) observe(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		start := time.Now()
		x := of(c)
		x.route = s.routes[c.Request().Method+" "+c.Path()]
		if x.route != nil && x.route.page {
			x.html = true
		}
		if err := next(c); err != nil {
			s.answerError(err, c)
		}
		path, method := "unmatched", "OTHER"
		if x.route != nil {
			path, method = x.route.Path, x.route.Method
		}
		took := time.Since(start)
		trace.Route(c.Request().Context(), method, path)
		status := c.Response().Status
		s.metrics.observe(method, path, status, took, x.route != nil && x.route.op.Longlived)
		s.opt.Logger.Info("request",
			zap.String("method", method),
			zap.String("route", path),
			zap.Int("status", status),
			zap.Float64("ms", float64(took.Microseconds())/1000),
			zap.String("actor", x.subject.Actor),
			zap.String("request_id", x.id),
			trace.Field(c.Request().Context()),
		)
		return nil
	}
}

// recoverPanic turns a panic into an answer and one log line with the stack; the caller learns nothing of it. A handler
// that wants to cut the connection (http.ErrAbortHandler) may.
func (s *Site) recoverPanic(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) (err error) {
		defer func() {
			p := recover()
			if p == nil {
				return
			}
			cause, ok := p.(error)
			if ok && errors.Is(cause, http.ErrAbortHandler) {
				panic(p)
			}
			if !ok {
				cause = fmt.Errorf("%v", p)
			}
			err = &panicked{cause: cause, stack: debug.Stack()}
		}()
		return next(c)
	}
}

// panicked is the error of a request whose handler panicked.
type panicked struct {
	cause error
	stack []byte
}

func (p *panicked) Error() string { return "panic: " + p.cause.Error() }

// wantsPage says whether a person's browser asks: it prefers HTML to JSON.
func wantsPage(r *http.Request) bool {
	for part := range strings.SplitSeq(r.Header.Get("Accept"), ",") {
		kind, _, _ := strings.Cut(part, ";")
		switch strings.TrimSpace(kind) {
		case "text/html", "application/xhtml+xml":
			return true
		case "application/json", "application/problem+json", "*/*":
			return false
		}
	}
	return false
}
