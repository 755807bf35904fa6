package e2e

import (
	"encoding/json"
	"errors"
	"net/http"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"makcomblang.id/services/cmd/makcomblang/app"
	"makcomblang.id/services/internal/host"
)

// Every role runs alone, in a process of its own, and they meet only through facts: what one is told, another acts on. The
// gateway puts them behind one address.
func TestEachRoleRunsAlone(t *testing.T) {
	t.Parallel()
	url := natsAt(t, t.TempDir(), -1).ClientURL()
	_, who := startRolesAt(t, url)
	// Regions, owners, practices, needs and a plan, each at its own role. With trips to give, the plan has a pair; published
	// by one role, it is a proposal of another and on the page of a third.
	plan := planWithAPair(t, who)
	who.must(t, http.StatusOK, "POST", "/api/v1/plans/"+plan+"/publish", `{}`, "If-Match", `"1"`)
	computesAgain(t, who, plan)
	var match answer
	sees(t, who, "/api/v1/matches?plan="+plan, func(a answer) bool { match = a; return a.field("items.0.state") == "proposed" })
	sees(t, who, "/usulan", func(a answer) bool { return strings.Contains(string(a.body), match.field("items.0.id")) })

	describesAll(t, who)
	ownedReactors(t, url)

	// A key that access revokes opens nothing at another role either.
	officer := who.issue(t, "region", "92.07")
	sees(t, officer, "/api/v1/matches", func(a answer) bool { return a.status == http.StatusOK })
	id := officer.must(t, http.StatusOK, "GET", "/api/v1/me", "").field("key_id")
	who.must(t, http.StatusOK, "POST", "/api/v1/keys/"+id+"/revoke", `{"reason":"test"}`)
	sees(t, officer, "/api/v1/matches", func(a answer) bool { return a.status == http.StatusUnauthorized })
}

// describesAll holds the description of the API at the gateway to the one of the all-in-one.
func describesAll(t *testing.T, who caller) {
	t.Helper()
	one := open(t, nil)
	for _, kind := range []string{"json", "yaml"} {
		path := "/api/v1/openapi." + kind
		want := one.must(t, http.StatusOK, "GET", path, "")
		got := who.with("").must(t, http.StatusOK, "GET", path, "")
		if a, b := got.header.Get("Content-Type"), want.header.Get("Content-Type"); a != b {
			t.Errorf("%s: got content type %q at the gateway, %q from one process", path, a, b)
		}
		if kind == "yaml" {
			for _, line := range strings.Split(string(want.body), "\n") {
				if strings.HasPrefix(line, "  /") && !strings.Contains(string(got.body), "\n"+line+"\n") {
					t.Errorf("%s: the gateway leaves out %s", path, line)
				}
			}
			continue
		}
		var a, b any
		if err := errors.Join(json.Unmarshal(got.body, &a), json.Unmarshal(want.body, &b)); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(b, a); diff != "" {
			t.Errorf("%s: the gateway describes another API than one process (-serve +gateway):\n%s", path, diff)
		}
	}
}

// startRoles starts every role alone on a NATS of its own, all with these flags, and the gateway before them. The caller is
// the first coordinator at the gateway.
func startRoles(t testing.TB, flags ...string) (roles map[string]*child, who caller) {
	t.Helper()
	return startRolesAt(t, natsAt(t, t.TempDir(), -1).ClientURL(), flags...)
}

// startRolesAt is startRoles over a NATS that is there.
func startRolesAt(t testing.TB, url string, flags ...string) (roles map[string]*child, who caller) {
	t.Helper()
	admin := filepath.Join(t.TempDir(), "admin")
	if out, err := exec.CommandContext(t.Context(), "makcomblang", "setup", "--nats", url, "--data", admin).CombinedOutput(); err != nil {
		t.Fatalf("setup: %v\n%s", err, out)
	}
	master := filepath.Join(admin, "master.key")
	roles = map[string]*child{}
	gateway := append([]string{"run", app.GatewayRole}, flags...)
	for _, role := range app.Roles() {
		c := startRole(t, filepath.Join(t.TempDir(), role), master, append([]string{"run", role, "--nats", url}, flags...)...)
		roles[role] = c
		gateway = append(gateway, "--upstream", role+"="+c.base)
	}
	front := startRole(t, filepath.Join(t.TempDir(), "gateway"), master, gateway...)
	return roles, coordinator(t, front.base, roles["access"].key)
}

// ownedReactors holds the durable consumers of the log to the table that guards each from the other roles.
func ownedReactors(t *testing.T, url string) {
	t.Helper()
	var want, got []string
	for _, names := range host.Reactors {
		want = append(want, names...)
	}
	nc, err := nats.Connect(url)
	if err != nil {
		t.Fatal(err)
	}
	defer nc.Close()
	js, err := jetstream.New(nc)
	if err != nil {
		t.Fatal(err)
	}
	log, err := js.Stream(t.Context(), "EVENTS")
	if err != nil {
		t.Fatal(err)
	}
	for info := range log.ListConsumers(t.Context()).Info() {
		if info.Config.Durable != "" {
			got = append(got, info.Config.Durable)
		}
	}
	want = slices.DeleteFunc(want, func(name string) bool { return name == "subscriptions-mail" }) // no mail is set up here
	slices.Sort(want)
	slices.Sort(got)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("reactors of the roles (-host.Reactors +log):\n%s", diff)
	}
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

// computesAgain has the role that made a plan compute it again from the log, to the same bytes, and another explain it.
func computesAgain(t *testing.T, who caller, plan string) {
	t.Helper()
	if a := who.must(t, http.StatusOK, "GET", "/api/v1/plans/"+plan+"/recompute", ""); a.field("same") != "true" {
		t.Errorf("computed again: %s", a.body)
	}
	// Its files are read by the role that shows it.
	sees(t, who, "/rencana/"+plan+"/penjelasan", func(a answer) bool { return a.status == http.StatusOK })
}
