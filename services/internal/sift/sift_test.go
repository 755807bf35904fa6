package sift_test

import (
	"fmt"
	"testing"

	"makcomblang.id/services/internal/sift"
	"makcomblang.id/services/internal/views"
)

type row struct{ N int }

var (
	all   = views.All[row]("all")
	table = views.NewTable("row", all)
)

// filled is a view of the numbers from 0 to n-1 in order.
func filled(t *testing.T, n int) views.View {
	t.Helper()
	v := views.View{Store: views.NewMemory(), Space: views.Space{Name: "sift", Version: 1}}
	w := views.Begin(t.Context(), v, 0)
	for i := range n {
		table.Put(w, fmt.Sprintf("%06d", i), row{i})
	}
	b, err := w.Batch(1)
	if err != nil {
		t.Fatal(err)
	}
	if err := v.Store.Apply(t.Context(), b); err != nil {
		t.Fatal(err)
	}
	return v
}

// walk reads all pages; it gives what was found and how many pages it took.
func walk(t *testing.T, v views.View, limit int, keep func(row) bool) (found []int, pages int) {
	t.Helper()
	cursor := ""
	for {
		rows, next, err := sift.Page(t.Context(), v, table, all, views.Query{After: sift.Mark(cursor)}, limit, keep)
		if err != nil {
			t.Fatal(err)
		}
		if len(rows) > limit {
			t.Fatalf("a page has %d rows, at most %d were asked for", len(rows), limit)
		}
		for _, r := range rows {
			found = append(found, r.Doc.N)
		}
		pages++
		if next == (views.Mark{}) {
			return found, pages
		}
		cursor = sift.Text(next)
	}
}

func TestPagesHoldWhatIsKept(t *testing.T) {
	t.Parallel()
	tests := []struct{ rows, limit, every, found, pages int }{
		{0, 10, 1, 0, 1},
		{9, 10, 1, 9, 1},
		{10, 10, 1, 10, 1}, // no empty page at the end
		{11, 10, 1, 11, 2},
		{1000, 10, 100, 10, 1},
		{1000, 3, 100, 10, 4},
		{256, 10, 256, 1, 1}, // the index ends with a chunk
		{512, 1, 256, 2, 2},
		{45_000, 5, 44_000, 2, 3}, // found where the work of a page has ended twice
	}
	for _, tc := range tests {
		found, pages := walk(t, filled(t, tc.rows), tc.limit, func(r row) bool { return r.N%tc.every == 0 })
		if len(found) != tc.found || pages != tc.pages {
			t.Errorf("%+v: found %d on %d pages", tc, len(found), pages)
		}
		for i, n := range found {
			if n != i*tc.every {
				t.Errorf("%+v: row %d is %d", tc, i, n)
			}
		}
	}
}

func TestMarksSurviveACursor(t *testing.T) {
	t.Parallel()
	for _, m := range []views.Mark{{}, {ID: "a"}, {Key: "health/", ID: "a"}} {
		if got := sift.Mark(sift.Text(m)); got != m {
			t.Errorf("got %+v, want %+v", got, m)
		}
	}
}
