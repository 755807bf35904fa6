package views_test

import (
	"io"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"
	"time"

	"makcomblang.id/services/internal/views"
	"makcomblang.id/services/internal/views/viewstest"
)

func TestMemory(t *testing.T) {
	t.Parallel()
	viewstest.Run(t, func(*testing.T) views.Store { return views.NewMemory() })
}

func TestMemoryChecked(t *testing.T) {
	t.Parallel()
	viewstest.Run(t, func(*testing.T) views.Store { return views.NewMemoryChecked() })
}

type loose struct {
	Name   string
	Hidden string         `json:"-"`
	List   []string       `json:",omitempty"`
	Any    map[string]any `json:",omitempty"`
	At     time.Time
	Nested []struct{ At time.Time }
	secret int
}

var looseTable = views.NewTable("loose", views.All[loose]("all"))

func put(t *testing.T, s views.Store, row loose) error {
	t.Helper()
	w := views.Begin(t.Context(), views.View{Store: s, Space: views.Space{Name: "loose", Version: 1}}, 0)
	looseTable.Put(w, "x", row)
	b, err := w.Batch(1)
	if err != nil {
		t.Fatal(err)
	}
	return s.Apply(t.Context(), b)
}

func TestRowsThatRedisWouldChangeAreFound(t *testing.T) {
	t.Parallel()
	jakarta := time.FixedZone("WIB", 7*3600)
	tests := map[string]struct {
		row   loose
		where string
	}{
		"a field without JSON":    {loose{Hidden: "x"}, "loose.Hidden"},
		"an unexported field":     {loose{secret: 1}, "loose"},
		"an empty list left out":  {loose{List: []string{}}, "loose.List"},
		"an integer as any":       {loose{Any: map[string]any{"n": 1}}, "loose.Any"},
		"a time of another zone":  {loose{At: time.Date(2026, 1, 1, 0, 0, 0, 0, jakarta)}, "loose.At"},
		"a clock's own reading":   {loose{At: time.Now()}, "loose.At"},
		"far inside":              {loose{Nested: make([]struct{ At time.Time }, 2)}, ""},
		"far inside, a bad place": {loose{Nested: []struct{ At time.Time }{{}, {At: time.Now()}}}, "loose.Nested[1].At"},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			err := put(t, views.NewMemoryChecked(), tc.row)
			plain := views.NewMemory()
			if err := put(t, plain, tc.row); err != nil {
				t.Fatal(err)
			}
			dumped := plain.Dump(t.Context(), io.Discard)
			if tc.where == "" {
				if err != nil || dumped != nil {
					t.Errorf("a sound row is refused: %v, %v", err, dumped)
				}
				return
			}
			for _, err := range []error{err, dumped} {
				if err == nil || !strings.Contains(err.Error(), tc.where+" does not come back") {
					t.Errorf("got %v, want one that names %s", err, tc.where)
				}
			}
		})
	}
}

func TestARowChangedAfterItWasPutIsFound(t *testing.T) {
	t.Parallel()
	s, row := views.NewMemoryChecked(), loose{List: []string{"a"}}
	if err := put(t, s, row); err != nil {
		t.Fatal(err)
	}
	row.List[0] = "b"
	if err := s.Dump(t.Context(), io.Discard); err == nil || !strings.Contains(err.Error(), "changed after it was put") {
		t.Errorf("got %v", err)
	}
}

func TestTablesOfOneNameAreFound(t *testing.T) {
	t.Parallel()
	s := views.NewMemory()
	if err := put(t, s, loose{}); err != nil {
		t.Fatal(err)
	}
	twin := views.NewTable[string]("loose")
	_, _, err := twin.Get(t.Context(), views.View{Store: s, Space: views.Space{Name: "loose", Version: 1}}, "x")
	if err == nil {
		t.Error("no error")
	}
}

func TestKeyPartsOrderAsTheirValues(t *testing.T) {
	t.Parallel()
	numbers := []int64{-1 << 63, -5, -1, 0, 1, 9, 10, 1<<63 - 1}
	for i := 1; i < len(numbers); i++ {
		if views.Number(numbers[i-1]) >= views.Number(numbers[i]) {
			t.Errorf("%d does not come before %d", numbers[i-1], numbers[i])
		}
	}
	at := time.Date(2026, 11, 21, 0, 0, 0, 0, time.FixedZone("WIT", 9*3600))
	if views.Time(at) >= views.Time(at.Add(time.Nanosecond)) || views.Time(at) != "2026-11-20T15:00:00.000000000Z" {
		t.Errorf("got %s", views.Time(at))
	}
}

