// Package viewstest holds every store of views to one behaviour: what passes here may serve the pages.
package viewstest

import (
	"bytes"
	"context"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"makcomblang.id/services/internal/views"
)

// visit is a row with everything that rows may hold.
type visit struct {
	Region  string            `json:"region"`
	Status  string            `json:"status"`
	Topics  []string          `json:"topics"`
	Seats   int64             `json:"seats"`
	At      time.Time         `json:"at"`
	Reasons map[string]string `json:"reasons"`
	Next    *visit            `json:"next,omitempty"`
}

var (
	byRegion = views.Index[visit]{Name: "by_region", Keys: func(k *views.Keys, _ string, v visit) { k.Add(v.Region, "/", v.Status) }}
	byTopic  = views.Index[visit]{Name: "by_topic", Keys: func(k *views.Keys, _ string, v visit) {
		for _, topic := range v.Topics {
			k.Add(topic)
		}
	}}
	all      = views.All[visit]("all")
	visits   = views.NewTable("visit", byRegion, byTopic, all)
	notes    = views.NewTable[string]("note")
	elsewhen = views.Index[visit]{Name: "elsewhen", Keys: byTopic.Keys}
	space    = views.Space{Name: "visits", Version: 1}
)

// Run runs the suite. open gives an empty store of its own at each call and closes it at the end of the test.
func Run(t *testing.T, open func(t *testing.T) views.Store) {
	tests := []struct {
		name string
		test func(*testing.T, views.Store)
	}{
		{"a new store is empty", testEmpty},
		{"a batch applies once, on its checkpoint only", testStale},
		{"the mark stands with the checkpoint", testMarked},
		{"a row comes back as it was put", testRoundTrip},
		{"entries follow the row", testEntriesFollow},
		{"a query chooses by prefix, bounds, mark, limit and direction", testQueries},
		{"pages go on while rows come and go", testPaging},
		{"a writer sees its own writes", testWriter},
		{"a writer scans its own writes", testWriterScan},
		{"what cannot be kept is refused whole", testRefused},
		{"spaces are apart and droppable", testSpaces},
		{"readers see a batch whole", testWhole},
		{"a dump depends on the content alone", testDump},
		{"any history gives what a plain model gives", testModel},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			tc.test(t, open(t))
		})
	}
	t.Run("two stores with one history dump alike", func(t *testing.T) {
		t.Parallel()
		Same(t, open(t), open(t))
	})
}

// Same writes one history to two empty stores, in batches of different sizes, and compares their dumps byte by byte.
func Same(t *testing.T, a, b views.Store) {
	t.Helper()
	history(t, a, 7)
	history(t, b, 50)
	got, want := dump(t, a), dump(t, b)
	if got != want || got == "" {
		t.Errorf("the dumps differ:\n%s", cmp.Diff(got, want))
	}
}

// apply folds with f on the present checkpoint and moves it to the sequence to.
func apply(t *testing.T, s views.Store, to uint64, f func(w views.Writer)) {
	t.Helper()
	ctx := t.Context()
	v := views.View{Store: s, Space: space}
	from, err := v.Position(ctx)
	if err != nil {
		t.Fatal(err)
	}
	w := views.Begin(ctx, v, from)
	f(w)
	b, err := w.Batch(to)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Apply(ctx, b); err != nil {
		t.Fatal(err)
	}
}

func testEmpty(t *testing.T, s views.Store) {
	ctx, v := t.Context(), views.View{Store: s, Space: space}
	if at, err := v.Position(ctx); at != 0 || err != nil {
		t.Errorf("checkpoint: got %d, %v", at, err)
	}
	if _, ok, err := visits.Get(ctx, v, "v-1"); ok || err != nil {
		t.Errorf("get: got %v, %v", ok, err)
	}
	rows, err := visits.List(ctx, v, byRegion, views.Query{})
	if rows == nil || len(rows) != 0 || err != nil {
		t.Errorf("list: got %v, %v, want an empty list", rows, err)
	}
	if n, err := visits.Count(ctx, v, all, views.Query{}); n != 0 || err != nil {
		t.Errorf("count: got %d, %v", n, err)
	}
	if got := dump(t, s); got != "" {
		t.Errorf("dump: got %q", got)
	}
}

