package subscriptions

import (
	"context"
	"testing"
	"time"

	"makcomblang.id/pkg/contract"
	"makcomblang.id/pkg/event"
	"makcomblang.id/pkg/fault"
	"makcomblang.id/services/internal/eventlog"
	"makcomblang.id/services/internal/eventlog/eventlogtest"
	"makcomblang.id/services/internal/policy"
	"makcomblang.id/services/internal/web"
	"makcomblang.id/services/subscriptions/endpoint"
)

// slowVault tells who asks and answers when it is let go.
type slowVault struct {
	store
	asked, letGo chan struct{}
}

func (v slowVault) Get(context.Context, string) ([]byte, error) {
	v.asked <- struct{}{}
	<-v.letGo
	return nil, fault.NotFoundf("x", "x")
}

// The list of endpoints asks the vault about those in trouble. While it waits, the follow loop goes on.
func TestAListThatWaitsForTheVaultHoldsNobodyUp(t *testing.T) {
	t.Parallel()
	v := slowVault{asked: make(chan struct{}, 1), letGo: make(chan struct{})}
	s := &Service{journal: newJournal(v), endpoints: eventlog.NewLedger(eventlogtest.New(t), "endpoint", func(st endpoint.State, rec eventlog.Record) endpoint.State {
		return st.Apply(rec.Seq, rec.Fact, rec.Data)
	})}
	follow := func(seq uint64, data any) {
		rec := eventlog.Record{Seq: seq, Fact: event.Fact{Type: contract.TypeOf(data), Subject: "e-1", Version: seq}, Data: data}
		if err := s.endpoints.Follow([]eventlog.Record{rec}); err != nil {
			t.Error(err)
		}
	}
	follow(1, &contract.EndpointRegistered{URL: "https://example.id/hook", Owner: "a-1"})
	follow(2, &contract.EndpointFailing{Percent: 50, Since: time.Unix(0, 0), Failures: 50})
	listed := make(chan *endpointList, 1)
	go func() {
		list, err := s.list(t.Context(), web.Caller{Subject: policy.Subject{KeyID: "k", Actor: "a-2", Grants: []policy.Grant{{Role: policy.Coordinator}}}}, nil)
		if err != nil {
			t.Error(err)
		}
		listed <- list
	}()
	<-v.asked
	folded := make(chan struct{})
	go func() { follow(3, &contract.EndpointVerified{}); close(folded) }()
	select {
	case <-folded:
	case <-time.After(10 * time.Second):
		t.Error("the follow loop waits for the list")
	}
	close(v.letGo)
	if list := <-listed; len(list.Items) != 1 || list.Items[0].Notice == nil || list.Items[0].Notice.Percent != 50 {
		t.Errorf("got %+v, want the endpoint with its notice", list.Items)
	}
	<-folded
}
