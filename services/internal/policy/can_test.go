package policy_test

import (
	"slices"
	"strings"
	"testing"

	"makcomblang.id/pkg/fault"
	"makcomblang.id/services/internal/policy"
)

// letters stand for the roles in the matrix: Coordinator, Hub of 92, Region 92.06, Innovator o-1, inteGrator, Auditor,
// Public.
var letters = map[rune]policy.Role{
	'C': policy.Coordinator, 'H': policy.Hub, 'R': policy.Region, 'I': policy.Innovator,
	'G': policy.Integrator, 'A': policy.Auditor, 'P': policy.Public,
}

var scopes = map[policy.Role]string{policy.Hub: "92", policy.Region: "92.06", policy.Innovator: "o-1"}

// relations are the columns of the matrix.
var relations = []struct {
	name   string
	object policy.Object
}{
	{"own region", policy.Object{Region: "9206"}},
	{"same province", policy.Object{Region: "92.07"}},
	{"other region", policy.Object{Region: "53.20", Owner: "o-2", Holder: "a-2"}},
	{"own owner", policy.Object{Owner: "o-1"}},
	{"own thing", policy.Object{Holder: "a-1"}},
	{"none", policy.Object{}},
}

// matrix says for every action and relation who may. A row of one cell means the same for all relations.
const matrix = `
public.read          CHRIGAP
practice.read        CHRIGAP
region.read          CHRIGAP
feed.read            CHRIGAP
live.read            CHRIGA
portal.read          CHRIA
region.write         C
status.write         C
rubric.write         C
plan.compute         C
plan.publish         C
match.override       C
key.write            C
import.write         C
bounce.write         CG
bulletin.write       C
key.read             CA
export.read          CA

#                    own-region  same-province  other  own-owner  own-thing  none
practice.write       C           C              C      CI         C          C
capacity.write       C           C              C      CI         C          C
liveness.check       C           C              C      CI         C          C
session.open         C           C              C      CI         C          C
indicator.write      CR          C              C      C          C          C
need.write           CR          C              C      C          C          C
absorption.write     CR          C              C      C          C          C
access_profile.write CR          C              C      C          C          C
recommendation.read  CHRA        CHA            CA     CA         CA         CA
whynot.read          CHRA        CHA            CA     CIA        CA         CA
plan.read            CHA         CHA            CA     CA         CA         CA
match.read           CHRA        CHA            CA     CIA        CA         CA
match.decide         CH          CH             C      C          C          C
match.self           R           -              -      -          -          -
question.answer      R           -              -      I          -          -
endpoint.write       C           C              C      C          CHRIG      C
endpoint.read        CA          CA             CA     CA         CHRIGA     CA
subscription.write   C           C              C      C          CHRIGA     C
subscription.read    CA          CA             CA     CA         CHRIGA     CA
`

// parseMatrix gives, per action, the cells in the order of relations.
func parseMatrix(t *testing.T) map[policy.Action][]string {
	t.Helper()
	rows := map[policy.Action][]string{}
	for line := range strings.Lines(matrix) {
		cells := strings.Fields(line)
		if len(cells) == 0 || cells[0] == "#" {
			continue
		}
		action, who := policy.Action(cells[0]), cells[1:]
		if len(who) == 1 {
			who = slices.Repeat(who, len(relations))
		}
		if len(who) != len(relations) || rows[action] != nil {
			t.Fatalf("row %s of the matrix is wrong", action)
		}
		rows[action] = who
	}
	return rows
}

func subject(role policy.Role) policy.Subject {
	if role == policy.Public {
		return policy.Subject{}
	}
	return policy.Subject{Actor: "a-1", KeyID: "k1", Grants: []policy.Grant{{Role: role, Scope: scopes[role]}}}
}

