package viewstest

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"makcomblang.id/services/internal/views"
)

func testWriter(t *testing.T, s views.Store) {
	apply(t, s, 1, func(w views.Writer) { visits.Put(w, "v-1", visit{Seats: 1}) })
	more := func(old visit, ok bool) visit {
		if !ok {
			old.Seats = 100
		}
		old.Seats++
		return old
	}
	apply(t, s, 2, func(w views.Writer) {
		visits.Change(w, "v-1", more)
		visits.Change(w, "v-1", more)
		visits.Change(w, "v-2", more)
		if row, ok := visits.Read(w, "v-1"); !ok || row.Seats != 3 {
			t.Errorf("own write: got %v, %v", row.Seats, ok)
		}
		visits.Delete(w, "v-1")
		if _, ok := visits.Read(w, "v-1"); ok {
			t.Error("a row deleted in the batch is still read")
		}
		visits.Change(w, "v-1", more)
	})
	v := views.View{Store: s, Space: space}
	for _, id := range []string{"v-1", "v-2"} {
		if row, _, err := visits.Get(t.Context(), v, id); row.Seats != 101 || err != nil {
			t.Errorf("%s: got %d, %v, want 101", id, row.Seats, err)
		}
	}
}

func testWriterScan(t *testing.T, s views.Store) {
	apply(t, s, 1, func(w views.Writer) {
		for _, id := range []string{"a", "b", "c", "d"} {
			visits.Put(w, id, visit{Topics: []string{"x", "y"}})
		}
	})
	apply(t, s, 2, func(w views.Writer) {
		scan := func(want []string, q views.Query) {
			t.Helper()
			if diff := cmp.Diff(placesOf(visits.Scan(w, byTopic, q)), want); diff != "" {
				t.Error(diff)
			}
		}
		scan([]string{"x a", "x b"}, views.Query{Limit: 2})
		visits.Delete(w, "a")
		visits.Put(w, "b", visit{Topics: []string{"y"}})
		visits.Put(w, "bb", visit{Topics: []string{"x"}})
		visits.Put(w, "e", visit{Topics: []string{"z"}})
		notes.Put(w, "a", "of another table")
		scan([]string{"x bb", "x c", "x d", "y b", "y c", "y d", "z e"}, views.Query{})
		scan([]string{"x bb", "x c"}, views.Query{Limit: 2})
		scan([]string{"z e", "y d"}, views.Query{Limit: 2, Desc: true})
		scan([]string{"y d", "y c"}, views.Query{Limit: 2, Desc: true, After: views.Mark{Key: "z", ID: "e"}})
		scan([]string{"x c", "x d"}, views.Query{Prefix: "x", After: views.Mark{Key: "x", ID: "bb"}})
	})
}

func testRefused(t *testing.T, s views.Store) {
	tests := map[string]func(w views.Writer){
		"an empty id":           func(w views.Writer) { visits.Put(w, "", visit{}) },
		"a zero byte in an id":  func(w views.Writer) { visits.Put(w, "a\x00b", visit{}) },
		"an id that is no text": func(w views.Writer) { visits.Delete(w, "a\xff") },
		"a zero byte in a key":  func(w views.Writer) { visits.Put(w, "a", visit{Topics: []string{"a\x00"}}) },
		"a key that is no text": func(w views.Writer) { visits.Put(w, "a", visit{Topics: []string{"\xff"}}) },
		"an index of no table":  func(w views.Writer) { visits.Scan(w, elsewhen, views.Query{}) },
	}
	v := views.View{Store: s, Space: space}
	for name, write := range tests {
		w := views.Begin(t.Context(), v, 0)
		visits.Put(w, "good", visit{})
		write(w)
		visits.Put(w, "better", visit{})
		if _, err := w.Batch(1); err == nil || w.Err() == nil {
			t.Errorf("%s: no error", name)
		}
	}
	if _, err := visits.List(t.Context(), v, elsewhen, views.Query{}); err == nil {
		t.Error("list of an unknown index: no error")
	}
	if _, err := visits.Count(t.Context(), v, elsewhen, views.Query{}); err == nil {
		t.Error("count of an unknown index: no error")
	}
}

