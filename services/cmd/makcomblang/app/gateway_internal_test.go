package app

import (
	"regexp"
	"strings"
	"testing"
)

// TestGatewayKnowsEveryRoute opens each role alone and holds the routes that it describes to the gateway's prefixes.
func TestGatewayKnowsEveryRoute(t *testing.T) {
	t.Parallel()
	for _, role := range roles {
		if role == "portal" {
			continue // it has what nobody else has
		}
		a, err := Open(t.Context(), Config{Data: t.TempDir(), Roles: []string{role}, LogLevel: "error"})
		if err != nil {
			t.Fatal(err)
		}
		doc, err := a.OpenAPI()
		a.Close()
		if err != nil {
			t.Fatal(err)
		}
		paths := regexp.MustCompile(`(?m)^  "?(/[a-z][^:"]*)"?:`).FindAllStringSubmatch(string(doc), -1)
		if len(paths) == 0 {
			t.Fatalf("%s describes no route", role)
		}
		for _, p := range paths {
			path := "/api/v1" + p[1]
			if strings.HasPrefix(path, "/api/v1/session") {
				continue
			}
			if got := owner(path); got != role {
				t.Errorf("the gateway sends %s to %s, it belongs to %s", path, got, role)
			}
		}
	}
}

func owner(path string) string {
	best := ""
	role := ""
	for _, p := range prefixes {
		if strings.HasPrefix(path, p.Path) && len(p.Path) > len(best) {
			best, role = p.Path, p.Role
		}
	}
	return role
}
