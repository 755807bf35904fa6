package web

import (
	"bytes"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"reflect"
	"strconv"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humaecho"

	"makcomblang.id/pkg/event"
	"makcomblang.id/pkg/fault"
)

const bodyLimit = 1 << 20

func maxBody(op Op) int64 { return or(op.MaxBody, bodyLimit) }

// readBody reads the body of a command before huma does: a form or JSON, checked strictly against the schema, handed on
// as canonical JSON, so that both forms give the handler the same input and the same hash.
func (s *Site) readBody(op Op, in *shape) func(huma.Context, func(huma.Context)) {
	return func(ctx huma.Context, next func(huma.Context)) {
		c := humaecho.Unwrap(ctx)
		x, r := of(c), c.Request()
		body, err := x.takeBody(op, in, http.MaxBytesReader(c.Response(), r.Body, maxBody(op)))
		if err != nil {
			s.answerError(err, c)
			return
		}
		next(&jsonContext{outer: ctx, body: body})
	}
}

// jsonContext shows huma the canonical body.
type jsonContext struct {
	outer
	body []byte
}

// outer is an alias, since a field called Context would hide the method of that name.
type outer = huma.Context

func (c *jsonContext) Unwrap() huma.Context            { return c.outer }
func (c *jsonContext) BodyReader() io.Reader           { return bytes.NewReader(c.body) }
func (c *jsonContext) SetReadDeadline(time.Time) error { return nil }

func (c *jsonContext) Header(name string) string {
	if strings.EqualFold(name, "Content-Type") {
		return "application/json"
	}
	return c.outer.Header(name)
}

func (x *exchange) takeBody(op Op, in *shape, body io.Reader) ([]byte, error) {
	raw, err := io.ReadAll(body)
	switch {
	case err != nil && !isTooLarge(err):
		return nil, x.site.errBody(err)
	case err != nil:
		return nil, err
	}
	value, err := x.parseBody(in, raw)
	if err != nil {
		return nil, err
	}
	if err := x.takeHeaders(op); err != nil {
		return nil, err
	}
	if err := in.check(value); err != nil {
		return nil, err
	}
	canonical, err := json.Marshal(value)
	if err != nil {
		return nil, fault.Invalid("body", "body.malformed", "The body cannot be read.", "a JSON object").Because(err)
	}
	if !in.hasBody() {
		canonical = nil
	}
	x.hash = event.RequestHash([]byte(x.query.Encode() + "\n" + string(canonical)))
	return canonical, nil
}

func isTooLarge(err error) bool {
	var big *http.MaxBytesError
	return errors.As(err, &big)
}

func (x *exchange) parseBody(in *shape, raw []byte) (any, error) {
	header := x.request.Header.Get("Content-Type")
	kind, params, err := mime.ParseMediaType(header)
	charset := strings.ToLower(params["charset"])
	switch {
	case header == "" && len(raw) == 0:
		return map[string]any{}, nil
	case err != nil, charset != "" && charset != "utf-8":
		return nil, errMediaType()
	case kind == "application/x-www-form-urlencoded":
		return x.parseForm(in, raw)
	case kind == "application/json":
		if len(bytes.TrimSpace(raw)) == 0 && !in.needsBody() {
			return map[string]any{}, nil
		}
		return parseJSON(raw)
	}
	return nil, errMediaType()
}

func errMediaType() error {
	return fault.Invalid("Content-Type", "body.media_type", "A body of this type is not read.",
		"application/json or application/x-www-form-urlencoded, in UTF-8")
}

// takeHeaders reads the idempotency key and the expected version, unless a form brought them.
func (x *exchange) takeHeaders(op Op) error {
	h := x.request.Header
	x.key = or(x.key, h.Get("Idempotency-Key"))
	switch {
	case x.key == "" && op.Method == http.MethodPost && !op.NoKey:
		return fault.Invalid("Idempotency-Key", "idempotency.missing", "The header Idempotency-Key is missing.",
			"a text of your choice, the same when you repeat the request")
	case x.key == "":
		// PUT and the like are idempotent by themselves; the log still wants a key for the fact's id.
		x.key = randomKey()
	case len(x.key) > 200 || strings.ContainsFunc(x.key, func(r rune) bool { return r < '!' || r > '~' }):
		return fault.Invalid("Idempotency-Key", "idempotency.form", "The idempotency key has the wrong form.",
			"1 to 200 visible ASCII characters")
	}
	if m := h.Get("If-Match"); m != "" && x.match == nil {
		version, ok := strings.CutPrefix(m, `"`)
		version, ok2 := strings.CutSuffix(version, `"`)
		if err := x.takeVersion(version); err != nil || !ok || !ok2 {
			return errIfMatch()
		}
	}
	if op.NeedsMatch && x.match == nil {
		return &fault.Error{
			Kind: fault.KindPreconditionRequired, Code: "request.if_match_missing", Field: "If-Match",
			Message: "Say which version you decide on.", Allowed: `the ETag of what you read, such as "3"`,
		}
	}
	return nil
}

func (x *exchange) takeVersion(s string) error {
	n, err := strconv.ParseUint(s, 10, 64)
	if err != nil {
		return errIfMatch()
	}
	x.match = &n
	return nil
}

func errIfMatch() error {
	return fault.Invalid("If-Match", "request.if_match", "This is not a version.", `the ETag of what you read, such as "3"`)
}

func randomKey() string {
	var b [16]byte
	_, _ = rand.Read(b[:])
	return hex.EncodeToString(b[:])
}

// bodyShape finds the Body field of an input type. Its schema is filled in by huma when the operation is registered.
func bodyShape[I any](described *huma.Operation) *shape {
	f, ok := reflect.TypeFor[I]().FieldByName("Body")
	if !ok {
		return &shape{}
	}
	describable(f.Type)
	described.RequestBody = &huma.RequestBody{}
	return &shape{typ: f.Type, request: described.RequestBody}
}
