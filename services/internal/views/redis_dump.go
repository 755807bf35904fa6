package views

import (
	"bufio"
	"context"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/redis/go-redis/v9"
)

// Spaces implements Store. It walks over the keys of the server: for operators, not for pages.
func (r *Redis) Spaces(ctx context.Context) ([]Status, error) {
	all, seen := []Status{}, map[Space]bool{}
	// A bracket of the pattern language has no meaning in our keys, and the brace none in the pattern.
	keys := r.client.Scan(ctx, 0, r.root+"{*}:at", 1000).Iterator()
	for keys.Next(ctx) {
		name := strings.TrimSuffix(strings.TrimPrefix(keys.Val(), r.root+"{"), "}:at")
		s, err := ParseSpace(name)
		if err != nil || seen[s] { // the scan may give a key twice
			continue
		}
		seen[s] = true
		at, err := r.Checkpoint(ctx, s)
		if err != nil {
			return nil, err
		}
		all = append(all, Status{Space: s, Checkpoint: at})
	}
	if err := keys.Err(); err != nil {
		return nil, redisAway("spaces", err)
	}
	sortStatus(all)
	return all, nil
}

// Dump implements Store. Every space is of one state; two spaces may be of two.
func (r *Redis) Dump(ctx context.Context, w io.Writer) error {
	spaces, err := r.Spaces(ctx)
	if err != nil {
		return err
	}
	buf := bufio.NewWriter(w)
	d := newDumper(buf)
	for _, st := range spaces {
		if err := r.dumpSpace(ctx, d, st.Space); err != nil {
			return err
		}
	}
	if d.err != nil {
		return d.err
	}
	return buf.Flush()
}

// tableDump holds the answers for one table. They are there after the transaction.
type tableDump struct {
	name    string
	rows    *redis.MapStringStringCmd
	indexes []string
	members []*redis.StringSliceCmd
}

func (r *Redis) dumpSpace(ctx context.Context, d *dumper, s Space) error {
	tables, err := r.client.HGetAll(ctx, r.prefix(s)+"tables").Result()
	if err != nil {
		return redisAway("dump", err)
	}
	var at *redis.StringCmd
	var dumps []tableDump
	commands, err := r.client.TxPipelined(ctx, func(tx redis.Pipeliner) error {
		at = tx.Get(ctx, r.at(s))
		for _, name := range slices.Sorted(maps.Keys(tables)) {
			t := tableDump{name: name, rows: tx.HGetAll(ctx, r.rows(s, name)), indexes: unpack(tables[name])}
			slices.Sort(t.indexes)
			for _, index := range t.indexes {
				t.members = append(t.members, tx.ZRange(ctx, r.index(s, name, index), 0, -1))
			}
			dumps = append(dumps, t)
		}
		return nil
	})
	for _, c := range commands { // the pipeline's own error is only the first one
		if err == nil {
			err = c.Err()
		}
	}
	if err != nil {
		return redisAway("dump", err)
	}
	checkpoint, err := strconv.ParseUint(at.Val(), 10, 64)
	if err != nil {
		return redisAway("dump", err)
	}
	d.checkpoint(s, checkpoint)
	for _, t := range dumps {
		for _, id := range slices.Sorted(maps.Keys(t.rows.Val())) {
			d.row(s, t.name, id, []byte(t.rows.Val()[id]))
		}
		for i, index := range t.indexes {
			for _, m := range t.members[i].Val() {
				d.entry(s, t.name, index, m)
			}
		}
	}
	return d.err
}
