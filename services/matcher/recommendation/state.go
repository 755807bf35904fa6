// Package recommendation decides when the list of a region is news, and when a
// need has become answered or unanswered.
package recommendation

import (
	"reflect"
	"time"

	"makcomblang.id/pkg/contract"
)

// Pause is how long the matcher waits before it tells of a region's list again.
const Pause = time.Minute

// PerNeed is how many practices a fact lists for a need; the API lists all.
const PerNeed = 5

// State is the list that was told last.
type State struct {
	Last *contract.RecommendationRanked
	At   time.Time
}

// Apply folds one fact, decided at a time.
func (s State) Apply(data any, at time.Time) State {
	if d, ok := data.(*contract.RecommendationRanked); ok {
		return State{Last: d, At: at}
	}
	return s
}

// Rank tells of a list if it differs from the last one. An empty list is no
// news for a region that never had one. wait is how long the telling has to be
// put off, with nothing decided.
func (s State) Rank(list *contract.RecommendationRanked, now time.Time) (news *contract.RecommendationRanked, wait time.Duration) {
	if s.Last == nil && len(list.Needs) == 0 {
		return nil, 0
	}
	if s.Last != nil && s.Last.Rubric == list.Rubric && sameNeeds(s.Last.Needs, list.Needs) {
		return nil, 0
	}
	if wait := s.At.Add(Pause).Sub(now); s.Last != nil && wait > 0 {
		return nil, wait
	}
	return list, 0
}

// sameNeeds compares lists that may have been through JSON, where empty and
// absent are one.
func sameNeeds(a, b []contract.RankedNeed) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i].Need != b[i].Need || len(a[i].Candidates) != len(b[i].Candidates) {
			return false
		}
		for j, x := range a[i].Candidates {
			y := b[i].Candidates[j]
			if len(x.Unknown) == 0 && len(y.Unknown) == 0 {
				x.Unknown, y.Unknown = nil, nil
			}
			if !reflect.DeepEqual(x, y) {
				return false
			}
		}
	}
	return true
}

// Need is whether a need was told to be unanswered.
type Need struct{ Unanswered bool }

// Apply folds one fact.
func (n Need) Apply(data any) Need {
	switch data.(type) {
	case *contract.NeedUnanswered:
		return Need{Unanswered: true}
	case *contract.NeedAnswered:
		return Need{}
	}
	return n
}

// Tell gives the fact about a need whose best practice is now this one, or ""
// for none; nil if that is no news. A need that always had a practice is none.
func (n Need) Tell(region, problem, best string) any {
	switch {
	case best == "" && !n.Unanswered:
		return &contract.NeedUnanswered{Region: region, Problem: problem}
	case best != "" && n.Unanswered:
		return &contract.NeedAnswered{Region: region, Problem: problem, Innovation: best}
	}
	return nil
}
