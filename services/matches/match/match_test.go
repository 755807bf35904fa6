package match_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"makcomblang.id/pkg/contract"
	"makcomblang.id/pkg/event"
	"makcomblang.id/pkg/fault"
	"makcomblang.id/services/matches/match"
)

const today = "2026-11-21"

// pair is a legal proposal; change one thing a test.
func pair(origin string, change func(*match.Proposal)) match.Proposal {
	p := match.Proposal{MatchProposed: contract.MatchProposed{
		Origin: origin, Innovation: "sistem-edat-malaria", Owner: "kabupaten-teluk-bintuni", Region: "94.03",
		Need: "9403-malaria", Problem: "malaria", Priority: 5, Period: "2027", Mode: "virtual",
	}, OwnerRegion: "92.06"}
	switch origin {
	case match.FromPlan:
		p.Plan = "p-one"
	case match.FromOverride:
		p.Reason = "The region has asked for it twice."
	}
	if change != nil {
		change(&p)
	}
	return p
}

// fold builds a state from data structs, one second and one actor apart.
func fold(t *testing.T, data ...any) match.State {
	t.Helper()
	var s match.State
	for i, d := range data {
		s = s.Apply(event.Fact{
			Type: contract.TypeOf(d), Actor: "c-one",
			Time: time.Date(2026, 11, 21, 0, 0, i, 0, time.UTC),
		}, d)
	}
	return s
}

func proposed(origin string) *contract.MatchProposed {
	p := pair(origin, nil).MatchProposed
	return &p
}

func TestPropose(t *testing.T) {
	t.Parallel()
	approved := []any{proposed("plan"), &contract.MatchApproved{}}
	rejected := []any{proposed("plan"), &contract.MatchRejected{Reason: "too far"}}
	cancelled := []any{proposed("plan"), &contract.MatchCancelled{}}
	otherPlan := func(p *match.Proposal) { p.Plan = "p-two" }
	gate := func(code, answer string) func(*match.Proposal) {
		return func(p *match.Proposal) { p.Gates = []match.Gate{{Code: code, Answer: answer}} }
	}
	tests := map[string]struct {
		given []any
		when  match.Proposal
		code  string // expected refusal
		none  bool   // nothing to append
	}{
		"a plan proposes":                        {when: pair("plan", nil)},
		"a coordinator proposes with a reason":   {when: pair("override", nil)},
		"an override without a reason":           {when: pair("override", func(p *match.Proposal) { p.Reason = "" }), code: "reason.required"},
		"a region arranges it itself":            {when: pair("self", nil)},
		"an unknown origin":                      {when: pair("fate", nil), code: "match.origin"},
		"a government and itself":                {when: pair("self", func(p *match.Proposal) { p.Region = "92.06" }), code: "match.self"},
		"a plan with a self-match":               {when: pair("plan", func(p *match.Proposal) { p.Region = "92.06" }), code: "match.self"},
		"a foreign practice in a plan":           {when: pair("plan", func(p *match.Proposal) { p.Foreign = true }), code: "match.foreign"},
		"a foreign practice by the region":       {when: pair("self", func(p *match.Proposal) { p.Foreign = true }), code: "match.foreign"},
		"a foreign practice by override":         {when: pair("override", func(p *match.Proposal) { p.Foreign = true })},
		"a stopped practice":                     {when: pair("override", gate("running", match.No)), code: "gate.no"},
		"liveness unknown may be proposed":       {when: pair("override", gate("running", match.Unknown))},
		"a full capacity is decided at approval": {when: pair("self", gate("capacity", match.No))},
		"the same plan again":                    {given: []any{proposed("plan")}, when: pair("plan", nil), none: true},
		"a newer plan takes an open pair over":   {given: []any{proposed("plan")}, when: pair("plan", otherPlan)},
		"a plan leaves a person's pair alone":    {given: []any{proposed("override")}, when: pair("plan", nil), none: true},
		"a plan leaves an approved pair alone":   {given: approved, when: pair("plan", otherPlan), none: true},
		"a plan leaves a rejected pair alone":    {given: rejected, when: pair("plan", otherPlan), none: true},
		"a plan brings a cancelled pair back":    {given: cancelled, when: pair("plan", otherPlan)},
		"a person proposes an open pair":         {given: []any{proposed("plan")}, when: pair("self", nil), code: "match.open"},
		"a person proposes a rejected pair":      {given: rejected, when: pair("override", nil), code: "match.decided"},
		"a person proposes a cancelled pair":     {given: cancelled, when: pair("override", nil)},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := fold(t, tc.given...).Propose(tc.when)
			if code := codeOf(err); code != tc.code {
				t.Fatalf("got refusal %q (%v), want %q", code, err, tc.code)
			}
			if want := tc.code == "" && !tc.none; (got != nil) != want {
				t.Errorf("got %v, want a fact: %v", got, want)
			}
		})
	}
}

