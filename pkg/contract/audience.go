package contract

import (
	"errors"

	"makcomblang.id/pkg/event"
)

// ErrUnknownType is returned for a type that the contract does not have.
var ErrUnknownType = errors.New("contract: unknown type of fact")

// Concerned names the sides that a fact is about: regions by token (9206) and owners by id.
type Concerned struct {
	Regions []string
	Owners  []string
}

// ConcernedBy reads from a fact and its decoded data whom it concerns. Facts about a practice concern its owner only as
// far as the data names it.
func ConcernedBy(f event.Fact, data any) Concerned {
	switch d := data.(type) {
	case *InnovationRegistered:
		return Concerned{Owners: []string{d.Owner}}
	case *InnovationRevised:
		return Concerned{Owners: []string{d.Owner}}
	case *RecommendationRanked:
		return Concerned{Regions: []string{token(d.Region)}}
	case *NeedUnanswered:
		return Concerned{Regions: []string{token(d.Region)}}
	case *NeedAnswered:
		return Concerned{Regions: []string{token(d.Region)}}
	case *MatchProposed:
		return Concerned{Regions: []string{token(d.Region)}, Owners: []string{d.Owner}}
	case *MatchApproved:
		return sides(d.MatchSides)
	case *MatchRejected:
		return sides(d.MatchSides)
	case *MatchDeferred:
		return sides(d.MatchSides)
	case *MatchReopened:
		return sides(d.MatchSides)
	case *MatchCancelled:
		return sides(d.MatchSides)
	case *QuestionAsked:
		return Concerned{Regions: []string{token(d.Region)}, Owners: []string{d.Owner}}
	case *QuestionAnswered:
		return Concerned{Regions: []string{token(d.Region)}, Owners: []string{d.Owner}}
	}
	switch f.Kind() {
	case "region":
		return Concerned{Regions: []string{f.Subject}}
	case "owner":
		return Concerned{Owners: []string{f.Subject}}
	}
	return Concerned{}
}

func sides(m MatchSides) Concerned {
	return Concerned{Regions: []string{token(m.Region)}, Owners: []string{m.Owner}}
}

// token turns a region code into the form it has in subjects.
func token(code string) string {
	out := make([]byte, 0, len(code))
	for i := 0; i < len(code); i++ {
		if code[i] != '.' {
			out = append(out, code[i])
		}
	}
	return string(out)
}
