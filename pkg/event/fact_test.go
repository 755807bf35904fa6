package event_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"makcomblang.id/pkg/event"
)

func sample() event.Fact {
	return event.Fact{
		ID: "0123456789abcdef0123456789abcdef", Source: "urn:makcomblang:test", Type: "match.approved.v1", Subject: "m-1",
		Time: time.Date(2026, 11, 21, 2, 3, 4, 5, time.UTC), Actor: "a-1", Cause: "c-1", Request: "r-1", Version: 7,
		Basis: event.Reading, PrevHash: strings.Repeat("ab", 32), Traceparent: "00-1-2-01", Data: json.RawMessage(`{"reason":"}\"ok"}`),
	}
}

func TestDecodeReadsWhatEncodeWrote(t *testing.T) {
	t.Parallel()
	bare := event.Fact{ID: "i", Source: "s", Type: "a.b.v1", Subject: "x", Time: time.Unix(0, 0).UTC(), Actor: "a", Version: 1, Data: json.RawMessage(`{}`)}
	escaped := sample()
	escaped.Source, escaped.Actor = "urn:\"quoted\\\"\n", "naïve"
	for name, f := range map[string]event.Fact{"full": sample(), "bare": bare, "escaped": escaped} {
		doc := f.Encode()
		got, err := event.Decode(doc)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if again := got.Encode(); !bytes.Equal(again, doc) {
			t.Errorf("%s: got %s, want %s", name, again, doc)
		}
		if !json.Valid(doc) || bytes.ContainsRune(doc, '\n') {
			t.Errorf("%s: not one line of JSON: %s", name, doc)
		}
	}
}

func TestDecodeRefusesWhatEncodeCouldNotWrite(t *testing.T) {
	t.Parallel()
	doc := string(sample().Encode())
	for name, bad := range map[string]string{
		"empty":           "",
		"cut short":       doc[:len(doc)-1],
		"no data":         doc[:strings.Index(doc, `,"data"`)] + "}",
		"other order":     strings.Replace(doc, `{"specversion":"1.0"`, `{"id":"1","specversion":"1.0"`, 1),
		"other version":   strings.Replace(doc, `"1.0"`, `"0.3"`, 1),
		"no actor":        strings.Replace(doc, `"actor":"a-1",`, ``, 1),
		"time":            strings.Replace(doc, "2026-11-21T", "2026-13-21T", 1),
		"version as text": strings.Replace(doc, `"version":7`, `"version":"7"`, 1),
		"data a list":     doc[:strings.Index(doc, `"data"`)] + `"data":[]}`,
	} {
		if _, err := event.Decode([]byte(bad)); !errors.Is(err, event.ErrNotCanonical) {
			t.Errorf("%s: got %v, want ErrNotCanonical", name, err)
		}
	}
}

func FuzzDecode(f *testing.F) {
	f.Add(sample().Encode())
	f.Add([]byte(`{"specversion":"1.0","id":"\u00`))
	f.Fuzz(func(t *testing.T, doc []byte) {
		fact, err := event.Decode(doc)
		if err != nil {
			return
		}
		again, err := event.Decode(fact.Encode())
		if err != nil || again.ID != fact.ID || again.Version != fact.Version || !bytes.Equal(again.Data, fact.Data) {
			t.Errorf("got %+v after writing it again, want %+v (%v)", again, fact, err)
		}
	})
}

func TestSubjects(t *testing.T) {
	t.Parallel()
	if got, want := sample().LogSubject(), "mak.evt.match.m-1.approved"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	kind, id, name, ok := event.SplitSubject("mak.evt.match.m-1.approved")
	if !ok || kind != "match" || id != "m-1" || name != "approved" {
		t.Errorf("got %s %s %s %v", kind, id, name, ok)
	}
	for _, bad := range []string{"mak.evt.match.m-1", "mak.sched.a.b.c", "mak.evt.a.b.c.d"} {
		if _, _, _, ok := event.SplitSubject(bad); ok {
			t.Errorf("%s was taken for a subject of the log", bad)
		}
	}
	for typ, want := range map[string]bool{
		"innovation.registered.v1": true, "innovation.liveness_checked.v12": true, "innovation.registered": false,
		"innovation.registered.v0": false, "Innovation.registered.v1": false, "a.b.c.v1": false, "a.b.vx": false,
	} {
		if _, _, _, ok := event.SplitType(typ); ok != want {
			t.Errorf("SplitType(%s): got %v, want %v", typ, ok, want)
		}
	}
}

func TestIDsKeepTheirPartsApart(t *testing.T) {
	t.Parallel()
	if event.CommandID("a", "bc", "k", "i", "t", "x") == event.CommandID("ab", "c", "k", "i", "t", "x") {
		t.Error("two different commands have one id")
	}
	if event.CommandID("a", "b", "k", "i", "t", "x") == event.ReactionID("x", "k", "i", "t") {
		t.Error("a command and a reaction have one id")
	}
	if id := event.MintID("m", "a", "r", "k"); !event.ValidToken(id) || id != event.MintID("m", "a", "r", "k") {
		t.Errorf("%s is not a stable token", id)
	}
}

func TestWeakestBasis(t *testing.T) {
	t.Parallel()
	if got := event.Weakest(event.Official, "", event.Reading, event.Press); got != event.Reading {
		t.Errorf("got %s, want reading", got)
	}
	if got := event.Weakest(); got != "" {
		t.Errorf("got %s, want none", got)
	}
	if _, err := event.ParseBasis("guess"); err == nil {
		t.Error("an unknown basis was accepted")
	}
}
