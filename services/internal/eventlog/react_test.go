package eventlog_test

import (
	"context"
	"errors"
	"strconv"
	"testing"
	"testing/synctest"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"makcomblang.id/pkg/calendar"
	"makcomblang.id/pkg/fault"
	"makcomblang.id/services/internal/eventlog"
	"makcomblang.id/services/internal/eventlog/eventlogtest"
)

// react runs a reactor until stop is called; every fact that it was handed is sent to the returned channel.
func react(t *testing.T, l *eventlog.Log, fail func(seq uint64, time int) error) (seen chan uint64, stop func()) {
	t.Helper()
	seen = make(chan uint64, 100)
	times := map[uint64]int{}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() {
		done <- l.React(ctx, "test", []string{"owner"}, func(_ context.Context, rec eventlog.Record) error {
			times[rec.Seq]++
			seen <- rec.Seq
			return fail(rec.Seq, times[rec.Seq])
		})
	}()
	return seen, func() {
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
}

func TestReactorGoesOnWhereItStopped(t *testing.T) {
	t.Parallel()
	l, g := newTrips(t)
	js, err := jetstream.New(l.Conn())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := js.CreateStream(t.Context(), jetstream.StreamConfig{Name: "DLQ", Subjects: []string{"mak.dlq.>"}}); err != nil {
		t.Fatal(err)
	}
	for i := range 4 {
		if _, err := g.Handle(t.Context(), command(strconv.Itoa(i)), "kota-a", set(i)); err != nil {
			t.Fatal(err)
		}
	}
	seen, stop := react(t, l, func(seq uint64, time int) error {
		switch {
		case seq == 2 && time == 1:
			return fault.Unavailable(nil, "away")
		case seq == 3:
			return errors.New("poison")
		}
		return nil
	})
	count := map[uint64]int{}
	for range 5 {
		count[<-seen]++
	}
	stop()
	if count[1] != 1 || count[2] != 2 || count[3] != 1 || count[4] != 1 {
		t.Errorf("got %v, want each fact once and the second again", count)
	}
	dlq, err := js.Stream(t.Context(), "DLQ")
	if err != nil {
		t.Fatal(err)
	}
	letter, err := dlq.GetMsg(t.Context(), 1)
	if err != nil || letter.Subject != eventlog.DeadSubject+".test" || letter.Header.Get("Reason") != "poison" {
		t.Errorf("got dead letter %+v, %v", letter, err)
	}
	if _, err := g.Handle(t.Context(), command("later"), "kota-a", set(9)); err != nil {
		t.Fatal(err)
	}
	seen, stop = react(t, l, func(uint64, int) error { return nil })
	if got := <-seen; got != 5 {
		t.Errorf("got fact %d after a restart, want 5", got)
	}
	stop()
}

func TestTicksComeAtTheStartAndAtMidnight(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		jakarta := time.FixedZone("WIB", 7*3600)
		offset := time.Until(eventlogtest.Now())
		now := func() time.Time { return time.Now().Add(offset) }
		ctx, cancel := context.WithCancel(t.Context())
		var got []calendar.Date
		err := eventlog.Ticks(ctx, now, jakarta, func(_ context.Context, d calendar.Date) error {
			got = append(got, d)
			if cause := eventlog.TickCause(d); cause != "tick-"+string(d) {
				t.Errorf("got cause %s", cause)
			}
			if len(got) == 3 {
				cancel()
			}
			return nil
		})
		if err != nil || len(got) != 3 || got[0] != "2026-11-21" || got[1] != "2026-11-22" || got[2] != "2026-11-23" {
			t.Errorf("got %v, %v", got, err)
		}
	})
}
