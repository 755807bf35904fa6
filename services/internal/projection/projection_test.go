package projection_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"

	"makcomblang.id/pkg/contract"
	"makcomblang.id/pkg/event"
	"makcomblang.id/pkg/fault"
	"makcomblang.id/services/internal/eventlog"
	"makcomblang.id/services/internal/eventlog/eventlogtest"
	"makcomblang.id/services/internal/projection"
	"makcomblang.id/services/internal/views"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// owner is the view's row: how many trips were offered in all, and by which facts.
type owner struct {
	Trips int      `json:"trips"`
	Seqs  []uint64 `json:"seqs"`
}

var (
	byTrips = views.Index[owner]{Name: "by_trips", Keys: func(k *views.Keys, _ string, o owner) { k.Add(views.Number(int64(o.Trips))) }}
	owners  = views.NewTable("owner", byTrips)
)

func foldOwner(w views.Writer, rec eventlog.Record) error {
	if d, ok := rec.Data.(*contract.OwnerCapacitySet); ok {
		owners.Change(w, rec.Fact.Subject, func(o owner, _ bool) owner {
			return owner{Trips: o.Trips + d.Trips, Seqs: append(append([]uint64{}, o.Seqs...), rec.Seq)}
		})
	}
	return nil
}

// record makes a record by hand, for rules that need no log.
func record(seq uint64) eventlog.Record {
	return eventlog.Record{
		Seq:  seq,
		Fact: event.Fact{Type: "owner.capacity_set.v1", Subject: fmt.Sprintf("o-%d", seq%3)},
		Data: &contract.OwnerCapacitySet{Trips: int(seq)},
	}
}

func records(from, to uint64) []eventlog.Record {
	var out []eventlog.Record
	for seq := from; seq <= to; seq++ {
		out = append(out, record(seq))
	}
	return out
}

// fill appends facts from and to to the log.
func fill(t *testing.T, l *eventlog.Log, g *eventlog.Ledger[int], from, to int) {
	t.Helper()
	for n := from; n <= to; n++ {
		add(t, g, n)
	}
	if err := l.Wait(t.Context(), uint64(to)); err != nil {
		t.Fatal(err)
	}
}

