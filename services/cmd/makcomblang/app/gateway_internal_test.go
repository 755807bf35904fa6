package app

import (
	"encoding/json"
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
		raw, err := a.site.OpenAPI("json")
		a.Close()
		if err != nil {
			t.Fatal(err)
		}
		var doc struct {
			Paths map[string]map[string]struct {
				Servers []struct{ URL string }
			}
		}
		if err := json.Unmarshal(raw, &doc); err != nil {
			t.Fatal(err)
		}
		if len(doc.Paths) == 0 {
			t.Fatalf("%s describes no route", role)
		}
		for path, operations := range doc.Paths {
			if len(operations["get"].Servers) == 0 { // else it is one of the site's root
				path = "/api/v1" + path
			}
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
