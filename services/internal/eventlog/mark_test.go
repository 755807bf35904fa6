package eventlog_test

import (
	"bytes"
	"context"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"makcomblang.id/services/internal/eventlog"
	"makcomblang.id/services/internal/eventlog/eventlogtest"
)

// kept is a view whose state outlives the process.
type kept struct {
	name    string
	at      eventlog.Mark
	log     *eventlog.Log
	rebuilt int
}

func (k *kept) Name() string { return k.name }

func (k *kept) Follow(batch []eventlog.Record) error {
	for _, rec := range batch {
		if rec.Seq > k.at.Seq {
			k.at = k.log.MarkOf(rec)
		}
	}
	return nil
}

func (k *kept) Checkpoint(context.Context) (eventlog.Mark, error) { return k.at, nil }

func (k *kept) Rebuild(context.Context) error {
	k.at = eventlog.Mark{}
	k.rebuilt++
	return nil
}

// write appends facts about owners by a process of its own, which ends then.
func write(t *testing.T, nc *nats.Conn, from, to int, say string) {
	t.Helper()
	l := eventlogtest.Open(t, nc, "")
	g := eventlog.NewLedger(l, "owner", applyTrips)
	stop := eventlogtest.Run(t, l)
	defer stop()
	for n := from; n <= to; n++ {
		if _, err := g.Handle(t.Context(), command(say+string(rune('a'+n))), "kota-"+say+string(rune('a'+n%3)), set(n)); err != nil {
			t.Fatal(err)
		}
	}
	if err := l.Wait(t.Context(), uint64(to)); err != nil {
		t.Fatal(err)
	}
}

// export gives the facts up to a sequence as a backup holds them.
func export(t *testing.T, nc *nats.Conn, to uint64) []byte {
	t.Helper()
	l := eventlogtest.Open(t, nc, "")
	stop := eventlogtest.Run(t, l)
	defer stop()
	var out bytes.Buffer
	if _, err := l.Export(t.Context(), &out, func(rec eventlog.Record) bool { return rec.Seq <= to }); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// replace puts a log from a backup in the place of the one that is there, as an admin does.
func replace(t *testing.T, nc *nats.Conn, backup []byte) {
	t.Helper()
	js, err := jetstream.New(nc)
	if err != nil {
		t.Fatal(err)
	}
	if err := js.DeleteStream(t.Context(), eventlog.StreamName); err != nil {
		t.Fatal(err)
	}
	if _, err := eventlog.Restore(t.Context(), nc, eventlog.Wanted(1, 1<<30), bytes.NewReader(backup)); err != nil {
		t.Fatal(err)
	}
}

// TestAReaderAheadOfAnOlderLogIsNoticed keeps a reader's state while the log is replaced by an older one, which grows past it:
// by its number alone the reader would skip every fact in between.
func TestAReaderAheadOfAnOlderLogIsNoticed(t *testing.T) {
	t.Parallel()
	for name, grown := range map[string]int{"still shorter": 4, "grown to it": 6, "grown past it": 9} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			nc := eventlogtest.Connect(t, eventlogtest.Start(t, t.TempDir()))
			write(t, nc, 1, 6, "old")
			first := eventlogtest.Open(t, nc, "")
			view := &kept{name: "owners", log: first}
			first.Attach(view)
			eventlogtest.Run(t, first)()
			place := view.at
			if place.Seq != 6 {
				t.Fatalf("the view stands at %+v, want 6", place)
			}
			replace(t, nc, export(t, nc, 3))
			write(t, nc, 4, grown, "new")

			second := eventlogtest.Open(t, nc, "")
			view.log = second
			second.Attach(view)
			eventlogtest.Run(t, second)
			if h := second.Health(); !h.Writes || view.rebuilt != 1 || view.at.Seq != uint64(grown) {
				t.Errorf("got %+v, rebuilt %d times to %d, want the view folded anew", h, view.rebuilt, view.at.Seq)
			}
			from, err := second.Resume(t.Context(), "the fan-out", place)
			if err != nil || from != 3 {
				t.Errorf("the reader goes on after %d, %v, want after the restored 3", from, err)
			}
			from, err = second.Resume(t.Context(), "the fan-out", view.at)
			if err != nil || from != uint64(grown) {
				t.Errorf("a reader of this log goes on after %d, %v, want %d", from, err, grown)
			}
		})
	}
}

// TestAReaderOfFactsThatAreInTheBackupGoesOn where it stood: what it has taken is in the restored log.
func TestAReaderOfFactsThatAreInTheBackupGoesOn(t *testing.T) {
	t.Parallel()
	nc := eventlogtest.Connect(t, eventlogtest.Start(t, t.TempDir()))
	write(t, nc, 1, 2, "old")
	first := eventlogtest.Open(t, nc, "")
	view := &kept{name: "owners", log: first}
	first.Attach(view)
	eventlogtest.Run(t, first)()
	write(t, nc, 3, 5, "later")
	replace(t, nc, export(t, nc, 5))
	second := eventlogtest.Open(t, nc, "")
	if from, err := second.Resume(t.Context(), "the fan-out", view.at); err != nil || from != 2 {
		t.Errorf("the reader goes on after %d, %v, want 2", from, err)
	}
	second.Attach(view)
	eventlogtest.Run(t, second)
	if view.rebuilt != 0 || view.at.Seq != 5 {
		t.Errorf("rebuilt %d times to %d, want the view kept", view.rebuilt, view.at.Seq)
	}
}

