package innovations

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"makcomblang.id/pkg/fault"
	"makcomblang.id/pkg/matching"
	"makcomblang.id/services/internal/policy"
	"makcomblang.id/services/internal/vocabulary"
	"makcomblang.id/services/internal/web"
)

type vocabularyInput struct {
	List string `query:"list" maxLength:"64" doc:"Name of one list; absent: all."`
}

type vocabularyAnswer struct {
	Lists []vocabulary.List `json:"lists" nullable:"false" doc:"Lists of the terms that a client may send, each with its name in Indonesian and English."`
}

// vocabularyRoutes tell what a client may send. The lists are the same in every process; this service has the most use for
// them.
func (s *Service) vocabularyRoutes(site *web.Site) {
	web.Query(site, web.Op{
		Method: http.MethodGet, Path: "/vocabulary", ID: "list-vocabulary", Tag: "vocabulary",
		Summary: "Terms that a client may send, with their names in both languages.", Action: policy.PracticeRead, Public: true,
	}, func(_ context.Context, _ web.Caller, in *vocabularyInput) (*vocabularyAnswer, error) {
		all := append(vocabulary.Lists(), reasons()...)
		if in.List == "" {
			return &vocabularyAnswer{all}, nil
		}
		at := slices.IndexFunc(all, func(l vocabulary.List) bool { return l.ID == in.List })
		if at < 0 {
			var names []string
			for _, l := range all {
				names = append(names, l.ID)
			}
			return nil, fault.Invalid("list", "vocabulary.list", "There is no such list.", "").Allowing(fault.Plain(strings.Join(names, ", ")))
		}
		return &vocabularyAnswer{all[at : at+1]}, nil
	})
}

// reasons are the lists that the engine names: the parts of a score, which criteria weigh, and the conditions.
func reasons() []vocabulary.List {
	parts, gates := vocabulary.List{ID: "score-parts"}, vocabulary.List{ID: "conditions"}
	for _, p := range matching.PartNames() {
		parts.Terms = append(parts.Terms, term(p, matching.PartName))
	}
	for _, g := range []string{
		matching.GateSameGovernment, matching.GateFictitious, matching.GateForeign, matching.GateProblem, matching.GateNationalRule,
		matching.GateNationalService, matching.GateRunning, matching.GateMature, matching.GateSetting, matching.GatePrecondition,
		matching.GateReplicating, matching.GateCoolingOff, matching.GateConflict, matching.GateCapacity, matching.GateTravel,
	} {
		gates.Terms = append(gates.Terms, term(g, matching.GateName))
	}
	return []vocabulary.List{parts, gates}
}

func term(id string, name func(matching.Lang, string) string) vocabulary.Term {
	return vocabulary.Term{ID: id, NameID: name(matching.Indonesian, id), NameEN: name(matching.English, id)}
}