func TestSpaceNames(t *testing.T) {
	t.Parallel()
	want := views.Space{Name: "matches", Version: 12}
	if got, err := views.ParseSpace(want.String()); got != want || err != nil {
		t.Errorf("got %v, %v", got, err)
	}
	for _, bad := range []string{"", "matches", "matches:v", "matches:v0", ":v1", "matches:vx"} {
		if _, err := views.ParseSpace(bad); err == nil {
			t.Errorf("%q is taken", bad)
		}
	}
}

type counter struct {
	Region string
	N      int
}

// BenchmarkFold200k folds 200,000 facts in batches of 256: one read, one row and one moved entry each.
func BenchmarkFold200k(b *testing.B) {
	table := views.NewTable("counter", views.Index[counter]{Name: "by_n", Keys: func(k *views.Keys, _ string, c counter) {
		k.Add(c.Region, "/", views.Number(int64(c.N)))
	}})
	ids := make([]string, 30_000)
	for i := range ids {
		ids[i] = "i-" + strconv.Itoa(i)
	}
	for b.Loop() {
		v := views.View{Store: views.NewMemory(), Space: views.Space{Name: "bench", Version: 1}}
		random := rand.New(rand.NewPCG(1, 2))
		for at := uint64(0); at < 200_000; at += 256 {
			w := views.Begin(b.Context(), v, at)
			for range 256 {
				n := random.IntN(len(ids))
				table.Change(w, ids[n], func(c counter, _ bool) counter { return counter{Region: "9206", N: c.N + 1} })
			}
			batch, err := w.Batch(at + 256)
			if err == nil {
				err = v.Store.Apply(b.Context(), batch)
			}
			if err != nil {
				b.Fatal(err)
			}
		}
	}
}

// TestIndexesThatLieBehindDoNotShow folds a long history in large batches, as at a start, and in small ones that are read
// in between; readers see the same, whether the store was told to settle or not.
func TestIndexesThatLieBehindDoNotShow(t *testing.T) {
	t.Parallel()
	table := views.NewTable("counter", views.Index[counter]{Name: "by_n", Keys: func(k *views.Keys, _ string, c counter) {
		k.Add(c.Region, "/", views.Number(int64(c.N)))
		k.Add(views.Number(int64(c.N % 7)))
		k.Add(views.Number(int64(c.N % 7))) // twice at one key is once
	}})
	byN := views.Index[counter]{Name: "by_n"}
	fold := func(batch int, each func(m *views.Memory, v views.View)) string {
		m := views.NewMemory()
		v := views.View{Store: m, Space: views.Space{Name: "rush", Version: 1}}
		random := rand.New(rand.NewPCG(5, 6))
		for at := 0; at < 6000; at += batch {
			w := views.Begin(t.Context(), v, uint64(at))
			for range min(batch, 6000-at) {
				id := "i-" + strconv.Itoa(random.IntN(2500))
				if random.IntN(9) == 0 {
					table.Delete(w, id)
					continue
				}
				table.Change(w, id, func(c counter, _ bool) counter { return counter{Region: "9206", N: c.N + 1} })
			}
			b, err := w.Batch(uint64(min(at+batch, 6000)))
			if err == nil {
				err = m.Apply(t.Context(), b)
			}
			if err != nil {
				t.Fatal(err)
			}
			each(m, v)
		}
		rows, err := table.List(t.Context(), v, byN, views.Query{Prefix: "9206/", Desc: true})
		if err != nil {
			t.Fatal(err)
		}
		if n, err := table.Count(t.Context(), v, byN, views.Query{Prefix: "9206/"}); err != nil || n != len(rows) || n == 0 {
			t.Errorf("counted %d entries (%v), listed %d", n, err, len(rows))
		}
		var out strings.Builder
		if err := m.Dump(t.Context(), &out); err != nil {
			t.Fatal(err)
		}
		return out.String()
	}
	want := fold(7, func(_ *views.Memory, v views.View) {
		if _, err := table.Count(t.Context(), v, byN, views.Query{}); err != nil {
			t.Fatal(err)
		}
	})
	if got := fold(6000, func(*views.Memory, views.View) {}); got != want {
		t.Error("one batch that is read at the end gives another content")
	}
	if got := fold(1300, func(m *views.Memory, v views.View) { m.Settle(v.Space) }); got != want {
		t.Error("large batches that are settled give another content")
	}
}
