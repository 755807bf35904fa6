package faults

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"makcomblang.id/pkg/contract"
	"makcomblang.id/pkg/event"
	"makcomblang.id/services/internal/host"
)

// history is the log as the checker reads it, with code of its own: no fold, no chain of eventlog.
type history struct {
	nc    *nats.Conn
	last  uint64
	heads map[string]head     // by kind.id
	bySrc map[string][]placed // facts of the load, by their source
	ids   map[string]uint64
}

type head struct {
	version uint64
	hash    string
}

type placed struct{ seq, version uint64 }

func newHistory(nc *nats.Conn) *history {
	return &history{nc: nc, heads: make(map[string]head), bySrc: make(map[string][]placed), ids: make(map[string]uint64)}
}

// admin is a connection that may do everything, until the end of the test.
func (c *cluster) admin() *nats.Conn {
	link, err := host.Access{URL: strings.Join(c.urls, ","), Name: "checker", AuthFile: c.key("admin")}.Dial()
	if err != nil {
		c.t.Fatal(err)
	}
	c.t.Cleanup(link.Close)
	return link.Conn
}

// read goes on to the end of the log and checks what must hold for every fact: no gap, versions by one, hashes linked,
// ids once. A question that a server took with it when it went down is put again.
func (h *history) read(t testing.TB) {
	t.Helper()
	js, err := jetstream.New(h.nc)
	if err != nil {
		t.Fatal(err)
	}
	var state jetstream.StreamState
	ask := func(question func(context.Context) error) func() bool {
		return func() bool {
			ctx, cancel := context.WithTimeout(t.Context(), 3*time.Second)
			defer cancel()
			err = question(ctx)
			return err == nil
		}
	}
	await(t, "the stream of the log", ask(func(ctx context.Context) error {
		stream, err := js.Stream(ctx, "EVENTS")
		if err == nil {
			state = stream.CachedInfo().State
		}
		if err == nil && state.LastSeq < h.last { // a server that led before it was cut off, or one that has just begun to
			err = fmt.Errorf("it ends at %d, and %d facts were read before", state.LastSeq, h.last)
		}
		return err
	}))
	if state.NumDeleted > 0 || state.FirstSeq != 1 {
		t.Errorf("the log has holes or went back: %+v", state)
	}
	await(t, "the facts of the log", ask(func(ctx context.Context) error { return h.scan(ctx, t, js, state.LastSeq) }))
}

// scan reads on to a sequence or until ctx ends.
func (h *history) scan(ctx context.Context, t testing.TB, js jetstream.JetStream, to uint64) error {
	if h.last >= to {
		return nil
	}
	cons, err := js.OrderedConsumer(ctx, "EVENTS", jetstream.OrderedConsumerConfig{
		DeliverPolicy: jetstream.DeliverByStartSequencePolicy, OptStartSeq: h.last + 1, InactiveThreshold: 30 * time.Second,
	})
	if err != nil {
		return err
	}
	messages, err := cons.Messages()
	if err != nil {
		return err
	}
	defer messages.Stop()
	for h.last < to {
		msg, err := messages.Next(jetstream.NextContext(ctx))
		if err != nil {
			return err
		}
		meta, err := msg.Metadata()
		if err != nil {
			return err
		}
		h.add(t, meta.Sequence.Stream, msg.Data())
	}
	return nil
}

func (h *history) add(t testing.TB, seq uint64, doc []byte) {
	f, err := event.Decode(doc)
	if err != nil {
		t.Fatalf("fact %d: %v", seq, err)
	}
	key := f.Kind() + "." + f.Subject
	prev := h.heads[key]
	switch {
	case seq != h.last+1:
		t.Errorf("fact %d follows %d", seq, h.last)
	case f.Version != prev.version+1:
		t.Errorf("fact %d of %s has version %d after %d", seq, key, f.Version, prev.version)
	case f.PrevHash != prev.hash:
		t.Errorf("fact %d of %s is not chained to the one before", seq, key)
	case h.ids[f.ID] != 0:
		t.Errorf("fact %d has the id of fact %d", seq, h.ids[f.ID])
	}
	h.last, h.ids[f.ID], h.heads[key] = seq, seq, head{version: f.Version, hash: event.Hash(doc)}
	data, err := contract.Decode(f)
	if err != nil {
		t.Fatalf("fact %d: %v", seq, err)
	}
	source := ""
	switch d := data.(type) {
	case *contract.OwnerRegistered:
		source = d.Source
	case *contract.OwnerCapacitySet:
		source = d.Source
	case *contract.RegionAbsorptionSet:
		source = d.Source
	}
	if source != "" {
		h.bySrc[source] = append(h.bySrc[source], placed{seq, f.Version})
	}
}

// pairOf is what the source of the second fact of a batch ends with.
const pairOf = " (pair)"

// compare holds what the clients were told against the log.
func (h *history) compare(t testing.TB, ops []*op) (lost, doubled int) {
	t.Helper()
	for _, o := range ops {
		found := h.bySrc[o.source]
		switch {
		case o.refused != "":
			t.Errorf("%s was refused: %s", o.source, o.refused)
		case len(found) > 1:
			doubled++
		case o.pair && len(h.bySrc[o.source+pairOf]) != len(found):
			t.Errorf("%s is there %d times and its pair %d times", o.source, len(found), len(h.bySrc[o.source+pairOf]))
		case o.acked && len(found) == 0 && o.position <= h.last:
			lost++
		case o.acked && len(found) == 1 && (found[0].seq != o.position || found[0].version != o.version):
			t.Errorf("%s was told version %d at %d, the log has %+v", o.source, o.version, o.position, found[0])
		}
	}
	return lost, doubled
}

// until waits for a time that the fault needs to be felt; nothing is proven by its length.
func until(d time.Duration) { <-time.After(d) }

// lastFact is the sequence of the last fact in the log.
func (c *cluster) lastFact() uint64 {
	h := newHistory(c.admin())
	h.read(c.t)
	return h.last
}
