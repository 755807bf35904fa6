package subscriptions

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"makcomblang.id/pkg/webhook"
)

const (
	keptHeaders     = 16  // of an answer
	keptHeaderValue = 128 // bytes
	maskedValue     = "(masked)"
)

// sealed are parts of the names of headers whose values are not kept: they let somebody in somewhere.
var sealed = []string{"cookie", "auth", "token", "secret", "key", "credential", "session", "signature"}

// headersOfAnswer keeps the headers of an answer as short lines, in order of their names.
func headersOfAnswer(h http.Header) []string {
	names := make([]string, 0, len(h))
	for name := range h {
		names = append(names, name)
	}
	slices.Sort(names)
	lines := make([]string, 0, min(len(names), keptHeaders))
	for _, name := range names[:min(len(names), keptHeaders)] {
		value := strings.ToValidUTF8(strings.Join(h[name], ", "), "\uFFFD")
		if isSealed(name) {
			value = maskedValue
		}
		lines = append(lines, cut(name, keptHeaderValue)+": "+cut(value, keptHeaderValue))
	}
	return lines
}

func isSealed(name string) bool {
	lower := strings.ToLower(name)
	return slices.ContainsFunc(sealed, func(part string) bool { return strings.Contains(lower, part) })
}

// cut shortens a text to at most limit bytes, without half a character at its end.
func cut(text string, limit int) string {
	if len(text) <= limit {
		return text
	}
	return strings.ToValidUTF8(text[:limit], "")
}

// maskSignature keeps which kinds of signature there were.
func maskSignature(value string) string {
	list := strings.Fields(value)
	for i, sig := range list {
		scheme, _, _ := strings.Cut(sig, ",")
		list[i] = scheme + "," + maskedValue
	}
	return strings.Join(list, " ")
}

// headersSent gives the headers of an attempt as they were sent, with secrets masked: the values that a holder chose are
// always taken for secrets.
func headersSent(webhookID string, at time.Time, signed string, own []string) map[string]string {
	h := make(map[string]string, 5+len(own))
	for _, name := range own {
		h[http.CanonicalHeaderKey(name)] = maskedValue
	}
	h["Content-Type"], h["User-Agent"] = contentType, userAgent
	described := make(http.Header, 3)
	webhook.SetHeaders(described, webhookID, at, signed)
	for name := range described {
		h[name] = described.Get(name)
	}
	return h
}

// headersKept turns the lines of headersOfAnswer back.
func headersKept(lines []string) map[string]string {
	if len(lines) == 0 {
		return nil
	}
	h := make(map[string]string, len(lines))
	for _, line := range lines {
		name, value, _ := strings.Cut(line, ": ")
		h[name] = value
	}
	return h
}
