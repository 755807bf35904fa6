package eventlog

import (
	"testing"

	"makcomblang.id/pkg/contract"
	"makcomblang.id/pkg/event"
)

// RetryTwice publishes the same documents twice, as after a lost acknowledgement, and checks that they are in the log
// once. It is exported to the tests that start servers.
func RetryTwice(t *testing.T, l *Log, ids ...string) {
	t.Helper()
	c := Command{Actor: "a-1", Route: "r", Key: "k-" + ids[0], Now: l.opt.Now()}
	var docs []*pending
	for _, id := range ids {
		d, err := l.prepare(c, "owner", id, Draft{Data: &contract.OwnerCapacitySet{Period: "2027", Trips: 1, Source: "t"}, Basis: event.Sample}, 0, 0, "")
		if err != nil {
			t.Fatal(err)
		}
		docs = append(docs, d)
	}
	if err := l.append(t.Context(), docs); err != nil {
		t.Fatal(err)
	}
	first := docs[0].rec.Seq
	if err := l.append(t.Context(), docs); err != nil {
		t.Fatalf("the retry was refused: %v", err)
	}
	if docs[0].rec.Seq != first {
		t.Errorf("got sequence %d for the retry, want %d", docs[0].rec.Seq, first)
	}
	info, err := l.stream.Info(t.Context())
	if err != nil || info.State.Msgs != first+uint64(len(ids))-1 {
		t.Errorf("got %d facts in the log, want %d (%v)", info.State.Msgs, first+uint64(len(ids))-1, err)
	}
	other, err := l.prepare(Command{Actor: "a-2", Route: "r", Key: "other", Now: l.opt.Now()}, "owner", ids[0],
		Draft{Data: &contract.OwnerCapacitySet{Period: "2027", Trips: 2, Source: "t"}, Basis: event.Sample}, 0, 0, "")
	if err != nil {
		t.Fatal(err)
	}
	if err := l.append(t.Context(), []*pending{other}); err != errConflict {
		t.Errorf("got %v for another writer at the same version, want a conflict", err)
	}
}
