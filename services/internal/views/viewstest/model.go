package viewstest

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"makcomblang.id/services/internal/views"
)

// testModel compares the store with the plainest thing that could be right: a map, sorted at each question.
func testModel(t *testing.T, s views.Store) {
	ids := rapid.SampledFrom([]string{"a", "ab", "b", "c", "\u00e9"})
	keys := rapid.SampledFrom([]string{"", "k", "k/1", "k/2", "k0", "l", "\u00ff"})
	round := 0
	rapid.Check(t, func(t *rapid.T) {
		round++
		v := views.View{Store: s, Space: views.Space{Name: "model", Version: round}}
		model, at := map[string]visit{}, uint64(0)
		for range rapid.IntRange(1, 5).Draw(t, "batches") {
			w := views.Begin(t.Context(), v, at)
			for range rapid.IntRange(0, 6).Draw(t, "writes") {
				id := ids.Draw(t, "id")
				if rapid.IntRange(0, 3).Draw(t, "deletes") == 0 {
					visits.Delete(w, id)
					delete(model, id)
					continue
				}
				row := visit{Topics: rapid.SliceOfN(keys, 0, 3).Draw(t, "keys"), Seats: int64(at)}
				visits.Put(w, id, row)
				model[id] = row
			}
			q := query(t, keys, ids)
			if diff := cmp.Diff(visits.Scan(w, byTopic, q), ask(model, q)); diff != "" {
				t.Fatalf("scan of %+v:\n%s", q, diff)
			}
			at++
			b, err := w.Batch(at)
			if err == nil {
				err = s.Apply(t.Context(), b)
			}
			if err != nil {
				t.Fatal(err)
			}
			got, err := visits.List(t.Context(), v, byTopic, q)
			if diff := cmp.Diff(got, ask(model, q)); diff != "" || err != nil {
				t.Fatalf("list of %+v: %v\n%s", q, err, diff)
			}
		}
		if err := s.Drop(t.Context(), v.Space); err != nil {
			t.Fatal(err)
		}
	})
}

func query(t *rapid.T, keys, ids *rapid.Generator[string]) views.Query {
	q := views.Query{Limit: rapid.IntRange(0, 4).Draw(t, "limit"), Desc: rapid.Bool().Draw(t, "desc")}
	if rapid.Bool().Draw(t, "with prefix") {
		q.Prefix = keys.Draw(t, "prefix")
	}
	if rapid.Bool().Draw(t, "with bounds") {
		q.From, q.To = keys.Draw(t, "from"), keys.Draw(t, "to")
	}
	if rapid.Bool().Draw(t, "with mark") {
		q.After = views.Mark{Key: keys.Draw(t, "mark key"), ID: ids.Draw(t, "mark id")}
	}
	return q
}

func ask(model map[string]visit, q views.Query) []views.Row[visit] {
	rows := []views.Row[visit]{}
	for id := range maps.Keys(model) {
		topics := slices.Clone(model[id].Topics)
		slices.Sort(topics)
		for _, key := range slices.Compact(topics) {
			if strings.HasPrefix(key, q.Prefix) && key >= q.From && (q.To == "" || key < q.To) {
				rows = append(rows, views.Row[visit]{Key: key, ID: id, Doc: model[id]})
			}
		}
	}
	compare := func(a, b views.Row[visit]) int {
		c := strings.Compare(a.Key, b.Key)
		if c == 0 {
			c = strings.Compare(a.ID, b.ID)
		}
		if q.Desc {
			return -c
		}
		return c
	}
	slices.SortFunc(rows, compare)
	if q.After.ID != "" {
		rows = slices.DeleteFunc(rows, func(r views.Row[visit]) bool {
			return compare(r, views.Row[visit]{Key: q.After.Key, ID: q.After.ID}) <= 0
		})
	}
	if q.Limit > 0 && len(rows) > q.Limit {
		rows = rows[:q.Limit]
	}
	return rows
}
