package cli

import (
	"bytes"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
)

// TestRefusalsNameTheFlag puts what the server says of a field into the words of the command line.
func TestRefusalsNameTheFlag(t *testing.T) {
	t.Chdir(t.TempDir())
	if err := os.WriteFile("key", []byte("mak_live_x"), 0o600); err != nil {
		t.Fatal(err)
	}
	var field string
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusUnprocessableEntity)
		_, _ = fmt.Fprintf(w, `{"status":422,"detail":"No.","errors":[{"field":%q,"detail":"No.","allowed":"yes"}]}`, field)
	}))
	defer srv.Close()
	for _, c := range []struct{ call, field, want string }{
		{"plan compute", "scope.region", "No. Flag: --region. Allowed: yes."},
		{"plan compute", "period", "No. Flag: --period. Allowed: yes."},
		{"plan compute", "budget", "No. Flag: --budget. Allowed: yes."},
		{"plan compute --budget 5 --cost province=1", "budget.per_pair", "No. Flag: --cost. Allowed: yes."},
		{"plan compute", "scope", "No. Field: scope. Allowed: yes."},
		{"plan compare", "frontier", "No. Flag: --points. Allowed: yes."},
		{"key create foo", "roles[0].role", "No. Argument: ROLE:SCOPE, role. Allowed: yes."},
		{"key revoke k-1 --reason x", "reason", "No. Flag: --reason. Allowed: yes."},
	} {
		field = c.field
		var out bytes.Buffer
		code := Main(append(strings.Fields(c.call), "--server", srv.URL, "--key-file", "key"), strings.NewReader(""), &out, &out)
		if code != exitUsage || out.String() != "makcomblang: "+c.want+"\n" {
			t.Errorf("makcomblang %s: ended with %d and %q, want %q", c.call, code, out.String(), c.want)
		}
	}
}

// TestALabelIsTrueOfItsScope words a scope by the list and the region that were asked for.
func TestALabelIsTrueOfItsScope(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		ask  planRequest
		want string
	}{
		{planRequest{list: defaultList}, defaultLabel},
		{planRequest{list: defaultList, region: "92"}, defaultLabel + "; hanya 92"},
		{planRequest{list: "lagging-2027"}, "daftar lagging-2027"},
		{planRequest{list: "lagging-2027", region: "92"}, "daftar lagging-2027; hanya 92"},
		{planRequest{region: "91.15"}, "daerah 91.15"},
		{planRequest{region: "91.15", label: "Waropen"}, "Waropen"},
	} {
		if got := c.ask.words(); got != c.want {
			t.Errorf("%+v: got %q, want %q", c.ask, got, c.want)
		}
	}
}
