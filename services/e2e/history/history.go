// Package history writes a plausible past of the whole programme as an export of the log: hundreds of thousands of facts
// of all kinds with correct hash chains. It exists so that measurements of start and rebuild rest on more than one kind of
// short fact. Everything in it is made up and says so in its basis.
package history

import (
	"bufio"
	"fmt"
	"io"
	"math/rand/v2"
	"time"

	"makcomblang.id/pkg/calendar"
	"makcomblang.id/pkg/contract"
	"makcomblang.id/pkg/event"
)

// Write writes n facts, one document a line. The same seed writes the same bytes.
func Write(w io.Writer, n int, seed uint64) error {
	h := &history{
		out: bufio.NewWriterSize(w, 1<<20), left: n, heads: make(map[string]head),
		rand: rand.New(rand.NewPCG(seed, seed)), at: time.Date(2019, 1, 2, 1, 0, 0, 0, time.UTC),
	}
	h.step = 7 * 365 * 24 * time.Hour / time.Duration(max(n, 1))
	w0 := newWorld(n)
	h.found(w0)
	for h.left > 0 && h.err == nil {
		h.live(w0)
	}
	if h.err != nil {
		return h.err
	}
	return h.out.Flush()
}

// history is a log that is being written.
type history struct {
	out   *bufio.Writer
	left  int
	heads map[string]head
	rand  *rand.Rand
	at    time.Time
	step  time.Duration
	n     int
	err   error
}

type head struct {
	version uint64
	hash    string
}

// add appends one fact to an aggregate, unless the history is as long as it was wanted.
func (h *history) add(id string, data any, basis event.Basis) {
	if h.left == 0 || h.err != nil {
		return
	}
	typ := contract.TypeOf(data)
	doc, err := contract.Encode(data)
	if err != nil {
		h.err = err
		return
	}
	h.n++
	h.at = h.at.Add(h.step)
	kind, _, _, _ := event.SplitType(typ)
	last := h.heads[kind+"."+id]
	f := event.Fact{
		ID: event.CommandID("history", "history", kind, id, typ, fmt.Sprint(h.n)), Source: "urn:makcomblang:history", Type: typ,
		Subject: id, Time: h.at, Actor: "a-history", Request: event.RequestHash(doc), Version: last.version + 1, Basis: basis,
		PrevHash: last.hash, Data: doc,
	}
	line := f.Encode()
	h.heads[kind+"."+id] = head{f.Version, event.Hash(line)}
	_, err1 := h.out.Write(line)
	h.err = err1
	_ = h.out.WriteByte('\n')
	h.left--
}

// today is the date of the next fact.
func (h *history) today() calendar.Date { return calendar.DateOf(h.at) }

// period is a visiting period of the next fact's time: the year after it.
func (h *history) period() calendar.Period { return calendar.Period(fmt.Sprint(h.at.Year() + 1)) }

// pick takes one of a list.
func pick[T any](h *history, list []T) T { return list[h.rand.IntN(len(list))] }

// some takes up to n different ones.
func some[T any](h *history, list []T, n int) []T {
	n = min(h.rand.IntN(n+1), len(list))
	from := h.rand.IntN(len(list))
	out := make([]T, 0, n)
	for i := range n {
		out = append(out, list[(from+i)%len(list)])
	}
	return out
}

// often is true in so many of a hundred cases.
func (h *history) often(percent int) bool { return h.rand.IntN(100) < percent }
