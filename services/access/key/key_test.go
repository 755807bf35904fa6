package key_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"makcomblang.id/pkg/contract"
	"makcomblang.id/pkg/event"
	"makcomblang.id/pkg/fault"
	"makcomblang.id/services/access/key"
)

var (
	now  = time.Date(2026, 11, 21, 3, 0, 0, 0, time.UTC)
	hash = strings.Repeat("ab", 32)
)

func state(facts ...any) key.State {
	var s key.State
	for _, data := range facts {
		s = s.Apply(event.Fact{Time: now}, data)
	}
	return s
}

func issued() *contract.KeyIssued {
	return &contract.KeyIssued{Actor: "k-1", Hash: hash, Label: "Bappeda, papan pantau"}
}

func code(err error) string {
	if f, ok := fault.As(err); ok {
		return f.Field + " " + f.Code
	}
	return ""
}

func TestIssueRefusesWhatMustNotStandInAFact(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		change func(*key.Issue)
		want   string
	}{
		"legal":              {func(*key.Issue) {}, ""},
		"actor with a name":  {func(c *key.Issue) { c.Actor = "Ibu Sari" }, "actor_id key.actor"},
		"no hash":            {func(c *key.Issue) { c.Hash = "mak_live_x" }, "hash key.hash"},
		"mail in label":      {func(c *key.Issue) { c.Label = "sari@example.org" }, "label text.personal"},
		"mobile in label":    {func(c *key.Issue) { c.Label = "WA 0812-3456-7890" }, "label text.personal"},
		"abroad in label":    {func(c *key.Issue) { c.Label = "+62 812 3456 789" }, "label text.personal"},
		"secret in label":    {func(c *key.Issue) { c.Label = "mak_live_abcdefghijklmnop" }, "label key.secret_in_text"},
		"two lines":          {func(c *key.Issue) { c.Label = "a\nb" }, "label text.form"},
		"years are no phone": {func(c *key.Issue) { c.Label = "Perpres 63/2020, 2020-2024, 21-11-2026" }, ""},
		"long label":         {func(c *key.Issue) { c.Label = strings.Repeat("a", 81) }, "label text.long"},
		"ended before":       {func(c *key.Issue) { c.Expires = now }, "expires key.expires"},
		"role that is none":  {func(c *key.Issue) { c.Grants = []key.Grant{{"king", ""}} }, "roles[0].role key.role"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			command := key.Issue{Actor: "k-1", Hash: hash, Label: "Bappeda"}
			c.change(&command)
			_, err := command.Decide(key.State{}, now)
			if got := code(err); got != c.want {
				t.Errorf("got fault %q, want %q", got, c.want)
			}
		})
	}
}

func TestRoleAndScopeMustFit(t *testing.T) {
	t.Parallel()
	cases := []struct {
		given, want key.Grant
		ok          bool
	}{
		{key.Grant{key.Coordinator, ""}, key.Grant{key.Coordinator, ""}, true},
		{key.Grant{key.Coordinator, "92"}, key.Grant{}, false},
		{key.Grant{key.Auditor, "x"}, key.Grant{}, false},
		{key.Grant{key.Integrator, ""}, key.Grant{key.Integrator, ""}, true},
		{key.Grant{key.Hub, "92"}, key.Grant{key.Hub, "92"}, true},
		{key.Grant{key.Hub, ""}, key.Grant{}, false},
		{key.Grant{key.Hub, "92.06"}, key.Grant{}, false},
		{key.Grant{key.Region, "9206"}, key.Grant{key.Region, "92.06"}, true},
		{key.Grant{key.Region, "92"}, key.Grant{key.Region, "92"}, true},
		{key.Grant{key.Region, ""}, key.Grant{}, false},
		{key.Grant{key.Region, "x"}, key.Grant{}, false},
		{key.Grant{key.Innovator, "rsud-bintuni"}, key.Grant{key.Innovator, "rsud-bintuni"}, true},
		{key.Grant{key.Innovator, "RSUD Bintuni"}, key.Grant{}, false},
		{key.Grant{key.Innovator, ""}, key.Grant{}, false},
		{key.Grant{"public", ""}, key.Grant{}, false},
	}
	for _, c := range cases {
		got, err := c.given.Checked()
		if got != c.want || (err == nil) != c.ok {
			t.Errorf("%v: got %v, %v, want %v, ok %v", c.given, got, err, c.want, c.ok)
		}
	}
}

