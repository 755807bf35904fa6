package archtest

import (
	"path"
	"slices"
	"strings"
	"testing"
)

const (
	module = "makcomblang.id/services"
	public = "makcomblang.id/pkg"
)

// services are the folders that hold a service each; a new one is added here.
var services = []string{
	"innovations", "regions", "matcher", "matches", "visits", "subscriptions", "access", "portal",
}

// place says what part of the house a file belongs to.
type place int

const (
	elsewhere place = iota // no part is known by that name
	command                // cmd/…: puts everything together
	story                  // e2e/…: tests and measures everything together
	shared                 // internal/…: used by services, knows none
	service                // <service>: shell of a service
	domain                 // <service>/<noun>: its rules, pure
)

// locate tells the place of a file or folder by its path below the module's root,
// and the service it belongs to, if any. The portal owns no facts and so has no
// domain: folders below it are still its shell.
func locate(p string) (place, string) {
	first, rest, _ := strings.Cut(path.Clean(p), "/")
	switch {
	case first == "cmd":
		return command, ""
	case first == "e2e":
		return story, ""
	case first == "internal":
		return shared, ""
	case !slices.Contains(services, first):
		return elsewhere, ""
	case rest == "" || first == "portal":
		return service, first
	}
	return domain, first
}

func TestLocate(t *testing.T) {
	t.Parallel()
	tests := []struct {
		dir  string
		want place
		of   string
	}{
		{"cmd/makcomblang", command, ""},
		{"e2e", story, ""},
		{"e2e/bench", story, ""},
		{"internal/web", shared, ""},
		{"regions", service, "regions"},
		{"regions/region", domain, "regions"},
		{"regions/region/deep", domain, "regions"},
		{"portal/pages", service, "portal"},
		{"banking", elsewhere, ""},
		{".", elsewhere, ""},
	}
	for _, tc := range tests {
		if got, of := locate(tc.dir); got != tc.want || of != tc.of {
			t.Errorf("%s: got %v of %q, want %v of %q", tc.dir, got, of, tc.want, tc.of)
		}
	}
}
