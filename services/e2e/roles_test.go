package e2e

import (
	"net/http"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"makcomblang.id/services/cmd/makcomblang/app"
)

// Every role runs alone, in a process of its own, and they meet only through facts: what one is told, another acts on. The
// gateway puts them behind one address.
func TestEachRoleRunsAlone(t *testing.T) {
	t.Parallel()
	url := natsAt(t, t.TempDir(), -1).ClientURL()
	admin := filepath.Join(t.TempDir(), "admin")
	if out, err := exec.CommandContext(t.Context(), "makcomblang", "setup", "--nats", url, "--data", admin).CombinedOutput(); err != nil {
		t.Fatalf("setup: %v\n%s", err, out)
	}
	roles := map[string]*child{}
	gateway := []string{"run", app.GatewayRole}
	for _, role := range app.Roles() {
		c := startRole(t, filepath.Join(t.TempDir(), role), filepath.Join(admin, "master.key"), "run", role, "--nats", url)
		roles[role] = c
		gateway = append(gateway, "--upstream", role+"="+c.base)
	}
	front := startRole(t, filepath.Join(t.TempDir(), "gateway"), filepath.Join(admin, "master.key"), gateway...)
	who := coordinator(t, front.base, roles["access"].key)
	register(t, &house{caller: who}) // regions, owners, practices, needs and a plan, each at its own role

	// With trips to give, a plan has a pair; published by one role, it is a proposal of another and on the page of a third.
	stated := `,"source":"page: x","basis":"official"}`
	who.must(t, http.StatusOK, "POST", "/api/v1/owners/bintuni/capacity", `{"period":"2027","trips":3`+stated)
	offer := who.must(t, http.StatusOK, "POST", "/api/v1/innovations/edat/visit-offers",
		`{"period":"2027","outgoing":1,"incoming":2,"virtual":1,"group_seats":0,"max_delegation":10`+stated)
	who.must(t, http.StatusOK, "GET", "/api/v1/rubric?min_position="+offer.field("position"), "") // the matcher has heard it
	plan := who.must(t, http.StatusCreated, "POST", "/api/v1/plans", `{"period":"2027","scope":{"list":"perpres-63-2020","label":"uji"}}`).field("id")
	who.must(t, http.StatusOK, "POST", "/api/v1/plans/"+plan+"/publish", `{}`, "If-Match", `"1"`)
	var match answer
	sees(t, who, "/api/v1/matches?plan="+plan, func(a answer) bool { match = a; return a.field("items.0.state") == "proposed" })
	sees(t, who, "/usulan", func(a answer) bool { return strings.Contains(string(a.body), match.field("items.0.id")) })

	// A key that access revokes opens nothing at another role either.
	officer := who.issue(t, "region", "92.07")
	sees(t, officer, "/api/v1/matches", func(a answer) bool { return a.status == http.StatusOK })
	id := officer.must(t, http.StatusOK, "GET", "/api/v1/me", "").field("key_id")
	who.must(t, http.StatusOK, "POST", "/api/v1/keys/"+id+"/revoke", `{"reason":"test"}`)
	sees(t, officer, "/api/v1/matches", func(a answer) bool { return a.status == http.StatusUnauthorized })
}

// startRole starts a process that shares the master key of the installation.
func startRole(t testing.TB, data, masterKey string, args ...string) *child {
	t.Helper()
	c, err := launch(data, []string{"MAKCOMBLANG_MASTER_KEY_FILE=" + masterKey}, args...)
	if err != nil {
		t.Fatalf("%s: %v", args[1], err)
	}
	t.Cleanup(func() {
		if err := c.end(syscall.SIGTERM); err != nil {
			t.Errorf("%s: %v", args[1], err)
		}
	})
	return c
}

// sees waits until a page answers what is wanted: another process has heard of it.
func sees(t testing.TB, who caller, path string, wanted func(answer) bool) {
	t.Helper()
	err := eventually(func() error {
		a, err := who.send(http.MethodGet, path, "")
		if err == nil && !wanted(a) {
			err = errorf("%s: got %d %.300s", path, a.status, a.body)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
