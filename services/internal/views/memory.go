package views

import (
	"bytes"
	"context"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"sync"
)

// Memory keeps rows in process, as values: nothing is encoded on the way in or out. It starts empty with the process
// and is filled again from the log.
type Memory struct {
	checked bool

	mu     sync.RWMutex // held for a batch as a whole, so that readers see it whole
	spaces map[Space]*memSpace
}

var _ Store = (*Memory)(nil)

type memSpace struct {
	checkpoint uint64
	mark       string // of the checkpoint
	tables     map[string]*memTable
}

// NewMemory makes an empty store.
func NewMemory() *Memory { return &Memory{spaces: map[Space]*memSpace{}} }

// NewMemoryChecked makes a store that takes only rows which come back from JSON as they went in, and whose Dump fails
// if one was changed after it was put. It is several times slower: for tests, where it finds before Redis does what
// Redis would do differently.
func NewMemoryChecked() *Memory {
	m := NewMemory()
	m.checked = true
	return m
}

// Apply implements Store. It changes the rows; their indexes follow with Settle or when somebody reads them.
func (m *Memory) Apply(ctx context.Context, b Batch) error {
	if err := b.check(); err != nil {
		return err
	}
	docs, err := m.prove(b.Writes)
	if err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	space := m.spaces[b.Space]
	if space == nil {
		space = &memSpace{tables: map[string]*memTable{}}
	}
	if space.checkpoint != b.From {
		return ErrStale
	}
	m.spaces[b.Space] = space
	space.checkpoint, space.mark = b.To, b.Mark
	for i, w := range b.Writes {
		table := space.tables[w.Table.Name]
		if table == nil {
			table = newMemTable(w.Table)
			space.tables[w.Table.Name] = table
		}
		table.apply(w, docs[i])
	}
	return nil
}

// Settle brings the indexes of a space to its rows. Without it the next reader of each table does, who then waits for it.
func (m *Memory) Settle(s Space) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if space := m.spaces[s]; space != nil {
		for _, table := range space.tables {
			table.settle()
		}
	}
}

// check refuses what no projection can mean.
func (b Batch) check() error {
	if b.To < b.From {
		return fmt.Errorf("views: a batch of %s goes back from %d to %d", b.Space, b.From, b.To)
	}
	return nil
}

// prove encodes each row of a checked store and compares what comes back.
func (m *Memory) prove(writes []Write) ([][]byte, error) {
	docs := make([][]byte, len(writes))
	if !m.checked {
		return docs, nil
	}
	for i, w := range writes {
		if w.Value == nil {
			continue
		}
		doc, err := roundTrip(w.Table, w.Value)
		if err != nil {
			return nil, fmt.Errorf("views: row %s of table %s: %w", w.ID, w.Table.Name, err)
		}
		docs[i] = doc
	}
	return docs, nil
}

func roundTrip(table *Schema, value any) ([]byte, error) {
	doc, err := table.Encode(value)
	if err != nil {
		return nil, err
	}
	back, err := table.Decode(doc)
	if err != nil {
		return nil, err
	}
	if path, differ := difference(reflect.ValueOf(value), reflect.ValueOf(back)); differ {
		return nil, fmt.Errorf("%T%s does not come back from JSON as it went in", value, path)
	}
	again, err := table.Encode(back)
	if err == nil && !bytes.Equal(doc, again) {
		err = fmt.Errorf("%T has no stable JSON", value)
	}
	return doc, err
}

// Checkpoint implements Store.
func (m *Memory) Checkpoint(_ context.Context, s Space) (uint64, error) {
	m.mu.RLock()
	defer m.mu.RUnlock()
	if space := m.spaces[s]; space != nil {
		return space.checkpoint, nil
	}
	return 0, nil
}

// Marked implements Store.
func (m *Memory) Marked(_ context.Context, s Space) (at uint64, mark string, err error) {
	m.mu.RLock()
	defer m.mu.RUnlock()
	if space := m.spaces[s]; space != nil {
		return space.checkpoint, space.mark, nil
	}
	return 0, "", nil
}

// ordered gives a table with its indexes settled, locked for reading; nil for one that nobody wrote to yet. The caller
// unlocks in any case.
func (m *Memory) ordered(s Space, name string) *memTable {
	for {
		m.mu.RLock()
		t := m.table(s, name)
		if t == nil || len(t.stale) == 0 {
			return t
		}
		m.mu.RUnlock()
		m.mu.Lock()
		t.settle()
		m.mu.Unlock()
	}
}

// table gives nil for a table that nobody wrote to yet. The lock is held by the caller.
func (m *Memory) table(s Space, name string) *memTable {
	if space := m.spaces[s]; space != nil {
		return space.tables[name]
	}
	return nil
}

// Get implements Store.
func (m *Memory) Get(_ context.Context, s Space, table *Schema, ids ...string) ([]any, error) {
	values := make([]any, len(ids))
	m.mu.RLock()
	defer m.mu.RUnlock()
	if t := m.table(s, table.Name); t != nil {
		for i, id := range ids {
			values[i] = t.rows[id].value
		}
	}
	return values, nil
}

// Range implements Store.
func (m *Memory) Range(_ context.Context, s Space, table *Schema, index string, q Query) ([]Entry, error) {
	ix := table.indexNumber(index)
	if ix < 0 {
		return nil, errNoIndex(table, index)
	}
	t := m.ordered(s, table.Name)
	defer m.mu.RUnlock()
	if t == nil {
		return []Entry{}, nil
	}
	members := t.indexes[ix].members(q.span())
	entries := make([]Entry, len(members))
	for i, mb := range members {
		key, id := splitMember(mb)
		entries[i] = Entry{Key: key, ID: id, Value: t.rows[id].value}
	}
	return entries, nil
}

// Count implements Store.
func (m *Memory) Count(_ context.Context, s Space, table *Schema, index string, q Query) (int, error) {
	ix := table.indexNumber(index)
	if ix < 0 {
		return 0, errNoIndex(table, index)
	}
	q.After = Mark{}
	t := m.ordered(s, table.Name)
	defer m.mu.RUnlock()
	if t != nil {
		return t.indexes[ix].count(q.span()), nil
	}
	return 0, nil
}

// Spaces implements Store.
func (m *Memory) Spaces(context.Context) ([]Status, error) {
	m.mu.RLock()
	defer m.mu.RUnlock()
	all := make([]Status, 0, len(m.spaces))
	for s, space := range m.spaces {
		all = append(all, Status{Space: s, Checkpoint: space.checkpoint})
	}
	sortStatus(all)
	return all, nil
}

func sortStatus(all []Status) {
	slices.SortFunc(all, func(a, b Status) int {
		if c := strings.Compare(a.Space.Name, b.Space.Name); c != 0 {
			return c
		}
		return a.Space.Version - b.Space.Version
	})
}

// Drop implements Store.
func (m *Memory) Drop(_ context.Context, s Space) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.spaces, s)
	return nil
}