func testSpaces(t *testing.T, s views.Store) {
	apply(t, s, 5, func(w views.Writer) { visits.Put(w, "v-1", visit{Seats: 1}) })
	before := dump(t, s)
	ctx := t.Context()
	next := views.View{Store: s, Space: views.Space{Name: space.Name, Version: 10}}
	other := views.View{Store: s, Space: views.Space{Name: "a-" + space.Name, Version: 2}}
	for _, v := range []views.View{next, other} {
		w := views.Begin(ctx, v, 0)
		visits.Put(w, "v-1", visit{Seats: 2})
		b, err := w.Batch(7)
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Apply(ctx, b); err != nil {
			t.Fatal(err)
		}
	}
	got, err := s.Spaces(ctx)
	want := []views.Status{{Space: other.Space, Checkpoint: 7}, {Space: space, Checkpoint: 5}, {Space: next.Space, Checkpoint: 7}}
	if diff := cmp.Diff(got, want); diff != "" || err != nil {
		t.Errorf("spaces: %v\n%s", err, diff)
	}
	for _, v := range []views.View{next, other, other} {
		if err := s.Drop(ctx, v.Space); err != nil {
			t.Fatal(err)
		}
	}
	if at, err := next.Position(ctx); at != 0 || err != nil {
		t.Errorf("a dropped space: got %d, %v", at, err)
	}
	if _, ok, err := visits.Get(ctx, next, "v-1"); ok || err != nil {
		t.Errorf("a row of a dropped space: %v, %v", ok, err)
	}
	if got := dump(t, s); got != before {
		t.Errorf("the other spaces left or lost something:\n%s", cmp.Diff(got, before))
	}
}

// testWhole moves a seat between two rows in each batch: who reads both always counts ten.
func testWhole(t *testing.T, s views.Store) {
	apply(t, s, 1, func(w views.Writer) {
		visits.Put(w, "a", visit{Seats: 10, Topics: []string{"x"}})
		visits.Put(w, "b", visit{})
	})
	v, stop := views.View{Store: s, Space: space}, make(chan struct{})
	var readers sync.WaitGroup
	for range 2 {
		readers.Go(func() {
			for n := 0; ; n++ {
				select {
				case <-stop:
					return
				default:
				}
				rows, err := visits.GetMany(t.Context(), v, "a", "b")
				if n%2 == 1 {
					rows, err = visits.List(t.Context(), v, all, views.Query{})
				}
				if err != nil || len(rows) != 2 || rows[0].Doc.Seats+rows[1].Doc.Seats != 10 {
					t.Errorf("half a batch: %v, %v", rows, err)
					return
				}
				if got, err := visits.List(t.Context(), v, byTopic, views.Query{}); err != nil || len(got) != 1 {
					t.Errorf("half an index: %v, %v", placesOf(got), err)
					return
				}
			}
		})
	}
	for i := range int64(200) {
		apply(t, s, uint64(i)+2, func(w views.Writer) {
			visits.Put(w, "a", visit{Seats: i % 10, Topics: []string{[]string{"x", "y"}[i%2]}})
			visits.Put(w, "b", visit{Seats: 10 - i%10})
		})
	}
	close(stop)
	readers.Wait()
}

// history writes one fixed sequence of facts in batches of the given size.
func history(t *testing.T, s views.Store, size int) {
	t.Helper()
	const facts = 100
	for from := 0; from < facts; from += size {
		to := min(from+size, facts)
		apply(t, s, uint64(to), func(w views.Writer) {
			for i := from; i < to; i++ {
				id := fmt.Sprintf("v-%d", i*7%13)
				if i%5 == 4 {
					visits.Delete(w, id)
					continue
				}
				visits.Change(w, id, func(v visit, _ bool) visit {
					return visit{Seats: v.Seats + int64(i), Topics: []string{fmt.Sprint(i % 3), "t"}, Reasons: map[string]string{"b": "1", "a": id}}
				})
			}
		})
	}
}

func testDump(t *testing.T, s views.Store) {
	apply(t, s, 2, func(w views.Writer) {
		notes.Put(w, "n", "<catatan>")
		visits.Put(w, "b", visit{Region: "9206", Topics: []string{"y"}})
		visits.Put(w, "a", visit{Topics: []string{}, Reasons: map[string]string{}})
		visits.Put(w, "gone", visit{Topics: []string{"x"}})
	})
	apply(t, s, 3, func(w views.Writer) { visits.Delete(w, "gone") })
	line := `{"space":"visits:v1",`
	row := `"topics":%s,"seats":0,"at":"0001-01-01T00:00:00Z","reasons":%s}}`
	want := strings.Join([]string{
		line + `"checkpoint":3}`,
		line + `"table":"note","id":"n","doc":"\u003ccatatan\u003e"}`,
		line + `"table":"visit","id":"a","doc":{"region":"","status":"",` + fmt.Sprintf(row, `[]`, `{}`),
		line + `"table":"visit","id":"b","doc":{"region":"9206","status":"",` + fmt.Sprintf(row, `["y"]`, `null`),
		line + `"table":"visit","id":"a","index":"all","key":""}`,
		line + `"table":"visit","id":"b","index":"all","key":""}`,
		line + `"table":"visit","id":"a","index":"by_region","key":"/"}`,
		line + `"table":"visit","id":"b","index":"by_region","key":"9206/"}`,
		line + `"table":"visit","id":"b","index":"by_topic","key":"y"}`,
	}, "\n") + "\n"
	if diff := cmp.Diff(dump(t, s), want); diff != "" {
		t.Error(diff)
	}
}
