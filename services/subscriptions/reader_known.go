package subscriptions

import (
	"cmp"
	"slices"
	"strings"
	"sync"

	"makcomblang.id/pkg/contract"
	"makcomblang.id/services/internal/eventlog"
	"makcomblang.id/services/internal/vocabulary"
	"makcomblang.id/services/subscriptions/subscription"
)

// known is what sentences for people need of the log: names, and what a fact is about when its data only has ids.
type known struct {
	mu        sync.RWMutex
	regions   map[string]string // name, by token
	statuses  map[string]knownStatus
	owners    map[string]string
	practices map[string]contract.InnovationProfile
	needs     map[string]contract.NeedDeclared
	rubric    contract.RubricAdopted
}

type knownStatus struct{ state, from string }

func newKnown() *known {
	return &known{
		regions: map[string]string{}, statuses: map[string]knownStatus{}, owners: map[string]string{},
		practices: map[string]contract.InnovationProfile{}, needs: map[string]contract.NeedDeclared{},
	}
}

// Follow folds names.
func (k *known) Follow(batch []eventlog.Record) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	for _, rec := range batch {
		switch d := rec.Data.(type) {
		case *contract.RegionRegistered:
			k.regions[rec.Fact.Subject] = d.Name
		case *contract.RegionRenamed:
			k.regions[rec.Fact.Subject] = d.Name
		case *contract.RegionStatusSet:
			if string(d.From) >= k.statuses[rec.Fact.Subject].from {
				k.statuses[rec.Fact.Subject] = knownStatus{d.Status, string(d.From)}
			}
		case *contract.NeedDeclared:
			k.needs[d.Need] = *d
		case *contract.OwnerRegistered:
			k.owners[rec.Fact.Subject] = d.Name
		case *contract.InnovationRegistered:
			k.practices[rec.Fact.Subject] = d.InnovationProfile
		case *contract.InnovationRevised:
			k.practices[rec.Fact.Subject] = d.InnovationProfile
		case *contract.RubricAdopted:
			k.rubric = *d
		}
	}
	return nil
}

// regionName is the name of a region by its code or token.
func (k *known) regionName(code string) string {
	k.mu.RLock()
	defer k.mu.RUnlock()
	token := strings.Replace(code, ".", "", 1)
	return cmp.Or(k.regions[token], "wilayah "+code)
}

func (k *known) ownerName(id string) string {
	k.mu.RLock()
	defer k.mu.RUnlock()
	return cmp.Or(k.owners[id], id)
}

func (k *known) practice(id string) contract.InnovationProfile {
	k.mu.RLock()
	defer k.mu.RUnlock()
	p := k.practices[id]
	p.Title = cmp.Or(p.Title, id)
	return p
}

func (k *known) need(id string) contract.NeedDeclared {
	k.mu.RLock()
	defer k.mu.RUnlock()
	n := k.needs[id]
	n.Statement = cmp.Or(n.Statement, id)
	return n
}

// band is the word for a score, by the thresholds in use.
func (k *known) band(score int) string {
	k.mu.RLock()
	defer k.mu.RUnlock()
	strong, medium := cmp.Or(k.rubric.Strong, 800_000), cmp.Or(k.rubric.Medium, 600_000)
	switch {
	case score >= strong:
		return "kuat"
	case score >= medium:
		return "sedang"
	}
	return "lemah"
}

// about says what a fact is about: its own ids, and what the practice and the need that it names are about.
func (k *known) about(rec eventlog.Record) subscription.About {
	who := contract.ConcernedBy(rec.Fact, rec.Data)
	a := subscription.About{Type: rec.Fact.Type, Basis: string(rec.Fact.Basis), Regions: who.Regions, Hosts: slices.Clone(who.Owners)}
	practices, needs, problems := idsIn(rec)
	for _, id := range practices {
		p := k.practice(id)
		a.Sectors, a.Hosts = append(a.Sectors, p.Sector), append(a.Hosts, p.Owner)
		problems = append(append(problems, p.MainProblem), p.Addresses...)
	}
	for _, id := range needs {
		problems = append(problems, k.need(id).Problem)
	}
	for _, id := range problems {
		a.Problems = append(a.Problems, id)
		if term, ok := vocabulary.Problem(id); ok {
			a.Sectors = append(a.Sectors, term.Sector)
		}
	}
	k.mu.RLock()
	defer k.mu.RUnlock()
	for _, token := range who.Regions {
		a.Statuses = append(a.Statuses, k.statuses[token].state)
	}
	return a
}

// idsIn gives the ids of practices, needs and problems that a fact names.
func idsIn(rec eventlog.Record) (practices, needs, problems []string) {
	if rec.Fact.Kind() == "innovation" {
		practices = append(practices, rec.Fact.Subject)
	}
	sides := func(m contract.MatchSides) { practices, needs = []string{m.Innovation}, []string{m.Need} }
	switch d := rec.Data.(type) {
	case *contract.NeedDeclared:
		problems = []string{d.Problem}
	case *contract.NeedWithdrawn:
		needs = []string{d.Need}
	case *contract.NeedUnanswered:
		problems = []string{d.Problem}
	case *contract.NeedAnswered:
		problems, practices = []string{d.Problem}, []string{d.Innovation}
	case *contract.RecommendationRanked:
		for _, n := range d.Needs {
			needs = append(needs, n.Need)
		}
	case *contract.MatchProposed:
		practices, problems = []string{d.Innovation}, []string{d.Problem}
	case *contract.MatchApproved:
		sides(d.MatchSides)
	case *contract.MatchReopened:
		sides(d.MatchSides)
	case *contract.MatchCancelled:
		sides(d.MatchSides)
	case *contract.QuestionAsked:
		practices = []string{d.Practice}
	case *contract.QuestionAnswered:
		practices = []string{d.Practice}
	}
	return practices, needs, problems
}
