// Package client speaks to a running server over HTTP, as every command but serve does.
package client

import (
	"bytes"
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"strings"
	"syscall"
	"time"

	"makcomblang.id/pkg/fault"
)

// Client calls one server with one key.
type Client struct {
	base string
	key  string
	http *http.Client
}

// New returns a client for the server at base (http://host:port) that acts with key; an empty key is the public.
func New(base, key string) *Client {
	return &Client{
		base: strings.TrimSuffix(base, "/"), key: key,
		http: &http.Client{Timeout: 60 * time.Second, Transport: &http.Transport{MaxIdleConnsPerHost: 32}},
	}
}

// ReadKey reads a key file; a file that others may read is refused, as ssh does.
func ReadKey(path string) (string, error) {
	info, err := os.Stat(path)
	if err != nil {
		return "", fmt.Errorf("the key file cannot be read: %w", err)
	}
	if info.Mode().Perm()&0o077 != 0 {
		return "", fmt.Errorf("the key file %s can be read by others; run: chmod 600 %s", path, path)
	}
	doc, err := os.ReadFile(path)
	if err != nil {
		return "", fmt.Errorf("the key file cannot be read: %w", err)
	}
	return strings.TrimSpace(string(doc)), nil
}

// Problem is a refusal of the server as an RFC 9457 document.
type Problem struct {
	Title  string `json:"title"`
	Status int    `json:"status"`
	Detail string `json:"detail"`
	Code   string `json:"code"`
	Errors []struct {
		Field   string `json:"field"`
		Detail  string `json:"detail"`
		Allowed string `json:"allowed"`
	} `json:"errors"`
	RetryAfter time.Duration `json:"-"`
}

// Error is the problem in one line, with the field and what is allowed.
func (p *Problem) Error() string {
	return p.Told(func(field string) string { return "Field: " + field })
}

// Told is Error with the name that the reader knows a field by.
func (p *Problem) Told(named func(field string) string) string {
	text := p.Detail
	if text == "" {
		text = p.Title
	}
	for _, e := range p.Errors {
		switch {
		case e.Field != "" && e.Detail != p.Detail:
			text += " " + named(e.Field) + ": " + e.Detail
		case e.Field != "":
			text += " " + named(e.Field) + "."
		}
		if e.Allowed != "" {
			text += " Allowed: " + e.Allowed + "."
		}
	}
	return text
}

// Unwrap gives the kind of fault, for exit codes.
func (p *Problem) Unwrap() error {
	kinds := map[int]fault.Kind{
		http.StatusNotFound: fault.KindNotFound, http.StatusConflict: fault.KindConflict,
		http.StatusPreconditionFailed: fault.KindStale, http.StatusServiceUnavailable: fault.KindUnavailable,
		http.StatusUnprocessableEntity: fault.KindInvalid, http.StatusForbidden: fault.KindForbidden,
	}
	if kind, ok := kinds[p.Status]; ok {
		return &fault.Error{Kind: kind, Code: p.Code, Message: p.Detail}
	}
	return nil
}

// Answer is what a command returned.
type Answer struct {
	ID       string          `json:"id"`
	Version  uint64          `json:"version"`
	Position uint64          `json:"position"`
	Result   json.RawMessage `json:"result"`
	Appended bool            `json:"-"` // a fact was appended now; false for a repetition, or if nothing changed
}

// busy is the code of a command that lost to others several times: nothing is wrong with it.
const busy = "conflict.busy"

// Command posts a body with an idempotency key; a match of 0 or more is sent as If-Match. A server that answers that
// it is not ready or busy is asked again with the same key until ctx ends, which can do the command only once.
func (c *Client) Command(ctx context.Context, path, key string, match int64, body any) (Answer, error) {
	doc, err := json.Marshal(body)
	if err != nil {
		return Answer{}, err
	}
	for {
		var a Answer
		err := c.once(ctx, http.MethodPost, path, key, match, doc, &a)
		var p *Problem
		if !errors.As(err, &p) || p.Status != http.StatusServiceUnavailable && p.Status != http.StatusTooManyRequests && p.Code != busy {
			return a, err
		}
		select {
		case <-ctx.Done():
			return a, err
		case <-time.After(max(p.RetryAfter, 200*time.Millisecond)):
		}
	}
}

