package load_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"makcomblang.id/pkg/contract"
	"makcomblang.id/pkg/event"
	"makcomblang.id/pkg/fault"
	"makcomblang.id/services/matches/load"
)

func taken(matches ...string) load.State {
	var s load.State
	for _, m := range matches {
		s = s.Apply(event.Fact{}, &contract.LoadTaken{Match: m})
	}
	return s
}

func TestTakeAndRelease(t *testing.T) {
	t.Parallel()
	full := taken("m-1", "m-2")
	if _, err := full.Take(load.Take{Match: "m-3", Side: load.Owner, Limit: 2}); fault.KindOf(err) != fault.KindConflict {
		t.Errorf("a full load: got %v, want a conflict", err)
	}
	if _, err := full.Take(load.Take{Match: "m-3", Side: load.Region, Limit: 1}); fault.KindOf(err) != fault.KindConflict {
		t.Errorf("a lowered capacity: got %v, want a conflict", err)
	}
	_, err := taken("m-1").Take(load.Take{Match: "m-2", Side: load.Need, Limit: 1})
	if f, _ := fault.As(err); f == nil || f.Code != "need.met" || f.Detail["match"] != "m-1" {
		t.Errorf("a need that has its visit: got %v, want the other match named", err)
	}
	if got, err := full.Take(load.Take{Match: "m-1", Limit: 2}); got != nil || err != nil {
		t.Errorf("a match that holds one: got %v, %v, want nothing", got, err)
	}
	if got, err := full.Take(load.Take{Match: "m-3", Side: load.Session, Holder: "s", Period: "2027", Limit: 3}); err != nil {
		t.Error(err)
	} else if diff := cmp.Diff(&contract.LoadTaken{Match: "m-3", Side: "session", Holder: "s", Period: "2027", Limit: 3}, got); diff != "" {
		t.Error(diff)
	}
	if got := full.Release("m-9", "reopened"); got != nil {
		t.Errorf("a release of what is not held: got %v", got)
	}
	if got := full.Release("m-2", "reopened"); got == nil || got.Match != "m-2" {
		t.Errorf("a release: got %v", got)
	}
}

func TestIDsAreTokens(t *testing.T) {
	t.Parallel()
	for _, id := range []string{load.OwnerID("kabupaten-nias", "2027-h1"), load.RegionID("9206", "2027"), load.SessionID("malaria-1"), load.NeedID("9403-malaria", "2027")} {
		if !event.ValidToken(id) {
			t.Errorf("%q is not a token", id)
		}
	}
}

// TestNeverMoreThanTheLimit: under any interleaving of takes, releases and repeated facts nobody gets a unit that is not
// there, and a state that was handed out never changes.
func TestNeverMoreThanTheLimit(t *testing.T) {
	t.Parallel()
	matches := []string{"m-1", "m-2", "m-3", "m-4", "m-5", "m-6"}
	rapid.Check(t, func(t *rapid.T) {
		limit := rapid.IntRange(0, 4).Draw(t, "limit")
		var s load.State
		var log []any
		for n := rapid.IntRange(0, 60).Draw(t, "commands"); n > 0; n-- {
			m := rapid.SampledFrom(matches).Draw(t, "match")
			before := slices.Clone(s.Matches)
			old := s
			var data any
			if rapid.Bool().Draw(t, "take") {
				got, err := s.Take(load.Take{Match: m, Limit: limit})
				if err == nil && got != nil {
					data = got
				}
			} else if got := s.Release(m, "reopened"); got != nil {
				data = got
			}
			if data == nil {
				continue
			}
			log = append(log, data)
			s = s.Apply(event.Fact{}, data).Apply(event.Fact{}, data)
			if s.Taken() > limit {
				t.Fatalf("%d taken of %d", s.Taken(), limit)
			}
			if !slices.Equal(old.Matches, before) {
				t.Fatal("folding changed an older state")
			}
		}
		var again load.State
		for _, data := range log {
			again = again.Apply(event.Fact{}, data)
		}
		if !slices.Equal(again.Matches, s.Matches) {
			t.Fatalf("a replay gives %v, want %v", again.Matches, s.Matches)
		}
	})
}
