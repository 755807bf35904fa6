package web

import (
	"encoding/json"
	"errors"
	"maps"
	"math"
	"net/http"
	"strconv"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/labstack/echo/v4"
	"go.uber.org/zap"

	"makcomblang.id/pkg/fault"
	"makcomblang.id/services/internal/refusal"
	"makcomblang.id/services/internal/trace"
)

// Problem is a problem document of RFC 9457. It names fields and what they may hold and never repeats a value.
type Problem struct {
	Type   string         `json:"type" format:"uri" doc:"Identifies the kind of problem." example:"urn:makcomblang:problem:invalid"`
	Title  string         `json:"title" doc:"The kind of problem in words."`
	Status int            `json:"status" doc:"The HTTP status."`
	Detail string         `json:"detail,omitempty" doc:"What is wrong with this request, for a person."`
	Code   string         `json:"code" doc:"Stable code for programs."`
	Errors []FieldProblem `json:"errors,omitempty" doc:"The wrong fields."`

	// Further members of the document, such as decided_by of a stale decision.
	Extra map[string]string `json:"-"`
	_     struct{}          `json:"-" additionalProperties:"true"`

	kind       fault.Kind
	lang       string // that the texts are in
	retryAfter int    // seconds
}

// FieldProblem is one wrong field.
type FieldProblem struct {
	Field   string `json:"field" doc:"JSON path in the body, or name of the parameter."`
	Detail  string `json:"detail" doc:"What is wrong with it."`
	Allowed string `json:"allowed,omitempty" doc:"What it may hold."`
	Code    string `json:"code,omitempty" doc:"Stable code for programs."`
}

// Error makes a Problem travel as an error through huma.
func (p *Problem) Error() string { return p.Detail }

// GetStatus is what huma asks an error for.
func (p *Problem) GetStatus() int { return p.Status }

// ContentType is the media type of problem documents.
func (p *Problem) ContentType(string) string { return "application/problem+json" }

// MarshalJSON writes the further members beside the fixed ones, which they can never replace.
func (p *Problem) MarshalJSON() ([]byte, error) {
	type plain Problem
	fixed, err := json.Marshal((*plain)(p))
	if err != nil || len(p.Extra) == 0 {
		return fixed, err
	}
	all := make(map[string]any, len(p.Extra)+6)
	for k, v := range p.Extra {
		all[k] = v
	}
	var own map[string]any
	if err := json.Unmarshal(fixed, &own); err != nil {
		return nil, err
	}
	maps.Copy(all, own)
	return json.Marshal(all)
}

// statuses maps kinds of error to HTTP, in this one place.
var statuses = map[fault.Kind]int{
	fault.KindInvalid:              http.StatusUnprocessableEntity,
	fault.KindNotFound:             http.StatusNotFound,
	fault.KindConflict:             http.StatusConflict,
	fault.KindForbidden:            http.StatusForbidden,
	fault.KindUnauthorized:         http.StatusUnauthorized,
	fault.KindUnavailable:          http.StatusServiceUnavailable,
	fault.KindStale:                http.StatusPreconditionFailed,
	fault.KindPreconditionRequired: http.StatusPreconditionRequired,
	fault.KindTooLarge:             http.StatusRequestEntityTooLarge,
	fault.KindRateLimited:          http.StatusTooManyRequests,
	fault.KindInternal:             http.StatusInternalServerError,
}

// byCode are the codes of this package that have a status of their own: what could not even be read.
var byCode = map[string]int{
	"request.method":      http.StatusMethodNotAllowed,
	"body.malformed":      http.StatusBadRequest,
	"body.encoding":       http.StatusBadRequest,
	"body.media_type":     http.StatusUnsupportedMediaType,
	"idempotency.missing": http.StatusBadRequest,
	"idempotency.form":    http.StatusBadRequest,
	"request.if_match":    http.StatusBadRequest,
	"request.encoding":    http.StatusBadRequest,
	"request.timeout":     http.StatusRequestTimeout,
}

// problem turns any error into a problem document, and logs what the caller is not told.
func (s *Site) problem(x *exchange, err error) *Problem {
	var p *Problem
	if errors.As(err, &p) {
		return p
	}
	var late *tooLate
	if errors.As(err, &late) {
		p = document(x.language(), []*fault.Error{{
			Kind: fault.KindUnavailable, Code: "request.min_position", RetryAfter: time.Second,
			Message: "The log has not been read that far yet; ask again.",
		}})
		p.Status = http.StatusGatewayTimeout
		p.Extra = map[string]string{"position": strconv.FormatUint(late.position, 10)}
		return p
	}
	all := fault.All(classify(err))
	p = document(x.language(), all)
	s.tell(x, p, all[0], err)
	return p
}

