package endpoint

import (
	"net/netip"
	"net/url"
	"strings"

	"makcomblang.id/pkg/fault"
)

const (
	maxURL     = 1024
	urlAllowed = "https://host.example/path, port 443 or 8443, without user, query and fragment"
)

// names that no public resolver answers, or that lead back inside (RFC 6761, 6762, 8375, 7686 and usage).
var innerNames = []string{".localhost", ".local", ".internal", ".intranet", ".invalid", ".test", ".home.arpa", ".onion", ".lan"}

// CheckURL gives the address in one normal form, or says what is wrong with it. It is the first of two walls: it keeps
// out what can be seen in the text. Where a name leads is checked again at every connection, when the address is known.
func CheckURL(text string, rules Rules) (string, error) {
	if text == "" {
		return "", urlFault("endpoint.url_missing", "The address is missing.")
	}
	if len(text) > maxURL {
		return "", fault.Invalid("", "endpoint.url_long", "The address is too long.", "up to 1024 characters")
	}
	for i := range len(text) {
		if text[i] <= ' ' || text[i] > '~' || text[i] == '\\' {
			return "", urlFault("endpoint.url_form", "The address holds characters that an address has not; write names of other scripts in their xn-- form.")
		}
	}
	u, err := url.Parse(text)
	switch {
	case err != nil || u.Opaque != "":
		return "", urlFault("endpoint.url_form", "This is not an address.")
	case u.User != nil:
		return "", urlFault("endpoint.url_credentials", "An address must not hold a user or a password.")
	case u.Fragment != "" || strings.Contains(text, "#"):
		return "", urlFault("endpoint.url_fragment", "An address must not hold a fragment.")
	case u.RawQuery != "" || u.ForceQuery:
		return "", urlFault("endpoint.url_query", "An address must not hold a query: it would be kept and a query often holds a secret.")
	}
	u.Scheme, u.Host = strings.ToLower(u.Scheme), strings.ToLower(u.Host)
	if u.Path == "" {
		u.Path = "/"
	}
	if loopbackHost(u.Hostname()) {
		return checkLoopback(u, rules)
	}
	return checkPublic(u)
}

// Loopback tells whether an accepted address is on this machine.
func Loopback(accepted string) bool {
	u, err := url.Parse(accepted)
	return err == nil && loopbackHost(u.Hostname())
}

func checkLoopback(u *url.URL, rules Rules) (string, error) {
	if !rules.AllowLoopback {
		return "", urlFault("endpoint.url_private", "This address is not on the public internet.")
	}
	if u.Scheme != "http" && u.Scheme != "https" {
		return "", urlFault("endpoint.url_scheme", "Deliveries go over HTTPS, on this machine also over HTTP.")
	}
	return u.String(), nil
}

func checkPublic(u *url.URL) (string, error) {
	host := u.Hostname()
	switch {
	case u.Scheme != "https":
		return "", urlFault("endpoint.url_scheme", "Deliveries go over HTTPS only.")
	case u.Port() != "" && u.Port() != "443" && u.Port() != "8443" || strings.HasSuffix(u.Host, ":"):
		return "", urlFault("endpoint.url_port", "Deliveries go to port 443 or 8443 only.")
	case isAddress(host):
		return "", urlFault("endpoint.url_address", "The host must be a name, not a number.")
	case !publicName(host):
		return "", urlFault("endpoint.url_private", "This host is not a name of the public internet.")
	}
	return u.String(), nil
}

func loopbackHost(host string) bool {
	if host == "localhost" {
		return true
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.Zone() == "" && !ip.Is4In6() && ip.IsLoopback()
}

// isAddress also knows the forms that old resolvers take for numbers: 2130706433, 0x7f.1, 0177.0.0.1.
func isAddress(host string) bool {
	if strings.Contains(host, ":") || strings.HasSuffix(host, ".") {
		return true
	}
	last := host[strings.LastIndexByte(host, '.')+1:]
	if last == "" || strings.HasPrefix(last, "0x") {
		return true
	}
	return strings.Trim(last, "0123456789") == ""
}

func publicName(host string) bool {
	if len(host) > 253 || !strings.Contains(host, ".") {
		return false
	}
	for _, suffix := range innerNames {
		if strings.HasSuffix(host, suffix) {
			return false
		}
	}
	for _, label := range strings.Split(host, ".") {
		if label == "" || len(label) > 63 || label[0] == '-' || label[len(label)-1] == '-' {
			return false
		}
		if strings.Trim(label, "abcdefghijklmnopqrstuvwxyz0123456789-") != "" {
			return false
		}
	}
	return true
}

func urlFault(code, message string) *fault.Error {
	return fault.Invalid("", code, message, urlAllowed)
}
