package projection_test

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"makcomblang.id/pkg/contract"
	"makcomblang.id/pkg/event"
	"makcomblang.id/pkg/fault"
	"makcomblang.id/services/internal/eventlog"
	"makcomblang.id/services/internal/eventlog/eventlogtest"
	"makcomblang.id/services/internal/projection"
	"makcomblang.id/services/internal/views"
)

// gone is a store that can be away for any time.
type gone struct {
	views.Store
	away atomic.Bool
}

var errGone = fault.Unavailable(errors.New("closed"), "The views are away.")

func (s *gone) Apply(ctx context.Context, b views.Batch) error {
	if s.away.Load() {
		return errGone
	}
	return s.Store.Apply(ctx, b)
}

func (s *gone) Checkpoint(ctx context.Context, space views.Space) (uint64, error) {
	if s.away.Load() {
		return 0, errGone
	}
	return s.Store.Checkpoint(ctx, space)
}

// A store that stays away holds up neither the commands nor the loop; the position that reads promise waits, and when the
// store is back, empty or not, the view gets what it lacks without a restart.
func TestAStoreThatStaysAwayHoldsNobodyUp(t *testing.T) {
	t.Parallel()
	for name, loses := range map[string]bool{"it kept its content": false, "it is empty": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l, s := eventlogtest.New(t), &gone{Store: views.NewMemoryChecked()}
			g := ledger(l)
			p := projection.New(l, s, "owners", 1, foldOwner)
			eventlogtest.Run(t, l)
			fill(t, l, g, 1, 10)
			s.away.Store(true)
			for n := 11; n <= 30; n++ {
				c := eventlog.Command{Actor: "a-1", Route: "test", Key: fmt.Sprint(n)}
				_, err := g.Handle(t.Context(), c, fmt.Sprintf("o-%d", n%3), func(int, uint64) (eventlog.Draft, error) {
					return eventlog.Draft{Data: &contract.OwnerCapacitySet{Period: "2027", Trips: n, Source: "test"}, Basis: event.Sample}, nil
				})
				if err != nil {
					t.Fatal(err)
				}
			}
			if err := l.WaitFolded(t.Context(), 30); err != nil {
				t.Fatalf("the loop does not go on: %v", err)
			}
			if at, behind := p.Behind(); at != 10 || !behind || l.Position() != 10 {
				t.Errorf("got position %d, behind %v, and %d promised to reads, want 10", at, behind, l.Position())
			}
			if loses {
				if err := s.Store.Drop(t.Context(), p.View().Space); err != nil {
					t.Fatal(err)
				}
			}
			s.away.Store(false)
			if err := l.Wait(t.Context(), 30); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(dump(t, s.Store), want(t, 30)); diff != "" {
				t.Error(diff)
			}
			fill(t, l, g, 31, 33)
			if _, behind := p.Behind(); behind {
				t.Error("it lies behind for ever")
			}
		})
	}
}

// slow is a store that takes its time for each batch once it has lost its content.
type slow struct {
	views.Store
	slow  atomic.Bool
	began chan struct{} // a batch is on its way
}

func (s *slow) Apply(ctx context.Context, b views.Batch) error {
	if s.slow.Load() {
		select {
		case s.began <- struct{}{}:
		default:
		}
		select {
		case <-time.After(700 * time.Millisecond):
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return s.Store.Apply(ctx, b)
}

// A large view that is filled again gives the loop its turn in between: what comes meanwhile is folded before the view is
// whole, and the view becomes whole all the same.
func TestALargeViewThatIsFilledAgainHoldsNobodyUp(t *testing.T) {
	t.Parallel()
	l, s := eventlogtest.New(t), &slow{Store: views.NewMemoryChecked(), began: make(chan struct{}, 1)}
	g := ledger(l)
	p := projection.New(l, s, "owners", 1, foldOwner)
	eventlogtest.Run(t, l)
	const many = 4500 // nine steps
	fill(t, l, g, 1, many)
	s.slow.Store(true)
	if err := s.Store.Drop(t.Context(), p.View().Space); err != nil {
		t.Fatal(err)
	}
	<-s.began
	c := eventlog.Command{Actor: "a-1", Route: "test", Key: "meanwhile"}
	r, err := g.Handle(t.Context(), c, "o-1", func(int, uint64) (eventlog.Draft, error) {
		return eventlog.Draft{Data: &contract.OwnerCapacitySet{Period: "2027", Trips: 1, Source: "test"}, Basis: event.Sample}, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := l.WaitFolded(t.Context(), r.Seq); err != nil {
		t.Fatal(err)
	}
	if at, behind := p.Behind(); !behind || at >= many {
		t.Errorf("the loop waited until the view was whole, at %d", at)
	}
	s.slow.Store(false)
	if err := l.Wait(t.Context(), r.Seq); err != nil {
		t.Fatal(err)
	}
	if _, behind := p.Behind(); behind {
		t.Error("it lies behind for ever")
	}
}
