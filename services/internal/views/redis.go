package views

import (
	"context"
	"crypto/x509"
	_ "embed"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/redis/go-redis/v9/maintnotifications"

	"makcomblang.id/pkg/fault"
)

// Redis keeps rows as JSON in Redis, for replicas that share their views. It needs no persistence there: what is lost is
// folded again. Each read and each batch is one command or script, so it sees and leaves one state.
//
// Keys, all of one space in one slot of a cluster:
//
//	mak:{name:vN}:at                    checkpoint
//	mak:{name:vN}:mark                  checkpoint, a space, and its mark
//	mak:{name:vN}:tables                hash: table, its index names packed
//	mak:{name:vN}:rows:<table>          hash: id, document
//	mak:{name:vN}:keys:<table>          hash: id, the row's entries packed
//	mak:{name:vN}:index:<table>:<index> sorted set of members, all with score 0, so ordered by their bytes
type Redis struct {
	client *redis.Client
	root   string // mak: unless a test shares the server
	apply  *redis.Script
	ranged *redis.Script
	drop   *redis.Script
}

var _ Store = (*Redis)(nil)

var (
	//go:embed lua/apply.lua
	applyScript string
	//go:embed lua/range.lua
	rangeScript string
	//go:embed lua/drop.lua
	dropScript string
)

// OpenRedis connects to the server of a redis://, rediss:// or unix:// address. It refuses one that would forget rows by
// itself: a view with a row missing looks whole.
// roots sign the server's certificate; nil takes the system's.
func OpenRedis(ctx context.Context, address string, roots *x509.CertPool) (*Redis, error) {
	opt, err := redis.ParseURL(address)
	if err != nil {
		return nil, errors.New("views: the address of Redis is not of the form redis://host:port/db, rediss://… or unix:///path")
	}
	// Otherwise every old server is asked for maintenance notices and logs an error, and contexts do not end commands.
	opt.MaintNotificationsConfig = &maintnotifications.Config{Mode: maintnotifications.ModeDisabled}
	opt.ContextTimeoutEnabled = true
	if opt.TLSConfig != nil {
		opt.TLSConfig.RootCAs = roots
	}
	s := &Redis{
		client: redis.NewClient(opt), root: "mak:",
		apply: redis.NewScript(applyScript), ranged: redis.NewScript(rangeScript), drop: redis.NewScript(dropScript),
	}
	policy, err := s.client.ConfigGet(ctx, "maxmemory-policy").Result()
	if err != nil {
		return nil, errors.Join(redisAway("open", err), s.client.Close())
	}
	if got := policy["maxmemory-policy"]; got != "noeviction" {
		return nil, errors.Join(fmt.Errorf("views: Redis evicts rows (maxmemory-policy %s): set maxmemory-policy to noeviction", got), s.client.Close())
	}
	return s, nil
}

// Close closes the connections.
func (r *Redis) Close() error { return r.client.Close() }

func redisAway(doing string, err error) error {
	return fmt.Errorf("views: redis: %s: %w", doing, fault.Unavailable(err, "The views are away for now.").After(2*time.Second))
}

func (r *Redis) prefix(s Space) string { return r.root + "{" + s.String() + "}:" }

func (r *Redis) at(s Space) string { return r.prefix(s) + "at" }

func (r *Redis) mark(s Space) string { return r.prefix(s) + "mark" }

func (r *Redis) rows(s Space, table string) string { return r.prefix(s) + "rows:" + table }

func (r *Redis) index(s Space, table, index string) string {
	return r.prefix(s) + "index:" + table + ":" + index
}

// pack writes texts for the scripts, each with its end.
func pack(texts ...string) string {
	var b strings.Builder
	for _, text := range texts {
		b.WriteString(text)
		b.WriteString(separator)
	}
	return b.String()
}

func unpack(packed string) []string {
	parts := strings.Split(packed, separator)
	return parts[:len(parts)-1]
}

