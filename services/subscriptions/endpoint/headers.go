package endpoint

import (
	"slices"
	"strings"

	"makcomblang.id/pkg/fault"
)

const (
	maxHeaders     = 10
	maxHeaderValue = 1024
)

// ours are the headers that a holder cannot set: they describe the request or prove where it comes from.
var ours = []string{
	"host", "connection", "keep-alive", "te", "trailer", "transfer-encoding", "upgrade", "expect", "content-length",
	"content-type", "content-encoding", "user-agent", "cookie", "forwarded", "via", "traceparent", "tracestate",
}

// CheckHeaders accepts the headers that a holder wants on its deliveries, such as Authorization.
func CheckHeaders(headers map[string]string) error {
	if len(headers) > maxHeaders {
		return headerFault("There are too many headers.")
	}
	for name, value := range headers {
		lower := strings.ToLower(name)
		switch {
		case name == "" || len(name) > 64 || strings.Trim(lower, "abcdefghijklmnopqrstuvwxyz0123456789-_") != "":
			return headerFault("The name of a header has a form that is not allowed.")
		case slices.Contains(ours, lower), strings.HasPrefix(lower, "webhook-"), strings.HasPrefix(lower, "proxy-"),
			strings.HasPrefix(lower, "sec-"), strings.HasPrefix(lower, "x-forwarded-"):
			return headerFault("This header is set by the server or by proxies and cannot be chosen.")
		case value == "" || len(value) > maxHeaderValue || strings.TrimSpace(value) != value ||
			strings.ContainsFunc(value, func(r rune) bool { return r < ' ' || r > '~' }):
			return headerFault("The value of a header has a form that is not allowed.")
		}
	}
	return nil
}

func headerFault(message string) *fault.Error {
	return fault.Invalid("headers", "endpoint.headers", message,
		"up to 10 headers of your own, values of 1 to 1024 printable ASCII characters")
}
