package subscriptions

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"time"

	"code.dny.dev/ssrf"

	"makcomblang.id/pkg/webhook"
	"makcomblang.id/services/internal/trace"
	"makcomblang.id/services/subscriptions/endpoint"
)

const (
	maxAnswer   = 2 << 10  // bytes of an answer that are kept
	maxDrain    = 64 << 10 // bytes that are read so that the connection can be used again
	contentType = "application/cloudevents+json"
	userAgent   = "Makcomblang-Webhooks/1"
)

// result is what one attempt came to.
type result struct {
	endpoint.Answer
	At    time.Time
	Took  time.Duration
	Body  string // of the answer, cut
	Error string // a word for why there was no answer; never an inner address
	Ours  bool   // it was not the receiver's fault

	Bytes  int      // of the document
	Signed string   // kinds of signature that were sent; empty: nothing was sent
	Own    []string // names of the holder's headers that were sent
	Head   []string // headers of the answer, cut
}

// send posts one signed document to an endpoint, once.
func (s *Service) send(ctx context.Context, id string, st endpoint.State, webhookID string, doc []byte) (r result) {
	r.At, r.Bytes = s.opt.Wall(), len(doc)
	start := time.Now()
	defer func() { r.Took = time.Since(start) }()
	ctx, cancel := context.WithTimeout(ctx, s.opt.Timeout)
	defer cancel()
	carried, err := s.secrets.of(ctx, id, st.Rotated)
	var signature string
	if err == nil {
		signature, err = s.secrets.sign(carried, webhookID, r.At, doc)
	}
	if err != nil {
		r.Error = "the secret cannot be read"
		return r
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, st.URL, bytes.NewReader(doc))
	if err != nil {
		r.Error = "the address cannot be used"
		return r
	}
	for name, value := range carried.headers {
		req.Header.Set(name, value)
		r.Own = append(r.Own, name)
	}
	req.Header.Set("Content-Type", contentType)
	req.Header.Set("User-Agent", userAgent)
	webhook.SetHeaders(req.Header, webhookID, r.At, signature)
	if parent := trace.Parent(ctx); parent != "" {
		req.Header.Set(trace.Header, parent)
	}
	// A delivery may come twice, so one that met a connection which the place had closed meanwhile goes out again at once.
	// The empty list tells the client so and is not sent.
	req.Header["X-Idempotency-Key"] = []string{}
	client := s.clients.public
	if st.Local {
		client = s.clients.loopback
	}
	if client == nil {
		r.Error = "blocked: addresses of this machine are not allowed"
		return r
	}
	r.Signed = maskSignature(signature)
	res, err := client.Do(req)
	if err != nil {
		r.Error, r.TimedOut = reason(err)
		r.Ours = errors.Is(err, errProxyAway)
		return r
	}
	defer res.Body.Close()
	r.Status, r.RetryAfter = res.StatusCode, res.Header.Get("Retry-After")
	r.Head = headersOfAnswer(res.Header)
	r.Body = readAnswer(res.Body)
	return r
}

// readAnswer keeps the beginning of an answer as text. An answer that breaks off is as good as one that ends.
func readAnswer(body io.Reader) string {
	kept, _ := io.ReadAll(io.LimitReader(body, maxAnswer))
	_, _ = io.CopyN(io.Discard, body, maxDrain)
	return strings.ToValidUTF8(strings.ReplaceAll(string(kept), "\x00", ""), "\uFFFD")
}

// reason says in a word why there was no answer. The error's own text may name addresses of an inner network, which
// the holder of an endpoint must not learn.
func reason(err error) (word string, timedOut bool) {
	var slow interface{ Timeout() bool }
	switch {
	case errors.Is(err, ssrf.ErrProhibitedIP), errors.Is(err, ssrf.ErrProhibitedPort), errors.Is(err, ssrf.ErrProhibitedNetwork):
		return "blocked: the name does not lead to the public internet", false
	case errors.Is(err, errProxyAway):
		return "the proxy of this server cannot be used; this does not count against the endpoint", false
	case errors.Is(err, errProxyRefused):
		return "blocked: the proxy does not let it through", false
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &slow) && slow.Timeout():
		return "timeout", true
	case errors.Is(err, context.Canceled):
		return "broken off by a stop of this server", false
	case strings.Contains(err.Error(), "no such host"):
		return "the name is not known", false
	case errors.Is(err, http.ErrSchemeMismatch), strings.Contains(err.Error(), "tls:"), strings.Contains(err.Error(), "x509:"), strings.Contains(err.Error(), "certificate"):
		return "TLS: the certificate or protocol is not acceptable", false
	}
	return "no connection", false
}
