package plan

import (
	"testing"

	"makcomblang.id/pkg/calendar"
	"makcomblang.id/pkg/contract"
	"makcomblang.id/pkg/fault"
)

func TestStates(t *testing.T) {
	t.Parallel()
	computed := State{}.Apply(&contract.PlanComputed{Period: calendar.Period("2027"), Pairs: []contract.PlannedPair{{Need: "n1"}}})
	empty := State{}.Apply(&contract.PlanComputed{})
	published := computed.Apply(&contract.PlanPublished{})
	withdrawn := published.Apply(&contract.PlanWithdrawn{Reason: "x"})
	code := func(err error) string {
		if f, ok := fault.As(err); ok {
			return f.Code
		}
		return ""
	}
	publish := func(s State, waiting ...string) string {
		held := map[string]bool{}
		for _, w := range waiting {
			held[w] = true
		}
		_, err := s.Publish(held)
		return code(err)
	}
	withdraw := func(s State, reason string) string {
		_, err := s.Withdraw(reason)
		return code(err)
	}
	for _, c := range []struct{ name, got, want string }{
		{"publish", publish(computed), ""},
		{"publish nothing", publish(State{}), "plan.unknown"},
		{"publish an empty plan", publish(empty), "plan.empty"},
		{"publish twice", publish(published), "plan.published"},
		{"publish a withdrawn one", publish(withdrawn), "plan.withdrawn"},
		{"publish over waiting proposals", publish(computed, "n1"), "plan.overlaps"},
		{"other needs may wait", publish(computed, "n2"), ""},
		{"withdraw", withdraw(published, "kekeliruan data"), ""},
		{"withdraw without a reason", withdraw(published, ""), "text.required"},
		{"withdraw what is not published", withdraw(computed, "x"), "plan.not_published"},
		{"withdraw twice", withdraw(withdrawn, "x"), "plan.not_published"},
	} {
		if c.got != c.want {
			t.Errorf("%s: got %q, want %q", c.name, c.got, c.want)
		}
	}
}