// tell logs an error whose cause the caller is not shown.
func (s *Site) tell(x *exchange, p *Problem, first *fault.Error, err error) {
	if first.Err == nil || (p.Status < 500 && p.kind != fault.KindUnavailable) {
		return
	}
	fields := []zap.Field{zap.String("request_id", x.id), trace.Field(x.request.Context()), zap.Int("status", p.Status), zap.Error(err)}
	var panic *panicked
	if errors.As(err, &panic) {
		fields = append(fields, zap.ByteString("stack", panic.stack))
	}
	if p.kind == fault.KindUnavailable {
		s.opt.Logger.Warn("request refused", fields...)
		return
	}
	s.opt.Logger.Error("request failed", fields...)
}

// classify gives the errors of the libraries below a kind.
func classify(err error) error {
	if _, ok := fault.As(err); ok {
		return err
	}
	var big *http.MaxBytesError
	var he *echo.HTTPError
	switch {
	case errors.As(err, &big):
		e := &fault.Error{Kind: fault.KindTooLarge, Code: "body.too_large", Message: "The body is too large.", Field: "body"}
		return e.Allowing(fault.Textf("at most %d bytes", big.Limit))
	case errors.As(err, &he) && he.Code == http.StatusMethodNotAllowed:
		return &fault.Error{Kind: fault.KindInvalid, Code: "request.method", Message: "This address does not take that method; see Allow."}
	case errors.As(err, &he) && he.Code == http.StatusNotFound:
		return fault.NotFoundf("request.address", "There is nothing at this address.")
	}
	return err
}

// document writes faults as one problem in a language. The first decides the kind.
func document(lang string, all []*fault.Error) *Problem {
	first := all[0]
	kind := first.Kind
	if kind == 0 || statuses[kind] == 0 {
		kind = fault.KindInternal
	}
	says, _ := refusal.Say(lang, first)
	p := &Problem{
		Type:   "urn:makcomblang:problem:" + kind.String(),
		Title:  refusal.Title(lang, kind),
		Status: statuses[kind],
		Detail: or(says, refusal.Lead(lang, kind)),
		Code:   or(first.Code, kind.String()),
		Extra:  first.Detail,
		kind:   kind,
		lang:   lang,
	}
	if status, ok := byCode[p.Code]; ok {
		p.Status = status
	}
	if kind == fault.KindInternal {
		p.Detail, p.Code = refusal.Lead(lang, kind), "internal"
		return p
	}
	if first.RetryAfter > 0 {
		p.retryAfter = int(math.Ceil(first.RetryAfter.Seconds()))
	} else if kind == fault.KindUnavailable {
		p.retryAfter = 5
	}
	for _, e := range all {
		if e.Field != "" {
			says, allowed := refusal.Say(lang, e)
			p.Errors = append(p.Errors, FieldProblem{Field: e.Field, Detail: says, Allowed: allowed, Code: e.Code})
		}
	}
	if len(all) > 1 && len(p.Errors) > 1 {
		p.Detail, p.Code = refusal.Several(lang), "invalid"
	}
	return p
}

// headers sets what belongs to a problem beside its document.
func (p *Problem) headers(h http.Header) {
	if p.retryAfter > 0 {
		h.Set("Retry-After", strconv.Itoa(p.retryAfter))
	}
	if p.Status == http.StatusUnauthorized {
		h.Set("WWW-Authenticate", `Bearer realm="makcomblang"`)
	}
	h.Set("Content-Language", p.lang)
	h.Set("Cache-Control", "no-store")
	h.Del("ETag")
}

// answerError writes an error as a problem document, or as a page to a person. It is echo's error handler, too.
func (s *Site) answerError(err error, c echo.Context) {
	if c.Response().Committed {
		return
	}
	x := of(c)
	var to seeOther
	if errors.As(err, &to) {
		_ = c.Redirect(http.StatusSeeOther, string(to))
		return
	}
	p := s.problem(x, err)
	p.headers(x.header)
	if x.html {
		_ = c.Blob(p.Status, "text/html; charset=utf-8", s.page.render(x, p))
		return
	}
	body, _ := json.Marshal(p) // strings and numbers only
	_ = c.Blob(p.Status, "application/problem+json", body)
}

// transform is where huma's own refusals become ours before they are written.
func (s *Site) transform(ctx huma.Context, _ string, v any) (any, error) {
	x := exchangeOf(ctx.Context())
	if _, ok := v.(seeOther); ok {
		return written(nil), nil
	}
	if m, ok := v.(*huma.ErrorModel); ok {
		v = s.fromHuma(x, m)
	}
	p, ok := v.(*Problem)
	if !ok {
		return v, nil
	}
	p.headers(x.header)
	if x.html {
		ctx.SetHeader("Content-Type", "text/html; charset=utf-8")
		return written(s.page.render(x, p)), nil
	}
	ctx.SetHeader("Content-Type", p.ContentType(""))
	return p, nil
}