// add appends the fact of a number.
func add(t *testing.T, g *eventlog.Ledger[int], n int) {
	t.Helper()
	c := eventlog.Command{Actor: "a-1", Route: "test", Key: fmt.Sprint(n)}
	_, err := g.Handle(t.Context(), c, fmt.Sprintf("o-%d", n%3), func(int, uint64) (eventlog.Draft, error) {
		return eventlog.Draft{Data: &contract.OwnerCapacitySet{Period: "2027", Trips: n, Source: "test"}, Basis: event.Sample}, nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func ledger(l *eventlog.Log) *eventlog.Ledger[int] {
	return eventlog.NewLedger(l, "owner", func(n int, _ eventlog.Record) int { return n + 1 })
}

func dump(t *testing.T, s views.Store) string {
	t.Helper()
	var b bytes.Buffer
	if err := s.Dump(t.Context(), &b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// want is the dump of a view over records 1 to n, folded one at a time.
func want(t *testing.T, n uint64) string {
	t.Helper()
	s := views.NewMemory()
	for seq := uint64(1); seq <= n; seq++ {
		w := views.Begin(t.Context(), views.View{Store: s, Space: views.Space{Name: "owners", Version: 1}}, seq-1)
		if err := foldOwner(w, record(seq)); err != nil {
			t.Fatal(err)
		}
		b, err := w.Batch(seq)
		if err == nil {
			err = s.Apply(t.Context(), b)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	return dump(t, s)
}

func TestAViewFollowsTheLog(t *testing.T) {
	t.Parallel()
	l, s := eventlogtest.New(t), views.NewMemoryChecked()
	g := ledger(l)
	p := projection.New(l, s, "owners", 1, foldOwner)
	eventlogtest.Run(t, l)
	fill(t, l, g, 1, 20)
	if p.Position() != 20 || p.Lag() != 0 {
		t.Errorf("got position %d, lag %d, want 20, 0", p.Position(), p.Lag())
	}
	if diff := cmp.Diff(dump(t, s), want(t, 20)); diff != "" {
		t.Error(diff)
	}
	o, ok, err := owners.Get(t.Context(), p.View(), "o-1")
	if !ok || err != nil || o.Trips != 1+4+7+10+13+16+19 {
		t.Errorf("got %v, %v, %v", o, ok, err)
	}
}

func TestARestartGoesOnAndARaisedVersionStartsAnew(t *testing.T) {
	t.Parallel()
	srv, s := eventlogtest.Start(t, t.TempDir()), views.NewMemoryChecked()
	nc, head := eventlogtest.Connect(t, srv), filepath.Join(t.TempDir(), "head.json")
	l := eventlogtest.Open(t, nc, head)
	g := ledger(l)
	projection.New(l, s, "owners", 1, foldOwner)
	stop := eventlogtest.Run(t, l)
	fill(t, l, g, 1, 10)
	stop()

	again := eventlogtest.Open(t, nc, head)
	g = ledger(again)
	same := projection.New(again, s, "owners", 1, foldOwner)
	raised := projection.New(again, s, "owners", 2, foldOwner)
	eventlogtest.Run(t, again)
	fill(t, again, g, 11, 15)
	if same.Position() != 15 || raised.Position() != 15 {
		t.Errorf("got positions %d and %d, want 15", same.Position(), raised.Position())
	}
	both := want(t, 15) + strings.ReplaceAll(want(t, 15), "owners:v1", "owners:v2")
	if diff := cmp.Diff(dump(t, s), both); diff != "" {
		t.Error(diff)
	}
}

func TestAStoreThatLostItsContentIsFilledFromTheLog(t *testing.T) {
	t.Parallel()
	l, s := eventlogtest.New(t), views.NewMemoryChecked()
	g := ledger(l)
	p := projection.New(l, s, "owners", 1, foldOwner)
	eventlogtest.Run(t, l)
	fill(t, l, g, 1, 30)
	if err := s.Drop(t.Context(), p.View().Space); err != nil {
		t.Fatal(err)
	}
	fill(t, l, g, 31, 31)
	if diff := cmp.Diff(dump(t, s), want(t, 31)); diff != "" {
		t.Error(diff)
	}
}

func TestTwoReplicasFoldOnce(t *testing.T) {
	t.Parallel()
	l, s := eventlogtest.New(t), views.NewMemoryChecked()
	fast := projection.New(l, s, "owners", 1, foldOwner)
	slow := projection.New(l, s, "owners", 1, foldOwner)
	steps := []struct {
		p        *projection.Projection
		from, to uint64
	}{
		{fast, 1, 4}, {slow, 1, 2}, // a batch that is in already
		{slow, 3, 6},               // half of it is in
		{fast, 5, 5}, {fast, 6, 9}, // the other one is stale now
		{slow, 7, 9},
	}
	for i, step := range steps {
		if err := step.p.Follow(records(step.from, step.to)); err != nil {
			t.Fatalf("step %d: %v", i, err)
		}
		if step.p.Position() < step.to {
			t.Errorf("step %d: got position %d, want %d", i, step.p.Position(), step.to)
		}
	}
	if diff := cmp.Diff(dump(t, s), want(t, 9)); diff != "" {
		t.Error(diff)
	}
}

func TestAFactThatCannotBeFoldedStopsTheViewThere(t *testing.T) {
	t.Parallel()
	reason := errors.New("no such sector")
	tests := map[string]func(w views.Writer) error{
		"an error":             func(views.Writer) error { return reason },
		"a panic":              func(views.Writer) error { var none *owner; none.Trips++; return nil },
		"a row that is no row": func(w views.Writer) error { owners.Put(w, "", owner{}); return nil },
	}
	for name, fail := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := views.NewMemoryChecked()
			p := projection.New(eventlogtest.New(t), s, "owners", 1, func(w views.Writer, rec eventlog.Record) error {
				if err := foldOwner(w, rec); err != nil || rec.Seq != 4 {
					return err
				}
				return fail(w) // half of the fact is written by now
			})
			for range 2 { // handed over again it fails again: nothing is skipped
				err := p.Follow(records(1, 6))
				var poison *projection.FoldError
				if !errors.As(err, &poison) || poison.Seq != 4 || poison.Type != "owner.capacity_set.v1" {
					t.Fatalf("got %v, want the fact named", err)
				}
				if name == "an error" && !errors.Is(err, reason) {
					t.Errorf("got %v, want the cause kept", err)
				}
				if p.Position() != 3 || p.Lag() != 3 {
					t.Errorf("got position %d, lag %d, want 3, 3", p.Position(), p.Lag())
				}
				if diff := cmp.Diff(dump(t, s), want(t, 3)); diff != "" {
					t.Error(diff)
				}
			}
		})
	}
}

// shaky is a store that is away for a while, or for ever.
type shaky struct {
	views.Store
	fails int
	err   error
}

func (s *shaky) Apply(ctx context.Context, b views.Batch) error {
	if s.fails > 0 {
		s.fails--
		return s.err
	}
	return s.Store.Apply(ctx, b)
}

func TestAStoreThatIsAwayIsWaitedFor(t *testing.T) {
	t.Parallel()
	s := &shaky{Store: views.NewMemoryChecked(), fails: 3, err: fault.Unavailable(errors.New("closed"), "The views are away.")}
	p := projection.New(eventlogtest.New(t), s, "owners", 1, foldOwner)
	if err := p.Follow(records(1, 6)); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(dump(t, s), want(t, 6)); diff != "" {
		t.Error(diff)
	}
	broken := errors.New("a row cannot be read")
	s.fails, s.err = 1, broken
	if err := p.Follow(records(7, 7)); !errors.Is(err, broken) || p.Lag() != 1 {
		t.Errorf("got %v, lag %d", err, p.Lag())
	}
	s.fails, s.err = 1000, views.ErrStale
	if err := p.Follow(records(7, 7)); !errors.Is(err, views.ErrStale) {
		t.Errorf("always stale: got %v", err)
	}
	s.fails = 0
	if err := p.Follow(records(7, 7)); err != nil || p.Position() != 7 {
		t.Errorf("afterwards: got %v, position %d", err, p.Position())
	}
}