func TestCommandsOnAKey(t *testing.T) {
	t.Parallel()
	hub := contract.RoleGranted{Role: "hub", Scope: "92"}
	grant := func(s key.State) (any, error) { return key.GrantRole{key.Grant{key.Hub, "92"}}.Decide(s) }
	take := func(s key.State) (any, error) { return key.RevokeRole{key.Grant{key.Hub, "92"}}.Decide(s) }
	revoke := func(s key.State) (any, error) { return key.Revoke{"hilang"}.Decide(s) }
	cases := []struct {
		name  string
		given []any
		when  func(key.State) (any, error)
		want  any
		fault string
	}{
		{"grant", []any{issued()}, grant, &hub, ""},
		{"grant twice gives one fact", []any{issued(), &hub}, grant, (*contract.RoleGranted)(nil), ""},
		{"grant to nobody", nil, grant, (*contract.RoleGranted)(nil), " key.unknown"},
		{"grant to a revoked key", []any{issued(), &contract.KeyRevoked{}}, grant, (*contract.RoleGranted)(nil), " key.revoked"},
		{"take back", []any{issued(), &hub}, take, &contract.RoleRevoked{Role: "hub", Scope: "92"}, ""},
		{"take back what is not held", []any{issued()}, take, (*contract.RoleRevoked)(nil), ""},
		{"revoke", []any{issued()}, revoke, &contract.KeyRevoked{Reason: "hilang"}, ""},
		{"revoke twice gives one fact", []any{issued(), &contract.KeyRevoked{}}, revoke, (*contract.KeyRevoked)(nil), ""},
		{"revoke nothing", nil, revoke, (*contract.KeyRevoked)(nil), " key.unknown"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got, err := c.when(state(c.given...))
			if diff := cmp.Diff(c.want, got); diff != "" || code(err) != c.fault {
				t.Errorf("fact (-want +got):\n%s fault %q, want %q", diff, code(err), c.fault)
			}
		})
	}
}

func TestAKeyIsLiveBetweenIssueAndEnd(t *testing.T) {
	t.Parallel()
	ends := issued()
	ends.Expires = now.Add(time.Hour)
	cases := []struct {
		name string
		s    key.State
		at   time.Time
		want bool
	}{
		{"never issued", state(), now, false},
		{"without an end", state(issued()), now.AddDate(50, 0, 0), true},
		{"before its end", state(ends), now, true},
		{"at its end", state(ends), ends.Expires, false},
		{"revoked", state(issued(), &contract.KeyRevoked{}), now, false},
	}
	for _, c := range cases {
		if got := c.s.Live(c.at); got != c.want {
			t.Errorf("%s: got live %v, want %v", c.name, got, c.want)
		}
	}
}

func TestApplyLeavesTheOldStateAlone(t *testing.T) {
	t.Parallel()
	d := issued()
	d.Grants = []contract.RoleGranted{{Role: "auditor"}, {Role: "integrator"}}
	old := state(d)
	old.Apply(event.Fact{}, &contract.RoleRevoked{Role: "auditor"})
	old.Apply(event.Fact{}, &contract.RoleGranted{Role: "hub", Scope: "92"})
	want := []key.Grant{{key.Auditor, ""}, {key.Integrator, ""}}
	if diff := cmp.Diff(want, old.Grants); diff != "" {
		t.Errorf("old state changed (-want +got):\n%s", diff)
	}
}