func TestCanOverTheFullProduct(t *testing.T) {
	t.Parallel()
	rows := parseMatrix(t)
	if got := len(policy.Actions()); got != len(rows) {
		t.Errorf("the table has %d actions, the matrix %d", got, len(rows))
	}
	for _, action := range policy.Actions() {
		for i, relation := range relations {
			for letter, role := range letters {
				d := policy.Can(subject(role), action, relation.object)
				want := strings.ContainsRune(rows[action][i], letter)
				if d.Allow != want {
					t.Errorf("%s %s on %s: got %v, want %v", role, action, relation.name, d.Allow, want)
				}
				if d.Reason == "" {
					t.Errorf("%s %s on %s: no reason", role, action, relation.name)
				}
			}
		}
	}
}

func TestCanSomewhereIsTheUnionOfCan(t *testing.T) {
	t.Parallel()
	for action, cells := range parseMatrix(t) {
		for letter, role := range letters {
			want := strings.ContainsRune(strings.Join(cells, ""), letter)
			if got := policy.CanSomewhere(subject(role), action).Allow; got != want {
				t.Errorf("%s %s: got %v, want %v", role, action, got, want)
			}
		}
		open := strings.ContainsRune(strings.Join(cells, ""), 'P')
		if got := policy.Open(action); got != open {
			t.Errorf("Open(%s): got %v, want %v", action, got, open)
		}
	}
}

func TestGrantsAddUp(t *testing.T) {
	t.Parallel()
	both := policy.Subject{Actor: "a-1", KeyID: "k1", Grants: []policy.Grant{
		{Role: policy.Region, Scope: "9206"}, {Role: policy.Innovator, Scope: "o-1"}, {Role: policy.Region, Scope: "53.20"},
	}}
	tests := map[string]struct {
		action policy.Action
		object policy.Object
		want   bool
	}{
		"as a region":       {policy.NeedWrite, policy.Object{Region: "92.06"}, true},
		"as a second":       {policy.NeedWrite, policy.Object{Region: "5320"}, true},
		"as an owner":       {policy.PracticeWrite, policy.Object{Owner: "o-1"}, true},
		"not of another":    {policy.PracticeWrite, policy.Object{Owner: "o-2"}, false},
		"an unknown action": {"everything", policy.Object{Owner: "o-1"}, false},
	}
	for name, tc := range tests {
		if got := policy.Can(both, tc.action, tc.object).Allow; got != tc.want {
			t.Errorf("%s: got %v, want %v", name, got, tc.want)
		}
	}
	if got := both.Scopes(policy.Region); !slices.Equal(got, []string{"9206", "53.20"}) {
		t.Errorf("Scopes: got %v", got)
	}
	if !both.Has(policy.Innovator) || both.Has(policy.Auditor) || !both.Has(policy.Public) {
		t.Error("Has is wrong")
	}
}

func TestEmptyScopesCoverNothing(t *testing.T) {
	t.Parallel()
	for _, role := range []policy.Role{policy.Hub, policy.Region, policy.Innovator} {
		s := policy.Subject{Actor: "a-1", KeyID: "k1", Grants: []policy.Grant{{Role: role}}}
		for _, action := range policy.Actions() {
			if !policy.Open(action) && policy.Can(s, action, policy.Object{}).Allow && action != policy.LiveRead && action != policy.PortalRead {
				t.Errorf("%s without a scope may %s", role, action)
			}
		}
	}
}

func TestCheckTellsUnknownFromForbidden(t *testing.T) {
	t.Parallel()
	err := policy.Check(policy.Subject{}, policy.MatchDecide, policy.Object{})
	if got := fault.KindOf(err); got != fault.KindUnauthorized {
		t.Errorf("without a key: got %v", got)
	}
	err = policy.Check(subject(policy.Region), policy.MatchDecide, policy.Object{})
	if f, ok := fault.As(err); !ok || f.Kind != fault.KindForbidden || f.Code != "policy.match.decide" || f.Message == "" {
		t.Errorf("with a key: got %v", err)
	}
	if err := policy.Check(subject(policy.Coordinator), policy.MatchDecide, policy.Object{}); err != nil {
		t.Errorf("allowed: got %v", err)
	}
	// Grants without a key, as a mistake of a caller might make them, give nothing.
	if policy.Can(policy.Subject{Grants: subject(policy.Coordinator).Grants}, policy.KeyWrite, policy.Object{}).Allow {
		t.Error("a subject without a key was allowed")
	}
}
