package subscriptions

import (
	"bytes"
	"testing"
	"time"

	"makcomblang.id/pkg/event"
)

func TestTheBreakerWaitsLongerEachTime(t *testing.T) {
	t.Parallel()
	l := new(lane)
	for i := range breakAfter - 1 {
		if hold := l.failed(); hold != 0 {
			t.Fatalf("failure %d: got a break of %v", i+1, hold)
		}
	}
	for i, want := range []time.Duration{30 * time.Second, time.Minute, 2 * time.Minute, 4 * time.Minute, 8 * time.Minute, 10 * time.Minute, 10 * time.Minute} {
		if got := l.failed(); got != want {
			t.Errorf("break %d: got %v, want %v", i+1, got, want)
		}
	}
	l.succeeded(0)
	if !l.gathers() || l.gathers() {
		t.Error("after a break what waits is put in order, once")
	}
	if hold := l.failed(); hold != 0 {
		t.Errorf("after a success: got a break of %v at the first failure", hold)
	}
}

func TestARowOfFailuresEndsWithASuccess(t *testing.T) {
	t.Parallel()
	j := newJournal(nil)
	start := time.Date(2026, 11, 21, 0, 0, 0, 0, time.UTC)
	at := func(hours int) time.Time { return start.Add(time.Duration(hours) * time.Hour) }
	cases := []struct {
		hours   int
		outcome string
		fails   int
		since   int
	}{
		{0, outcomeRetry, 1, 0},
		{49, outcomeRetry, 2, 0},
		{97, outcomeDelivered, 0, 0},
		{98, outcomeRetry, 1, 98}, // a new row
		{99, outcomeDead, 2, 98},
		{100, outcomeGone, 3, 98},
	}
	for _, c := range cases {
		h, _ := j.add("e-1", 0, noted{Attempt: Attempt{At: at(c.hours), Outcome: c.outcome}})
		if h.Fails != c.fails || c.fails > 0 && !h.FailingSince.Equal(at(c.since)) {
			t.Errorf("after %d h: got %d failures since %v, want %d since %v", c.hours, h.Fails, h.FailingSince, c.fails, at(c.since))
		}
	}
	if b := j.books["e-1"]; !b.recovered(at(0)) || b.recovered(at(98)) {
		t.Error("the first row of failures is over, the second is not")
	}
	if h, _ := j.add("e-1", 7, noted{Attempt: Attempt{At: at(101), Outcome: outcomeRetry}}); h.Fails != 1 || !h.FailingSince.Equal(at(101)) {
		t.Errorf("started again: got %+v, want the first failure of a new row", h)
	}
}

func TestABookIsBounded(t *testing.T) {
	t.Parallel()
	j := newJournal(nil)
	for i := range 3 * keptAttempts {
		j.add("e-1", 0, noted{Attempt: Attempt{Try: i, Outcome: outcomeDelivered}})
	}
	b := j.books["e-1"]
	if len(b.Attempts) != keptAttempts || b.Attempts[keptAttempts-1].Try != 3*keptAttempts-1 {
		t.Errorf("got %d attempts, the last %d; want the last %d", len(b.Attempts), b.Attempts[len(b.Attempts)-1].Try, keptAttempts)
	}
}

func TestAParcelCarriesTheDocumentAsItIs(t *testing.T) {
	t.Parallel()
	doc := event.Fact{
		ID: "f", Source: "s", Type: "region.registered.v1", Subject: "9206", Time: time.Unix(0, 0), Actor: "a", Version: 1,
		Data: []byte(`{"name":"a,\"data\":{}"}`),
	}.Encode()
	p, err := openParcel(parcel{ID: "d-1", Seq: 7, Fact: "f", Type: "region.registered.v1", doc: doc}.encode())
	if err != nil || !bytes.Equal(p.doc, doc) || p.Seq != 7 {
		t.Fatalf("got %+v, %v", p, err)
	}
	want := `"actor":"a","version":1,"dataref":"/api/v1/facts?after=6&limit=1"}`
	if got := thin(doc, 7); !bytes.HasSuffix(got, []byte(want)) || bytes.Contains(got, []byte("name")) {
		t.Errorf("thin: got %s", got)
	}
	for _, broken := range []string{"", "\n", "{}\n{}", `{"id":"d"}`, "x\n{}"} {
		if _, err := openParcel([]byte(broken)); err == nil {
			t.Errorf("%q is taken for a parcel", broken)
		}
	}
}

func TestAParcelThatComesBackBeginsTheTableAnew(t *testing.T) {
	t.Parallel()
	p, attempts := parcel{ID: "d"}, 0
	for queueAttempt := 1; queueAttempt <= 10; queueAttempt++ { // ten attempts and then a dead letter with the last body
		kept := p
		p = p.live(queueAttempt)
		p.Tries++
		attempts = p.Tries
		if queueAttempt == 10 {
			p = kept
		}
	}
	if attempts != 10 {
		t.Fatalf("got %d tries, want 10", attempts)
	}
	for queueAttempt := 11; queueAttempt <= 20; queueAttempt++ {
		p = p.live(queueAttempt)
		p.Tries++
		if p.Tries != queueAttempt-10 {
			t.Errorf("attempt %d of the queue: got try %d, want %d", queueAttempt, p.Tries, queueAttempt-10)
		}
	}
}
