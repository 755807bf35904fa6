package subscriptions

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"go.uber.org/zap"

	"makcomblang.id/services/internal/queue"
)

// TestALeftOutDeliverySaysWhy has the queue refuse deliveries for good: each stands in the log of attempts of its endpoint
// with its own reason.
func TestALeftOutDeliverySaysWhy(t *testing.T) {
	t.Parallel()
	s := &Service{journal: newJournal(emptyVault{}), logger: zap.NewNop(), opt: Options{Now: time.Now}}
	s.journal.begin()
	for id, tc := range map[string]struct {
		err  error
		want string
	}{
		"e-1": {fmt.Errorf("%w: publish: 2 MB", queue.ErrTooLarge), "not sent: larger than the queue takes"},
		"e-2": {queue.ErrToken, "not sent: the queue takes ids of a-z, 0-9, - and _ only"},
		"e-3": {errors.New("another reason"), "not sent: the queue does not take it"},
	} {
		p := parcel{ID: "d-1", Seq: 7, Fact: "f-1", Type: "need.declared.v1", doc: []byte("{}")}
		s.leaveOut(queue.Refused{First: queue.First{Lane: id, Delivery: "d-1", Body: p.encode()}, Err: tc.err})
		_, all, err := s.journal.read(t.Context(), id)
		if err != nil || len(all) != 1 {
			t.Fatalf("%s: got %v, %v, want one attempt", id, all, err)
		}
		if a := all[0]; a.Error != tc.want || a.Outcome != outcomeDead || a.Fact != "f-1" || a.Seq != 7 {
			t.Errorf("%s: got %+v, want %q", id, a, tc.want)
		}
	}
}
