package subscriptions

import (
	"context"
	"testing"
	"time"

	"makcomblang.id/pkg/event"
	"makcomblang.id/pkg/fault"
	"makcomblang.id/services/internal/eventlog"
	"makcomblang.id/services/subscriptions/endpoint"
)

// brokenVault answers nothing.
type brokenVault struct{ store }

func (brokenVault) Get(context.Context, string) ([]byte, error) {
	return nil, fault.Unavailable(nil, "The vault is away.")
}

// emptyVault holds nothing.
type emptyVault struct{ store }

func (emptyVault) Get(context.Context, string) ([]byte, error) { return nil, fault.NotFoundf("x", "x") }

// TestANoticeGoesToWhomMayBeWell sends the notice about one endpoint to another of its holder unless that one is known to
// fail as well: it may have recovered, and only the vault would know.
func TestANoticeGoesToWhomMayBeWell(t *testing.T) {
	t.Parallel()
	rec := eventlog.Record{Seq: 9, Fact: event.Fact{Type: noticeType, Subject: "e-1"}}
	active := endpoint.State{URL: "https://example.id/hook", Owner: "a-1", Registered: 1, Verified: true}
	warned := active
	warned.Notice = endpoint.Notice{Percent: 50, Since: time.Unix(0, 0)}
	for name, tc := range map[string]struct {
		id    string
		vault store
		st    endpoint.State
		want  bool
	}{
		"well":                          {"e-2", emptyVault{}, active, true},
		"itself":                        {"e-1", emptyVault{}, active, false},
		"fails as well":                 {"e-2", emptyVault{}, warned, false},
		"failed, and the vault is away": {"e-2", brokenVault{}, warned, true},
	} {
		s := &Service{journal: newJournal(tc.vault)}
		if got := s.wants(t.Context(), &target{tc.id, tc.st}, rec); got != tc.want {
			t.Errorf("%s: got %v, want %v", name, got, tc.want)
		}
	}
}
