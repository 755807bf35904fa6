package subscriptions_test

import (
	"strings"
	"testing"

	"makcomblang.id/pkg/contract"
	"makcomblang.id/pkg/event"
	"makcomblang.id/services/internal/policy"
)

func TestOnlyWhatTheHolderMayHear(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	public, party, other, ministry := newSink(t, nil), newSink(t, nil), newSink(t, nil), newSink(t, nil)
	h.endpoint(public.URL, "")
	h.endpointOf(h.As(policy.Region, "92.06"), party.URL, "")
	h.endpointOf(h.As(policy.Region, "92.07"), other.URL, "")
	h.endpointOf(h.As(policy.Coordinator, ""), ministry.URL, "")
	sides := contract.MatchSides{Innovation: "edat", Owner: "rsud", Region: "92.06", Need: "9206-malaria"}
	match := h.append(h.others["match"], "m-1", &contract.MatchApproved{MatchSides: sides}, "")
	plan := h.append(h.others["plan"], "p-1", &contract.PlanWithdrawn{Reason: "uji"}, "")
	last := h.need(1) // the one that all hear, and that comes last
	cases := []struct {
		name string
		s    *sink
		want []string
	}{
		{"integrator", public, []string{last.FactID}},
		{"the region", party, []string{match.FactID, last.FactID}},
		{"another region", other, []string{last.FactID}},
		{"coordinator", ministry, []string{match.FactID, plan.FactID, last.FactID}},
	}
	for _, c := range cases {
		got := map[string]bool{}
		for range c.want {
			got[c.s.next().fact(t)] = true
		}
		for _, id := range c.want {
			if !got[id] {
				t.Errorf("%s: a fact is missing", c.name)
			}
		}
		if len(c.s.got) > 0 {
			t.Errorf("%s heard something that is not for it", c.name)
		}
	}
}

func TestARevokedKeyEndsDeliveries(t *testing.T) {
	t.Parallel()
	h, s, witness := newHouse(t), newSink(t, nil), newSink(t, nil)
	h.endpointOf(h.As(policy.Integrator, ""), s.URL, "")
	h.endpointOf(h.As(policy.Coordinator, ""), witness.URL, "")
	h.need(1)
	s.next()
	witness.next()
	h.revoke(policy.Integrator)
	h.need(2)
	witness.next()
	witness2 := h.need(3)
	for witness.next().fact(t) != witness2.FactID {
	}
	if len(s.got) != 0 {
		t.Error("a delivery arrived after the holder's key was revoked")
	}
}

func TestSampleIsLabelledInEveryDelivery(t *testing.T) {
	t.Parallel()
	h, s := newHouse(t), newSink(t, nil)
	h.endpoint(s.URL, "")
	h.append(h.regions, "9901", &contract.NeedDeclared{Need: "9901-x", Problem: "malaria", Priority: 1, Statement: "Contoh: x", Source: "uji"}, event.Sample)
	if d := s.next(); !strings.Contains(string(d.body), `"basis":"sample"`) {
		t.Errorf("got %s, want the basis in the document", d.body)
	}
}