// Ask posts a question that changes nothing, and reads the answer into out.
func (c *Client) Ask(ctx context.Context, path string, body, out any) error {
	doc, err := json.Marshal(body)
	if err != nil {
		return err
	}
	return c.once(ctx, http.MethodPost, path, "", -1, doc, out)
}

// notReady bounds how long a reading waits for a server that says it is not ready, as one that has just started.
const notReady = 15 * time.Second

// Get reads a document into out. A server that answers that it is not ready is asked again for a while.
func (c *Client) Get(ctx context.Context, path string, out any) error {
	end := time.Now().Add(notReady)
	for {
		err := c.once(ctx, http.MethodGet, path, "", -1, nil, out)
		var p *Problem
		if !errors.As(err, &p) || p.Status != http.StatusServiceUnavailable || time.Now().After(end) {
			return err
		}
		select {
		case <-ctx.Done():
			return err
		case <-time.After(min(max(p.RetryAfter, 200*time.Millisecond), time.Second)):
		}
	}
}

func (c *Client) once(ctx context.Context, method, path, key string, match int64, body []byte, out any) error {
	resp, err := c.Do(ctx, method, path, key, match, body)
	if err != nil {
		return err
	}
	defer func() { _ = resp.Body.Close() }()
	if out == nil {
		_, err = io.Copy(io.Discard, resp.Body)
		return err
	}
	if raw, ok := out.(*[]byte); ok {
		*raw, err = io.ReadAll(resp.Body)
		return err
	}
	if err := json.NewDecoder(resp.Body).Decode(out); err != nil {
		return fmt.Errorf("the answer of %s %s cannot be read: %w", method, path, err)
	}
	if a, ok := out.(*Answer); ok {
		a.Appended = resp.Header.Get("X-Fact-ID") != "" && resp.Header.Get("Idempotency-Replayed") == ""
	}
	return nil
}

// unanswered is why there was no answer, in words without the request.
func unanswered(err error) error {
	var request *url.Error
	var name *net.DNSError
	switch {
	case !errors.As(err, &request):
		return err
	case errors.Is(err, syscall.ECONNREFUSED):
		return &silence{"Nothing listens there.", err}
	case errors.As(err, &name) && name.IsNotFound:
		return &silence{"There is no host of this name.", err}
	case request.Timeout():
		return &silence{"It took too long.", err}
	}
	return request.Err
}

// silence is why a server did not answer, and what the system said.
type silence struct {
	text string
	err  error
}

func (e *silence) Error() string { return e.text }
func (e *silence) Unwrap() error { return e.err }

// Do sends one request and returns the response of a 2xx; anything else is a *Problem.
func (c *Client) Do(ctx context.Context, method, path, key string, match int64, body []byte) (*http.Response, error) {
	req, err := http.NewRequestWithContext(ctx, method, c.base+path, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	if c.key != "" {
		req.Header.Set("Authorization", "Bearer "+c.key)
	}
	if method == http.MethodPost {
		req.Header.Set("Content-Type", "application/json")
		req.Header.Set("Idempotency-Key", key)
	}
	if match >= 0 {
		req.Header.Set("If-Match", `"`+strconv.FormatInt(match, 10)+`"`)
	}
	resp, err := c.http.Do(req)
	var untrusted *tls.CertificateVerificationError
	if errors.As(err, &untrusted) {
		return nil, fmt.Errorf("the certificate of the server at %s is not trusted; name the file of the authority that signed it with SSL_CERT_FILE: %w", c.base, err)
	}
	if err != nil {
		return nil, fmt.Errorf("the server at %s does not answer; is it running? %w", c.base, unanswered(err))
	}
	if resp.StatusCode/100 == 2 {
		return resp, nil
	}
	defer func() { _ = resp.Body.Close() }()
	p := &Problem{Status: resp.StatusCode, Title: resp.Status}
	_ = json.NewDecoder(io.LimitReader(resp.Body, 1<<20)).Decode(p)
	if s, err := strconv.Atoi(resp.Header.Get("Retry-After")); err == nil {
		p.RetryAfter = time.Duration(s) * time.Second
	}
	return nil, p
}
