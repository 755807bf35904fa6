package match_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"makcomblang.id/pkg/contract"
	"makcomblang.id/pkg/event"
	"makcomblang.id/services/matches/match"
)

// step is one random command on the state; nil is a refusal or nothing to append.
func step(t *rapid.T, s match.State) any {
	plan := rapid.SampledFrom([]string{"p-one", "p-two"}).Draw(t, "plan")
	d := match.Decision{
		Tie:    rapid.SampledFrom([]string{"", "", "", "owner"}).Draw(t, "tie"),
		Reason: rapid.SampledFrom([]string{"", "Because of the season."}).Draw(t, "reason"),
		Today:  today, Until: "2026-12-01",
		Gates: []match.Gate{{Code: "running", Answer: rapid.SampledFrom([]string{match.Yes, match.Unknown, match.No}).Draw(t, "running")}},
	}
	switch verb := rapid.SampledFrom([]string{"propose", "approve", "reject", "defer", "reopen", "cancel"}).Draw(t, "verb"); verb {
	case "propose":
		p := pair(rapid.SampledFrom([]string{"plan", "override", "self"}).Draw(t, "origin"), nil)
		if p.Origin == match.FromPlan {
			p.Plan = plan
		}
		if got, err := s.Propose(p); err == nil && got != nil {
			return got
		}
	case "cancel":
		if got := s.Cancel(plan, "The plan was withdrawn."); got != nil {
			return got
		}
	default:
		if got, err := decide(s, verb, d); err == nil {
			return got
		}
	}
	return nil
}

// TestAnyHistoryFolds: whatever is commanded, the facts that come out fold into one state, twice the same, never change
// the sides, and an approved match stays approved until somebody reopens it.
func TestAnyHistoryFolds(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var s match.State
		var log []event.Fact
		for n := rapid.IntRange(0, 30).Draw(t, "commands"); n > 0; n-- {
			data := step(t, s)
			if data == nil {
				continue
			}
			raw, err := contract.Encode(data)
			if err != nil {
				t.Fatal(err)
			}
			f := event.Fact{Type: contract.TypeOf(data), Actor: "c-one", Time: time.Unix(int64(len(log)), 0), Data: raw}
			log = append(log, f)
			next := s.Apply(f, data)
			if s.Status == match.Approved && next.Status != match.Approved && f.Type != "match.reopened.v1" {
				t.Fatalf("%s moved an approved match to %s", f.Type, next.Status)
			}
			if len(log) > 1 && next.Sides() != s.Sides() {
				t.Fatalf("%s changed the sides", f.Type)
			}
			s = next
		}
		for range 2 {
			var again match.State
			for _, f := range log {
				data, err := contract.Decode(f)
				if err != nil {
					t.Fatal(err)
				}
				again = again.Apply(f, data)
			}
			if diff := cmp.Diff(s, again); diff != "" {
				t.Fatalf("a replay gives another state: %s", diff)
			}
		}
	})
}