// Apply implements Store.
func (r *Redis) Apply(ctx context.Context, b Batch) error {
	if err := b.check(); err != nil {
		return err
	}
	tables, rows, seen := []any{}, []any{}, map[string]bool{}
	for _, w := range b.Writes {
		if !seen[w.Table.Name] {
			seen[w.Table.Name] = true
			tables = append(tables, w.Table.Name, pack(w.Table.Indexes...))
		}
		row := []any{w.Table.Name, w.ID, "0", "", ""}
		if w.Value != nil {
			doc, err := w.Table.Encode(w.Value)
			if err != nil {
				return fmt.Errorf("views: row %s of table %s: %w", w.ID, w.Table.Name, err)
			}
			var keys strings.Builder
			for rest := w.entries; rest != ""; {
				var index int
				var m string
				index, m, rest = rest.next(w.ID)
				key, _ := splitMember(m)
				keys.WriteString(w.Table.Indexes[index])
				keys.WriteString(separator)
				keys.WriteString(key)
				keys.WriteString(separator)
			}
			row[2], row[3], row[4] = "1", doc, keys.String()
		}
		rows = append(rows, row...)
	}
	args := []any{r.prefix(b.Space), strconv.FormatUint(b.From, 10), strconv.FormatUint(b.To, 10), b.Mark, len(seen)}
	applied, err := r.apply.Run(ctx, r.client, []string{r.at(b.Space)}, slices.Concat(args, tables, rows)...).Int()
	if err != nil {
		return redisAway("apply", err)
	}
	if applied == 0 {
		return ErrStale
	}
	return nil
}

// Checkpoint implements Store.
func (r *Redis) Checkpoint(ctx context.Context, s Space) (uint64, error) {
	at, err := r.client.Get(ctx, r.at(s)).Uint64()
	if errors.Is(err, redis.Nil) {
		return 0, nil
	}
	if err != nil {
		return 0, redisAway("checkpoint", err)
	}
	return at, nil
}

// Marked implements Store. An older program moves the checkpoint and leaves the mark, which is none then.
func (r *Redis) Marked(ctx context.Context, s Space) (at uint64, mark string, err error) {
	both, err := r.client.MGet(ctx, r.at(s), r.mark(s)).Result()
	if err != nil {
		return 0, "", redisAway("checkpoint", err)
	}
	number, ok := both[0].(string)
	if !ok {
		return 0, "", nil
	}
	if at, err = strconv.ParseUint(number, 10, 64); err != nil {
		return 0, "", redisAway("checkpoint", err)
	}
	text, _ := both[1].(string)
	of, mark, _ := strings.Cut(text, " ")
	if of != number {
		mark = ""
	}
	return at, mark, nil
}

// Get implements Store.
func (r *Redis) Get(ctx context.Context, s Space, table *Schema, ids ...string) ([]any, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	values, err := r.client.HMGet(ctx, r.rows(s, table.Name), ids...).Result()
	if err != nil {
		return nil, redisAway("get", err)
	}
	for i, value := range values {
		doc, ok := value.(string)
		if !ok {
			continue // nil: no such row
		}
		if values[i], err = table.Decode([]byte(doc)); err != nil {
			return nil, err
		}
	}
	return values, nil
}

// Range implements Store.
func (r *Redis) Range(ctx context.Context, s Space, table *Schema, index string, q Query) ([]Entry, error) {
	if !slices.Contains(table.Indexes, index) {
		return nil, errNoIndex(table, index)
	}
	span, limit, desc := q.span(), -1, "0"
	if span.limit > 0 {
		limit = span.limit
	}
	if span.desc {
		desc = "1"
	}
	least, greatest := span.lex()
	keys := []string{r.index(s, table.Name, index), r.rows(s, table.Name)}
	found, err := r.ranged.Run(ctx, r.client, keys, least, greatest, limit, desc).StringSlice()
	if err != nil {
		return nil, redisAway("range", err)
	}
	entries := make([]Entry, len(found)/2)
	for i := range entries {
		entries[i].Key, entries[i].ID = splitMember(found[2*i])
		if entries[i].Value, err = table.Decode([]byte(found[2*i+1])); err != nil {
			return nil, err
		}
	}
	return entries, nil
}

// Count implements Store.
func (r *Redis) Count(ctx context.Context, s Space, table *Schema, index string, q Query) (int, error) {
	if !slices.Contains(table.Indexes, index) {
		return 0, errNoIndex(table, index)
	}
	q.After = Mark{}
	least, greatest := q.span().lex()
	n, err := r.client.ZLexCount(ctx, r.index(s, table.Name, index), least, greatest).Result()
	if err != nil {
		return 0, redisAway("count", err)
	}
	return int(n), nil
}

// lex gives the bounds as Redis writes them.
func (s span) lex() (least, greatest string) {
	least, greatest = "["+s.lo, "+"
	if s.hi != "" {
		greatest = "(" + s.hi
	}
	return least, greatest
}

// Drop implements Store.
func (r *Redis) Drop(ctx context.Context, s Space) error {
	if err := r.drop.Run(ctx, r.client, []string{r.at(s)}, r.prefix(s)).Err(); err != nil {
		return redisAway("drop", err)
	}
	return nil
}