func testStale(t *testing.T, s views.Store) {
	ctx, v := t.Context(), views.View{Store: s, Space: space}
	apply(t, s, 3, func(w views.Writer) { visits.Put(w, "v-1", visit{Region: "1101"}) })
	for _, from := range []uint64{0, 2, 4} {
		w := views.Begin(ctx, v, from)
		visits.Put(w, "v-1", visit{Region: "9206"})
		visits.Put(w, "v-2", visit{Region: "9206"})
		b, err := w.Batch(9)
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Apply(ctx, b); !errors.Is(err, views.ErrStale) {
			t.Errorf("apply from %d: got %v, want ErrStale", from, err)
		}
	}
	rows, err := visits.List(ctx, v, byRegion, views.Query{})
	want := []views.Row[visit]{{Key: "1101/", ID: "v-1", Doc: visit{Region: "1101"}}}
	if diff := cmp.Diff(rows, want); diff != "" || err != nil {
		t.Errorf("a stale batch left something: %v\n%s", err, diff)
	}
	if at, err := v.Position(ctx); at != 3 || err != nil {
		t.Errorf("checkpoint: got %d, %v, want 3", at, err)
	}
	apply(t, s, 8, func(views.Writer) {}) // facts that change nothing still move the checkpoint
	if at, err := v.Position(ctx); at != 8 || err != nil {
		t.Errorf("checkpoint: got %d, %v, want 8", at, err)
	}
	if err := s.Apply(ctx, views.Batch{Space: space, From: 8, To: 7}); err == nil || errors.Is(err, views.ErrStale) {
		t.Errorf("a batch that goes back: got %v", err)
	}
}

func testMarked(t *testing.T, s views.Store) {
	ctx, v := t.Context(), views.View{Store: s, Space: space}
	expect := func(at uint64, mark string) {
		t.Helper()
		if gotAt, got, err := s.Marked(ctx, space); gotAt != at || got != mark || err != nil {
			t.Errorf("got %d %q, %v, want %d %q", gotAt, got, err, at, mark)
		}
	}
	expect(0, "")
	for _, b := range []views.Batch{{To: 3, Mark: `{"of": "a log"}`}, {From: 3, To: 5, Mark: "b c"}} {
		b.Space = space
		if err := s.Apply(ctx, b); err != nil {
			t.Fatal(err)
		}
		expect(b.To, b.Mark)
	}
	if err := s.Apply(ctx, views.Batch{Space: space, From: 3, To: 9, Mark: "late"}); !errors.Is(err, views.ErrStale) {
		t.Errorf("got %v, want ErrStale", err)
	}
	expect(5, "b c")
	apply(t, s, 6, func(views.Writer) {}) // without a mark
	expect(6, "")
	if err := s.Drop(ctx, space); err != nil {
		t.Fatal(err)
	}
	expect(0, "")
	if at, err := v.Position(ctx); at != 0 || err != nil {
		t.Errorf("checkpoint: got %d, %v", at, err)
	}
}

func testRoundTrip(t *testing.T, s views.Store) {
	want := visit{
		Region: "92.06", Status: "agreed <&> \u2028 \"kutip\" Ternate \U0001f33f", Seats: 1<<62 + 1, Topics: []string{"malaria", "air bersih"},
		At: time.Date(2026, 11, 21, 3, 4, 5, 600_000_007, time.UTC), Reasons: map[string]string{"b": "2", "a": "1"}, Next: &visit{Status: "planned"},
	}
	apply(t, s, 1, func(w views.Writer) {
		visits.Put(w, "v-1", want)
		notes.Put(w, "v-1", "catatan")
	})
	ctx, v := t.Context(), views.View{Store: s, Space: space}
	got, ok, err := visits.Get(ctx, v, "v-1")
	if diff := cmp.Diff(got, want); !ok || err != nil || diff != "" {
		t.Errorf("got %v, %v\n%s", ok, err, diff)
	}
	if got, ok, err := notes.Get(ctx, v, "v-1"); got != "catatan" || !ok || err != nil {
		t.Errorf("a table of the same ids: got %q, %v, %v", got, ok, err)
	}
	many, err := visits.GetMany(ctx, v, "v-9", "v-1", "v-1")
	if diff := cmp.Diff(many, []views.Row[visit]{{ID: "v-1", Doc: want}, {ID: "v-1", Doc: want}}); diff != "" || err != nil {
		t.Errorf("many: %v\n%s", err, diff)
	}
	if none, err := visits.GetMany(ctx, v); len(none) != 0 || err != nil {
		t.Errorf("none: got %v, %v", none, err)
	}
}

func dump(t *testing.T, s views.Store) string {
	t.Helper()
	var b bytes.Buffer
	if err := s.Dump(context.WithoutCancel(t.Context()), &b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}
