package views

import (
	"fmt"
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

// checkText refuses what one of the stores or the dump could not keep.
func checkText(what, text string, mayBeEmpty bool) error {
	switch {
	case text == "" && !mayBeEmpty:
		return fmt.Errorf("views: the %s is empty", what)
	case strings.Contains(text, separator) || !utf8.ValidString(text):
		return fmt.Errorf("views: the %s is not text", what)
	}
	return nil
}

// Time gives t as a part of a key: keys order as the times do.
func Time(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000000000Z") }

// Number gives n as a part of a key: keys order as the numbers do, negative ones too.
func Number(n int64) string { return fmt.Sprintf("%016x", uint64(n)^(1<<63)) }
