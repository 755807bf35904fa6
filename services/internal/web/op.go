package web

import (
	"context"
	"net/http"
	"net/url"
	"reflect"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"makcomblang.id/services/internal/eventlog"
)

// Done is a command's success.
type Done struct {
	Receipt  eventlog.Receipt
	Location string // of a new thing, below /api/v1
	Result   any    // what else the caller wants to know at once
}

// Answer is the body of every successful command.
type Answer struct {
	ID       string `json:"id" doc:"Id of what the command was about."`
	Version  uint64 `json:"version" doc:"Its version after the command; send it as If-Match."`
	Position uint64 `json:"position" doc:"Position of the log at which reads show it; send it as min_position."`
	Result   any    `json:"result,omitempty" doc:"What the command computed."`
}

// Query registers a read. O is the body of the answer.
func Query[I, O any](s *Site, op Op, h func(ctx context.Context, who Caller, in *I) (*O, error)) {
	type reply struct{ Body *O }
	s.addOp(op, false)
	describable(reflect.TypeFor[O]())
	described := s.describe(op, false)
	huma.Register(s.api, described, func(ctx context.Context, in *I) (*reply, error) {
		x := exchangeOf(ctx)
		out, err := h(ctx, x.caller(), in)
		if err != nil {
			return nil, s.problem(x, err)
		}
		x.link(out)
		return &reply{out}, nil
	})
}

// Ask registers a question whose terms come in a body: a POST that changes no fact, needs no Idempotency-Key and is answered
// while the log takes no facts. I is as for Command, O the body of the answer.
func Ask[I, O any](s *Site, op Op, h func(ctx context.Context, who Caller, in *I) (*O, error)) {
	type reply struct{ Body *O }
	op.NoKey, op.Status = true, http.StatusOK
	s.addOp(op, false)
	described := s.describe(op, false)
	in := bodyShape[I](&described)
	in.registry = s.api.OpenAPI().Components.Schemas
	described.Middlewares = huma.Middlewares{s.readBody(op, in)}
	defer in.described()
	huma.Register(s.api, described, func(ctx context.Context, in *I) (*reply, error) {
		x := exchangeOf(ctx)
		out, err := h(ctx, x.caller(), in)
		if err != nil {
			return nil, s.problem(x, err)
		}
		return &reply{out}, nil
	})
}

// Command registers a change. The input is huma's: path and query parameters by tag, and a Body struct, which a form is
// read into as well.
func Command[I any](s *Site, op Op, h func(ctx context.Context, who Caller, in *I) (*Done, error)) {
	type reply struct {
		Status int
		Body   Answer
	}
	s.addOp(op, true)
	described := s.describe(op, true)
	in := bodyShape[I](&described)
	in.registry = s.api.OpenAPI().Components.Schemas
	described.Middlewares = huma.Middlewares{s.readBody(op, in)}
	defer s.describeResult(op)
	defer in.described()
	huma.Register(s.api, described, func(ctx context.Context, in *I) (*reply, error) {
		x := exchangeOf(ctx)
		done, err := h(ctx, x.caller(), in)
		if err != nil {
			return nil, s.problem(x, err)
		}
		status, err := x.succeed(op, done)
		if err != nil {
			return nil, err
		}
		r := done.Receipt
		return &reply{status, Answer{r.ID, r.Version, x.positionAfter(r), done.Result}}, nil
	})
}

// succeed writes the headers of a command's success and picks its status; for a form it is a redirect.
func (x *exchange) succeed(op Op, done *Done) (int, error) {
	r := done.Receipt
	if r.Version > 0 {
		x.header.Set("ETag", etag(r.Version))
	}
	x.header.Set(positionHeader, strconv.FormatUint(x.positionAfter(r), 10))
	if r.FactID != "" {
		x.header.Set("X-Fact-ID", r.FactID)
	}
	if r.Repeated {
		x.header.Set("Idempotency-Replayed", "true")
	}
	location := done.Location
	if location != "" && !strings.HasPrefix(location, prefix+"/") {
		location = prefix + location
	}
	if x.form {
		return 0, seeOther(after(x.redirect(location), x.positionAfter(r)))
	}
	if location != "" {
		x.header.Set("Location", location)
	}
	switch {
	case op.Status != 0:
		return op.Status, nil
	case location != "" && op.Method == http.MethodPost:
		return http.StatusCreated, nil
	}
	return http.StatusOK, nil
}

// after adds the position that the next page must have reached, so that a form's sender sees what it did also where
// another process answers the page.
func after(path string, position uint64) string {
	u, err := url.Parse(path)
	if err != nil {
		return path
	}
	q := u.Query()
	q.Set("min_position", strconv.FormatUint(position, 10))
	u.RawQuery = q.Encode()
	return u.String()
}

// positionAfter is where a reader sees what the command did; a command that appended nothing is seen already.
func (x *exchange) positionAfter(r eventlog.Receipt) uint64 {
	if r.Seq > 0 {
		return r.Seq
	}
	return x.site.opt.Log.Position()
}

func etag(version uint64) string { return `"` + strconv.FormatUint(version, 10) + `"` }

// seeOther is a redirect that travels as an error, since huma's success has one schema.
type seeOther string

func (l seeOther) Error() string  { return "see other" }
func (l seeOther) GetStatus() int { return http.StatusSeeOther }

// GetHeaders gives the place to go to.
func (l seeOther) GetHeaders() http.Header { return http.Header{"Location": {string(l)}} }