func TestDecide(t *testing.T) {
	t.Parallel()
	open := []any{proposed("plan")}
	decided := []any{proposed("plan"), &contract.MatchApproved{}}
	ok := match.Decision{Reason: "Fits the region's plan.", Today: today, Until: "2027-01-15"}
	with := func(change func(*match.Decision)) match.Decision { d := ok; change(&d); return d }
	gates := func(code, answer string) match.Decision {
		return with(func(d *match.Decision) { d.Gates = []match.Gate{{Code: code, Answer: answer}} })
	}
	tests := map[string]struct {
		given    []any
		verb     string
		when     match.Decision
		code     string
		field    string
		wantType string
	}{
		"approve":                                     {open, "approve", ok, "", "", "match.approved.v1"},
		"approve without a reason":                    {open, "approve", with(func(d *match.Decision) { d.Reason = "" }), "", "", "match.approved.v1"},
		"approve a deferred match":                    {append(open[:1:1], &contract.MatchDeferred{}), "approve", ok, "", "", "match.approved.v1"},
		"approve with liveness unknown":               {open, "approve", gates("running", match.Unknown), "gate.unknown", "gates.running", ""},
		"approve with capacity unknown":               {open, "approve", gates("capacity", match.Unknown), "gate.unknown", "gates.capacity", ""},
		"approve with a conflict unknown":             {open, "approve", gates("conflict", match.Unknown), "gate.unknown", "gates.conflict", ""},
		"approve with a precondition unknown":         {open, "approve", gates("precondition", match.Unknown), "", "", "match.approved.v1"},
		"approve with a known no":                     {open, "approve", gates("setting", match.No), "gate.no", "gates.setting", ""},
		"approve with all yes":                        {open, "approve", gates("running", match.Yes), "", "", "match.approved.v1"},
		"approve as the owner":                        {open, "approve", with(func(d *match.Decision) { d.Tie = "owner" }), "recusal.required", "", ""},
		"reject as the region":                        {open, "reject", with(func(d *match.Decision) { d.Tie = "region" }), "recusal.required", "", ""},
		"approve twice":                               {decided, "approve", ok, "match.decided", "", ""},
		"reject an approved match":                    {decided, "reject", ok, "match.decided", "", ""},
		"defer an approved match":                     {decided, "defer", ok, "match.decided", "", ""},
		"approve nothing":                             {nil, "approve", ok, "match.unknown", "", ""},
		"reject":                                      {open, "reject", ok, "", "", "match.rejected.v1"},
		"reject without a reason":                     {open, "reject", with(func(d *match.Decision) { d.Reason = "" }), "reason.required", "reason", ""},
		"defer":                                       {open, "defer", ok, "", "", "match.deferred.v1"},
		"defer until today":                           {open, "defer", with(func(d *match.Decision) { d.Until = today }), "", "", "match.deferred.v1"},
		"defer until yesterday":                       {open, "defer", with(func(d *match.Decision) { d.Until = "2026-11-20" }), "match.until", "until", ""},
		"defer without a day":                         {open, "defer", with(func(d *match.Decision) { d.Until = "" }), "match.until", "until", ""},
		"defer without a reason":                      {open, "defer", with(func(d *match.Decision) { d.Reason = "" }), "reason.required", "reason", ""},
		"reopen an approved match":                    {decided, "reopen", ok, "", "", "match.reopened.v1"},
		"reopen an open match":                        {open, "reopen", ok, "match.open", "", ""},
		"reopen without a reason":                     {decided, "reopen", with(func(d *match.Decision) { d.Reason = "" }), "reason.required", "reason", ""},
		"reopen as the owner":                         {decided, "reopen", with(func(d *match.Decision) { d.Tie = "owner" }), "recusal.required", "", ""},
		"recusal comes before anything about gates":   {open, "approve", match.Decision{Tie: "owner", Gates: []match.Gate{{Code: "running", Answer: match.No}}}, "recusal.required", "", ""},
		"a known no is said before the open question": {open, "approve", match.Decision{Gates: []match.Gate{{Code: "running", Answer: match.Unknown}, {Code: "setting", Answer: match.No}}}, "gate.no", "gates.setting", ""},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := decide(fold(t, tc.given...), tc.verb, tc.when)
			if code := codeOf(err); code != tc.code {
				t.Fatalf("got refusal %q (%v), want %q", code, err, tc.code)
			}
			if f, isFault := fault.As(err); isFault && f.Field != tc.field {
				t.Errorf("got field %q, want %q", f.Field, tc.field)
			}
			if err == nil && contract.TypeOf(got) != tc.wantType {
				t.Errorf("got %T, want %s", got, tc.wantType)
			}
		})
	}
}

