package web

import (
	"errors"
	"io"
	"net/http"
	"os"
	"time"

	"github.com/labstack/echo/v4"

	"makcomblang.id/pkg/fault"
)

// bound gives every caller a limited time on its connection, also one without a key: to send the body of a request, and to
// take the answer unless it is a stream, which sets its own. It stands before anything reads, so that it also holds for a
// body that nobody reads: the server would wait for it before it answers a refusal.
func (s *Site) bound(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		x, r := of(c), c.Request()
		socket := http.NewResponseController(c.Response().Writer) // a recorder of a test has no deadlines
		_ = socket.SetWriteDeadline(time.Time{})                  // of the answer before, on the same connection
		if r.Body != nil && r.Body != http.NoBody {
			_ = socket.SetReadDeadline(time.Now().Add(s.opt.BodyTimeout))
			r.Body = &boundBody{r.Body, socket}
		}
		if x.route == nil || !x.route.op.Longlived {
			// From the first byte on: a handler may compute for longer than a reader may take.
			c.Response().Before(func() { _ = socket.SetWriteDeadline(time.Now().Add(s.opt.AnswerTimeout)) })
		}
		return next(c)
	}
}

// boundBody takes the deadline away when the body is whole, else it would end the context of a handler that computes for
// long. After a failure it stays: the server must not wait for the rest.
type boundBody struct {
	io.ReadCloser
	socket *http.ResponseController
}

func (b *boundBody) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	if errors.Is(err, io.EOF) {
		_ = b.socket.SetReadDeadline(time.Time{})
	}
	return n, err
}

// errBody says why a body could not be read to its end: it came too slowly or broke off.
func (s *Site) errBody(err error) error {
	if errors.Is(err, os.ErrDeadlineExceeded) {
		return fault.Invalid("body", "request.timeout", "The body came too slowly.", "").
			Allowing(fault.Textf("within %s", s.opt.BodyTimeout)).Because(err)
	}
	return fault.Invalid("body", "body.malformed", "The body ended early.", "a whole body").Because(err)
}
