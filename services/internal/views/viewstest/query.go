package viewstest

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"makcomblang.id/services/internal/views"
)

// places gives "key id" of each row, in order.
func places(t *testing.T, s views.Store, ix views.Index[visit], q views.Query) []string {
	t.Helper()
	rows, err := visits.List(t.Context(), views.View{Store: s, Space: space}, ix, q)
	if err != nil {
		t.Fatal(err)
	}
	return placesOf(rows)
}

func placesOf(rows []views.Row[visit]) []string {
	out := []string{}
	for _, r := range rows {
		out = append(out, r.Key+" "+r.ID)
	}
	return out
}

func testEntriesFollow(t *testing.T, s views.Store) {
	steps := []struct {
		rule   string
		change func(w views.Writer)
		topics []string
	}{
		{"one entry a key, none for an empty list", func(w views.Writer) {
			visits.Put(w, "v-1", visit{Topics: []string{"malaria", "air", "malaria"}})
			visits.Put(w, "v-2", visit{})
		}, []string{"air v-1", "malaria v-1"}},
		{"a new row moves the entries", func(w views.Writer) {
			visits.Put(w, "v-1", visit{Topics: []string{"air", "gizi"}})
			visits.Put(w, "v-2", visit{Topics: []string{"air"}})
		}, []string{"air v-1", "air v-2", "gizi v-1"}},
		{"the last write of a batch holds", func(w views.Writer) {
			visits.Put(w, "v-1", visit{Topics: []string{"sampah"}})
			visits.Delete(w, "v-1")
			visits.Put(w, "v-1", visit{Topics: []string{"pajak"}})
			visits.Put(w, "v-2", visit{Topics: []string{"sampah"}})
			visits.Delete(w, "v-2")
		}, []string{"pajak v-1"}},
		{"a deleted row leaves nothing, twice too", func(w views.Writer) {
			visits.Delete(w, "v-1")
			visits.Delete(w, "v-9")
		}, []string{}},
	}
	for i, step := range steps {
		apply(t, s, uint64(i+1), step.change)
		if diff := cmp.Diff(places(t, s, byTopic, views.Query{}), step.topics); diff != "" {
			t.Errorf("%s:\n%s", step.rule, diff)
		}
	}
	if got := places(t, s, all, views.Query{}); len(got) != 0 {
		t.Errorf("rows left: %v", got)
	}
}

func testQueries(t *testing.T, s views.Store) {
	apply(t, s, 1, func(w views.Writer) {
		for id, topics := range map[string][]string{"a": {"k", "k/1", ""}, "b": {"k/1", "k/2"}, "c": {"k0", "\u00ff"}, "ab": {"k/1"}} {
			visits.Put(w, id, visit{Topics: topics})
		}
	})
	tests := map[string]struct {
		q    views.Query
		want []string
	}{
		"all":                  {views.Query{}, []string{" a", "k a", "k/1 a", "k/1 ab", "k/1 b", "k/2 b", "k0 c", "\u00ff c"}},
		"prefix":               {views.Query{Prefix: "k/"}, []string{"k/1 a", "k/1 ab", "k/1 b", "k/2 b"}},
		"prefix backwards":     {views.Query{Prefix: "k/", Desc: true}, []string{"k/2 b", "k/1 b", "k/1 ab", "k/1 a"}},
		"prefix of many bytes": {views.Query{Prefix: "\u00ff"}, []string{"\u00ff c"}},
		"from is within":       {views.Query{From: "k/2"}, []string{"k/2 b", "k0 c", "\u00ff c"}},
		"to is without":        {views.Query{To: "k/1"}, []string{" a", "k a"}},
		"from and to":          {views.Query{From: "k", To: "k/2"}, []string{"k a", "k/1 a", "k/1 ab", "k/1 b"}},
		"the same both ways":   {views.Query{From: "k", To: "k/2", Desc: true}, []string{"k/1 b", "k/1 ab", "k/1 a", "k a"}},
		"prefix and from":      {views.Query{Prefix: "k/", From: "k/2"}, []string{"k/2 b"}},
		"prefix and to":        {views.Query{Prefix: "k/", To: "k/2"}, []string{"k/1 a", "k/1 ab", "k/1 b"}},
		"crossed bounds":       {views.Query{From: "k/2", To: "k"}, []string{}},
		"limit":                {views.Query{Limit: 2}, []string{" a", "k a"}},
		"limit backwards":      {views.Query{Limit: 2, Desc: true}, []string{"\u00ff c", "k0 c"}},
		"limit beyond the end": {views.Query{Prefix: "k0", Limit: 9}, []string{"k0 c"}},
		"after":                {views.Query{After: views.Mark{Key: "k/1", ID: "ab"}}, []string{"k/1 b", "k/2 b", "k0 c", "\u00ff c"}},
		"after backwards":      {views.Query{After: views.Mark{Key: "k/1", ID: "ab"}, Desc: true}, []string{"k/1 a", "k a", " a"}},
		"after nothing there":  {views.Query{After: views.Mark{Key: "k/1", ID: "aa"}, Limit: 1}, []string{"k/1 ab"}},
		"after the last":       {views.Query{After: views.Mark{Key: "\u00ff", ID: "c"}}, []string{}},
		"after before a prefix": {
			views.Query{Prefix: "k/", After: views.Mark{Key: "a", ID: "a"}, Limit: 1},
			[]string{"k/1 a"},
		},
		"no match": {views.Query{Prefix: "x"}, []string{}},
	}
	for name, tc := range tests {
		if diff := cmp.Diff(places(t, s, byTopic, tc.q), tc.want); diff != "" {
			t.Errorf("%s:\n%s", name, diff)
		}
		count := tc.q
		count.After, count.Limit = views.Mark{}, 0
		n, err := visits.Count(t.Context(), views.View{Store: s, Space: space}, byTopic, tc.q)
		if want := len(places(t, s, byTopic, count)); n != want || err != nil {
			t.Errorf("%s: count: got %d, %v, want %d", name, n, err, want)
		}
	}
}

func testPaging(t *testing.T, s views.Store) {
	apply(t, s, 1, func(w views.Writer) {
		for _, id := range []string{"b", "d", "f", "h"} {
			visits.Put(w, id, visit{})
		}
	})
	var seen []string
	q := views.Query{Limit: 2}
	for page := uint64(2); ; page++ {
		rows, err := visits.List(t.Context(), views.View{Store: s, Space: space}, all, q)
		if err != nil {
			t.Fatal(err)
		}
		if len(rows) == 0 {
			break
		}
		for _, r := range rows {
			seen = append(seen, r.ID)
		}
		q.After = rows[len(rows)-1].Mark()
		apply(t, s, page, func(w views.Writer) { // behind the mark, the mark itself, and ahead of it
			visits.Put(w, "a", visit{})
			visits.Delete(w, q.After.ID)
			if page == 2 {
				visits.Put(w, "e", visit{})
			}
		})
	}
	if diff := cmp.Diff(seen, []string{"b", "d", "e", "f", "h"}); diff != "" {
		t.Error(diff)
	}
}