// TestAReaderAheadOfALogThatWasNotRestoredIsRed: nobody brought an older log back, so this one lost facts.
func TestAReaderAheadOfALogThatWasNotRestoredIsRed(t *testing.T) {
	t.Parallel()
	for name, grown := range map[string]int{"still shorter": 2, "grown past it": 9} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			nc := eventlogtest.Connect(t, eventlogtest.Start(t, t.TempDir()))
			write(t, nc, 1, 6, "old")
			first := eventlogtest.Open(t, nc, "")
			view := &kept{name: "owners", log: first}
			first.Attach(view)
			eventlogtest.Run(t, first)()
			js, err := jetstream.New(nc)
			if err != nil {
				t.Fatal(err)
			}
			if err := js.DeleteStream(t.Context(), eventlog.StreamName); err != nil {
				t.Fatal(err)
			}
			write(t, nc, 1, grown, "new")

			second := eventlogtest.Open(t, nc, "")
			if from, err := second.Resume(t.Context(), "the fan-out", view.at); err != nil || from > uint64(grown) {
				t.Errorf("the reader goes on after %d, %v", from, err)
			}
			if h := second.Health(); h.Writes || !strings.Contains(h.Reason, "the fan-out has taken") {
				t.Errorf("got %+v, want red that names the reader", h)
			}
			third := eventlogtest.Open(t, nc, "")
			third.Attach(view)
			eventlogtest.Run(t, third)
			if h := third.Health(); h.Writes || !strings.Contains(h.Reason, "the view owners has taken") || view.rebuilt != 0 {
				t.Errorf("got %+v, rebuilt %d times, want red that names the view", h, view.rebuilt)
			}
		})
	}
}

// TestAnOlderHeadFileSaysHowToGoOn: the witness of lost facts stays red until a person gives them up.
func TestAnOlderHeadFileSaysHowToGoOn(t *testing.T) {
	t.Parallel()
	for name, grown := range map[string]int{"still shorter": 4, "grown past it": 9} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			head := filepath.Join(dir, "head.json")
			nc := eventlogtest.Connect(t, eventlogtest.Start(t, dir))
			write(t, nc, 1, 6, "old")
			eventlogtest.Run(t, eventlogtest.Open(t, nc, head))()
			replace(t, nc, export(t, nc, 3))
			write(t, nc, 4, grown, "new")
			l := eventlogtest.Open(t, nc, head)
			eventlogtest.Run(t, l)
			if h := l.Health(); h.Writes || !strings.Contains(h.Reason, "backup with 3 facts") || !strings.Contains(h.Reason, "remove head.json") {
				t.Errorf("got %+v, want red that says how to go on", h)
			}
		})
	}
}

// TestAProcessNoticesThatItsLogWasReplaced while it runs: it has folded facts that the log does not hold.
func TestAProcessNoticesThatItsLogWasReplaced(t *testing.T) {
	t.Parallel()
	for name, grown := range map[string]int{"still shorter": 4, "grown past it": 9} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := eventlogtest.Start(t, t.TempDir())
			nc := eventlogtest.Connect(t, srv)
			write(t, nc, 1, 6, "old")
			backup := export(t, nc, 3)
			l := eventlogtest.Open(t, eventlogtest.Connect(t, srv), "")
			g := eventlog.NewLedger(l, "owner", applyTrips)
			ended := make(chan error, 1)
			go func() { ended <- l.Run(context.WithoutCancel(t.Context())) }()
			<-l.CaughtUp()
			replace(t, nc, backup)
			write(t, nc, 4, grown, "new")
			select {
			case err := <-ended:
				if err == nil || !strings.Contains(err.Error(), "made anew") || !strings.Contains(err.Error(), "backup with 3 facts") {
					t.Errorf("ended with %v, want the reason", err)
				}
			case <-time.After(30 * time.Second):
				t.Fatal("it goes on with another log")
			}
			if h := l.Health(); h.Writes || !strings.Contains(h.Reason, "made anew") {
				t.Errorf("got %+v, want red", h)
			}
			if l.Position() != 6 {
				t.Errorf("it has folded facts of the other log, up to %d", l.Position())
			}
			if _, err := g.Handle(t.Context(), command("late"), "kota-olda", set(1)); err == nil {
				t.Error("a command was taken on the old state")
			}
		})
	}
}

// TestAReactorAheadOfTheLogIsRed: facts up to its place would never reach it.
func TestAReactorAheadOfTheLogIsRed(t *testing.T) {
	t.Parallel()
	l, g := newTrips(t)
	if _, err := g.Handle(t.Context(), command("k1"), "kota-a", set(1)); err != nil {
		t.Fatal(err)
	}
	js, err := jetstream.New(l.Conn())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := js.CreateConsumer(t.Context(), eventlog.StreamName, jetstream.ConsumerConfig{
		Durable: "eager", AckPolicy: jetstream.AckExplicitPolicy, DeliverPolicy: jetstream.DeliverByStartSequencePolicy, OptStartSeq: 7,
	}); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	done := make(chan error, 1)
	go func() {
		done <- l.React(ctx, "eager", []string{"owner"}, func(context.Context, eventlog.Record) error { return nil })
	}()
	for l.Health().Writes && ctx.Err() == nil {
		runtime.Gosched()
	}
	if h := l.Health(); h.Writes || !strings.Contains(h.Reason, "the reactor eager has taken 6 facts, but the log ends at 1") {
		t.Errorf("got %+v, want red that names the reactor", h)
	}
	cancel()
	if err := <-done; err != nil {
		t.Error(err)
	}
}
