package views

// memTable is one table of a [Memory]. While many batches come one after the other, its indexes lie behind its rows:
// most rows change again before anybody reads them in order, and one sort is cheaper than an insertion for each.
type memTable struct {
	schema  *Schema
	rows    map[string]memRow
	indexes []*order           // in the order of the schema
	stale   map[string]entries // rows whose entries changed, with those that the indexes hold for them
}

type memRow struct {
	value   any
	entries entries
	doc     []byte // as put; only of a checked store
}

func newMemTable(schema *Schema) *memTable {
	t := &memTable{schema: schema, rows: map[string]memRow{}, stale: map[string]entries{}}
	for range schema.Indexes {
		t.indexes = append(t.indexes, &order{})
	}
	return t
}

func (t *memTable) apply(w Write, doc []byte) {
	old := t.rows[w.ID]
	row := memRow{value: w.Value, entries: w.entries, doc: doc}
	if old.entries == row.entries {
		row.entries = old.entries // the indexes hold pieces of this text
	} else if _, ok := t.stale[w.ID]; !ok {
		t.stale[w.ID] = old.entries
	}
	if w.Value == nil {
		delete(t.rows, w.ID)
		return
	}
	t.rows[w.ID] = row
}

// settle brings the indexes to what the rows say.
func (t *memTable) settle() {
	switch {
	case len(t.stale) == 0:
		return
	case len(t.stale) > chunkMax && len(t.stale) >= len(t.rows)/2:
		t.sort()
	default:
		for id, held := range t.stale {
			t.move(id, held, t.rows[id].entries)
		}
	}
	if len(t.stale) > chunkMax {
		t.stale = map[string]entries{} // give its room back
	}
	clear(t.stale)
}

// sort makes all indexes anew.
func (t *memTable) sort() {
	members := make([][]string, len(t.indexes))
	for id, row := range t.rows {
		for rest := row.entries; rest != ""; {
			var ix int
			var m string
			ix, m, rest = rest.next(id)
			members[ix] = append(members[ix], m)
		}
	}
	for ix := range members {
		t.indexes[ix] = orderOf(members[ix])
	}
}

// move replaces a row's entries.
func (t *memTable) move(id string, from, to entries) {
	for rest := from; rest != ""; {
		var ix int
		var m string
		if ix, m, rest = rest.next(id); !to.holds(id, ix, m) {
			t.indexes[ix].remove(m)
		}
	}
	for rest := to; rest != ""; {
		var ix int
		var m string
		ix, m, rest = rest.next(id)
		t.indexes[ix].insert(m)
	}
}
