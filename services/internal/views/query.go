package views

import (
	"bytes"
	"errors"
	"strings"
	"time"
	"unicode/utf8"
)

// Query chooses entries of an index. The zero Query is the whole index in order.
type Query struct {
	Prefix string // only keys that begin with it
	From   string // only keys >= From
	To     string // only keys < To; empty for no end
	After  Mark   // only what follows this entry in reading order; zero for the start
	Limit  int    // at most so many; 0 for all
	Desc   bool   // read from the end
}

// Mark is a place in an index: that of one entry. It stays valid when the entry is gone.
type Mark struct{ Key, ID string }

// separator parts key and id in a member. Keys never hold it and it is the least of all bytes, so members are ordered
// by key, then id, in any store that orders bytes.
const separator = "\x00"

func member(key, id string) string { return key + separator + id }

func splitMember(m string) (key, id string) {
	key, id, _ = strings.Cut(m, separator)
	return key, id
}

// span is a query in terms of members: lo <= member, and member < hi unless hi is empty.
type span struct {
	lo, hi string
	limit  int
	desc   bool
}

// span computes the bounds once for every store, so that all agree on the edges.
func (q Query) span() span {
	s := span{lo: max(q.Prefix, q.From), hi: q.To, limit: q.Limit, desc: q.Desc}
	if end := afterPrefix(q.Prefix); end != "" && (s.hi == "" || end < s.hi) {
		s.hi = end
	}
	if q.After.ID == "" {
		return s
	}
	at := member(q.After.Key, q.After.ID)
	if q.Desc {
		if s.hi == "" || at < s.hi {
			s.hi = at
		}
		return s
	}
	s.lo = max(s.lo, at+separator) // the least string above at
	return s
}

func (s span) holds(m string) bool { return m >= s.lo && (s.hi == "" || m < s.hi) }

func (s span) empty() bool { return s.hi != "" && s.lo >= s.hi }

// afterPrefix is the least string above all that begin with p; empty if there is none.
func afterPrefix(p string) string {
	for i := len(p) - 1; i >= 0; i-- {
		if p[i] < 0xff {
			return p[:i] + string([]byte{p[i] + 1})
		}
	}
	return ""
}

// checkText refuses an id that one of the stores or the dump could not keep.
func checkText(id string) error {
	if id == "" {
		return errors.New("views: the id is empty")
	}
	if strings.Contains(id, separator) || !utf8.ValidString(id) {
		return errors.New("views: the id is not text")
	}
	return nil
}

// checkBytes is checkText for a key, which may be empty.
func checkBytes(key []byte) error {
	if bytes.IndexByte(key, separator[0]) >= 0 || !utf8.Valid(key) {
		return errors.New("views: the key is not text")
	}
	return nil
}

// Time gives t as a part of a key: keys order as the times do.
func Time(t time.Time) string {
	t = t.UTC()
	year, month, day := t.Date()
	if year < 0 || year > 9999 {
		return t.Format("2006-01-02T15:04:05.000000000Z")
	}
	b := []byte("0000-00-00T00:00:00.000000000Z")
	hour, minute, second := t.Clock()
	for _, part := range [...]struct{ end, n int }{{4, year}, {7, int(month)}, {10, day}, {13, hour}, {16, minute}, {19, second}, {29, t.Nanosecond()}} {
		for at, n := part.end-1, part.n; n > 0; at, n = at-1, n/10 {
			b[at] = byte('0' + n%10)
		}
	}
	return string(b)
}

// Number gives n as a part of a key: keys order as the numbers do, negative ones too.
func Number(n int64) string {
	var b [16]byte
	u := uint64(n) ^ (1 << 63)
	for i := range b {
		b[i] = "0123456789abcdef"[u>>(60-4*i)&15]
	}
	return string(b[:])
}
