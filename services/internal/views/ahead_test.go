package views_test

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/redis/go-redis/v9"

	"makcomblang.id/pkg/contract"
	"makcomblang.id/pkg/event"
	"makcomblang.id/services/internal/eventlog"
	"makcomblang.id/services/internal/projection"
	"makcomblang.id/services/internal/views"
)

// tally is a row that depends on all earlier facts of its subject and on a row of another id.
type tally struct {
	Trips int
	Other int
	Last  uint64
}

var tallies = views.NewTable("tally", views.Index[tally]{Name: "by_trips", Keys: func(k *views.Keys, _ string, r tally) {
	k.Add(views.Number(int64(r.Trips)))
	k.Add(strconv.Itoa(r.Other % 3))
}})

func foldTally(w views.Writer, rec eventlog.Record) error {
	d, ok := rec.Data.(*contract.OwnerCapacitySet)
	if !ok {
		return errors.New("not a capacity")
	}
	other, _ := tallies.Read(w, "o-0")
	if rec.Seq%17 == 0 {
		tallies.Delete(w, rec.Fact.Subject)
		return nil
	}
	tallies.Change(w, rec.Fact.Subject, func(r tally, _ bool) tally {
		return tally{Trips: r.Trips + d.Trips, Other: other.Trips, Last: rec.Seq}
	})
	return nil
}

func capacities(from, to uint64) []eventlog.Record {
	var out []eventlog.Record
	for seq := from; seq <= to; seq++ {
		out = append(out, eventlog.Record{
			Seq: seq, Fact: event.Fact{Type: "owner.capacity_set.v1", Subject: fmt.Sprintf("o-%d", seq*seq%211)}, Data: &contract.OwnerCapacitySet{Trips: int(seq % 5)},
		})
	}
	return out
}

func content(t *testing.T, s views.Store) string {
	t.Helper()
	var b strings.Builder
	if err := s.Dump(t.Context(), &b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// Two replicas fold into one Redis, each with what it remembers of its own last batches; the store loses its content in
// between. The rows are those of a fold in process.
func TestWhatIsReadAheadIsNeverOld(t *testing.T) {
	t.Parallel()
	address := startRedis(t)
	one, two := openRedis(t, address), openRedis(t, address)
	a := projection.New(new(eventlog.Log), one, "tallies", 1, foldTally)
	b := projection.New(new(eventlog.Log), two, "tallies", 1, foldTally)
	follow := func(p *projection.Projection, from, to uint64) {
		t.Helper()
		if err := p.Follow(capacities(from, to)); err != nil {
			t.Fatal(err)
		}
	}
	follow(a, 1, 700)
	follow(b, 1, 900)    // skips what is there
	follow(a, 701, 900)  // is refused, and must forget
	follow(a, 901, 1000) // on rows that b wrote
	follow(b, 901, 1000)
	follow(b, 1001, 1100)
	if err := one.Drop(t.Context(), views.Space{Name: "tallies", Version: 1}); err != nil {
		t.Fatal(err)
	}
	follow(b, 1, 1100) // from the start, as the log would hand it over
	follow(a, 1, 1200)
	memory := views.NewMemoryChecked()
	c := projection.New(new(eventlog.Log), memory, "tallies", 1, foldTally)
	follow(c, 1, 1200)
	if got, want := content(t, two), content(t, memory); got != want {
		t.Errorf("Redis holds another content than the process:\n%s\nwant\n%s", got, want)
	}
}

// The rows of a batch come in one round trip, and not at all if this process wrote them a moment ago.
func TestRowsAreReadAhead(t *testing.T) {
	t.Parallel()
	address := startRedis(t)
	opt, err := redis.ParseURL(address)
	if err != nil {
		t.Fatal(err)
	}
	client := redis.NewClient(opt)
	t.Cleanup(func() { _ = client.Close() })
	reads := func() int {
		t.Helper()
		info, err := client.Info(t.Context(), "commandstats").Result()
		if err != nil {
			t.Fatal(err)
		}
		m := regexp.MustCompile(`cmdstat_hmget:calls=([0-9]+)`).FindStringSubmatch(info)
		if m == nil {
			return 0
		}
		n, _ := strconv.Atoi(m[1])
		return n
	}
	first := projection.New(new(eventlog.Log), openRedis(t, address), "tallies", 1, foldTally)
	if err := first.Follow(capacities(1, 10)); err != nil {
		t.Fatal(err)
	}
	if err := first.Follow(capacities(11, 3000)); err != nil {
		t.Fatal(err)
	}
	was := reads()
	if was > 30 {
		t.Errorf("%d round trips for 3000 facts, most of which concern rows that were just written", was)
	}
	other := projection.New(new(eventlog.Log), openRedis(t, address), "tallies", 1, foldTally)
	for from := uint64(1); from <= 3000; from += 500 {
		if err := other.Follow(capacities(from, from+499)); err != nil {
			t.Fatal(err)
		}
	}
	if err := other.Follow(capacities(3001, 3002)); err != nil { // learns
		t.Fatal(err)
	}
	was = reads()
	if err := other.Follow(capacities(3003, 3400)); err != nil {
		t.Fatal(err)
	}
	if got := reads() - was; got > 1 {
		t.Errorf("%d round trips for one batch, want 1", got)
	}
}
