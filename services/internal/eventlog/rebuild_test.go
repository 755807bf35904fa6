package eventlog_test

import (
	"bytes"
	"fmt"
	"testing"
	"time"

	"makcomblang.id/pkg/contract"
	"makcomblang.id/pkg/event"
	"makcomblang.id/services/internal/eventlog"
	"makcomblang.id/services/internal/eventlog/eventlogtest"
	"makcomblang.id/services/internal/host"
)

// history writes an export of n facts about 500 owners, as a log would hold them.
func history(tb testing.TB, n int) *bytes.Buffer {
	tb.Helper()
	var out bytes.Buffer
	const owners = 500
	hashes := make([]string, owners)
	for i := range n {
		o := i % owners
		data, err := contract.Encode(&contract.OwnerCapacitySet{Period: "2027", Trips: i % 1000, Source: "page: a page about the capacity of an owner (example.id)"})
		if err != nil {
			tb.Fatal(err)
		}
		id := fmt.Sprintf("kabupaten-%d", o)
		f := event.Fact{
			ID: event.CommandID("a", "r", "owner", id, "owner.capacity_set.v1", fmt.Sprint(i)), Source: "urn:makcomblang:test",
			Type: "owner.capacity_set.v1", Subject: id, Time: eventlogtest.Now().Add(time.Duration(i) * time.Second), Actor: "a-00000000000000000000",
			Request: event.RequestHash([]byte(id)), Version: uint64(i/owners + 1), Basis: event.Press, PrevHash: hashes[o], Data: data,
		}
		doc := f.Encode()
		hashes[o] = event.Hash(doc)
		out.Write(doc)
		out.WriteByte('\n')
	}
	return &out
}

// BenchmarkFollow reads a log of 200,000 facts: decoded, chain checked, one ledger folded.
func BenchmarkFollow(b *testing.B) {
	const n = 200_000
	dir := b.TempDir()
	srv, err := host.StartEmbedded(dir)
	if err != nil {
		b.Fatal(err)
	}
	defer srv.Stop()
	nc := eventlogtest.Connect(b, srv)
	if _, err := eventlog.Restore(b.Context(), nc, eventlog.Wanted(1, 1<<30), history(b, n)); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		l := eventlogtest.Open(b, nc, "")
		g := eventlog.NewLedger(l, "owner", applyTrips)
		stop := eventlogtest.Run(b, l)
		if _, v, _ := g.Get("kabupaten-1"); v != n/500 {
			b.Fatalf("got version %d, want %d", v, n/500)
		}
		stop()
	}
	b.ReportMetric(float64(n)*float64(b.N)/b.Elapsed().Seconds(), "facts/s")
}