func decide(s match.State, verb string, d match.Decision) (any, error) {
	switch verb {
	case "approve":
		return s.Approve(d)
	case "reject":
		return s.Reject(d)
	case "defer":
		return s.Defer(d)
	default:
		return s.Reopen(d)
	}
}

func TestSecondCoordinatorLearnsWhoDecided(t *testing.T) {
	t.Parallel()
	s := fold(t, proposed("plan"), &contract.MatchRejected{Reason: "Season is over."})
	_, err := s.Approve(match.Decision{Today: today})
	f, _ := fault.As(err)
	if fault.KindOf(err) != fault.KindStale {
		t.Fatalf("got %v, want stale", err)
	}
	want := map[string]string{"decided_by": "c-one", "decided_at": "2026-11-21T00:00:01Z", "decided": "match.rejected.v1", "state": "rejected"}
	if diff := cmp.Diff(want, f.Detail); diff != "" {
		t.Error(diff)
	}
}

func TestEveryGateInTheWayIsNamed(t *testing.T) {
	t.Parallel()
	_, err := fold(t, proposed("plan")).Approve(match.Decision{Today: today, Gates: []match.Gate{
		{Code: "running", Answer: match.Unknown, Says: fault.Textf("Not confirmed yet.")},
		{Code: "precondition", Item: "internet", Answer: match.Unknown},
		{Code: "capacity", Answer: match.Unknown},
	}})
	f, _ := fault.As(err)
	if f == nil || f.Code != "gate.unknown" || f.Field != "gates.running" || f.Message != "Not confirmed yet." || f.Detail["gates"] != "running,capacity" {
		t.Errorf("got %+v", f)
	}
}

func TestCancelTouchesOnlyThePlansOpenPairs(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		given []any
		plan  string
		want  bool
	}{
		"open, this plan":     {[]any{proposed("plan")}, "p-one", true},
		"deferred, this plan": {[]any{proposed("plan"), &contract.MatchDeferred{}}, "p-one", true},
		"open, another plan":  {[]any{proposed("plan")}, "p-two", false},
		"approved":            {[]any{proposed("plan"), &contract.MatchApproved{}}, "p-one", false},
		"rejected":            {[]any{proposed("plan"), &contract.MatchRejected{}}, "p-one", false},
		"by override":         {[]any{proposed("override")}, "", false},
		"never proposed":      {nil, "p-one", false},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := fold(t, tc.given...).Cancel(tc.plan, "withdrawn"); (got != nil) != tc.want {
				t.Errorf("got %v, want a fact: %v", got, tc.want)
			}
		})
	}
}

func TestANewerPlanKeepsADeferral(t *testing.T) {
	t.Parallel()
	newer := proposed("plan")
	newer.Plan = "p-two"
	s := fold(t, proposed("plan"), &contract.MatchDeferred{Reason: "after the harvest", Until: "2027-02-01"}, newer)
	if s.Status != match.Deferred || s.Last.Until != "2027-02-01" || s.Proposal.Plan != "p-two" {
		t.Errorf("got %+v", s)
	}
}

func codeOf(err error) string {
	if f, ok := fault.As(err); ok {
		return f.Code
	}
	return ""
}
