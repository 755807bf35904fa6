package practice

import (
	"reflect"

	"makcomblang.id/pkg/calendar"
	"makcomblang.id/pkg/contract"
	"makcomblang.id/pkg/event"
	"makcomblang.id/pkg/fault"
	"makcomblang.id/pkg/intake"
	"makcomblang.id/pkg/region"
)

const (
	earliestYear = 1945
	maxCountry   = 60
	maxList      = 40
)

// Around is what a practice does not know itself when it decides.
type Around struct {
	Ground     intake.Ground // Fictitious if the owner is
	Today      calendar.Date
	OwnerKnown bool
	Words      Words
}

// Words says which ids are known.
type Words struct {
	Region, Sector, Problem, Precondition func(id string) bool
}

// Register enters a practice. The same content again appends nothing, also after
// revisions; other content is refused, since that is what [Revise] is for.
type Register struct {
	Around
	Profile contract.InnovationProfile
}

// Decide gives the fact to append, or nil data if there is nothing to say.
func (c Register) Decide(s State) (any, event.Basis, error) {
	p := tidy(c.Profile)
	if err := c.checkProfile(p); err != nil {
		return nil, "", err
	}
	if !s.Registered {
		return &contract.InnovationRegistered{InnovationProfile: p}, c.Ground.Basis, nil
	}
	if same(s.First, s.FirstBasis, p, c.Ground.Basis) || same(s.Profile, s.Basis, p, c.Ground.Basis) {
		return nil, "", nil
	}
	return nil, "", fault.Conflictf("practice.exists",
		"A practice with this id is registered with other content; revise it instead.")
}

// Revise replaces the whole profile.
type Revise struct {
	Around
	Profile contract.InnovationProfile
}

// Decide gives the fact to append, or nil data if nothing would change.
func (c Revise) Decide(s State) (any, event.Basis, error) {
	if err := s.open(); err != nil {
		return nil, "", err
	}
	p := tidy(c.Profile)
	if err := c.checkProfile(p); err != nil {
		return nil, "", err
	}
	if same(s.Profile, s.Basis, p, c.Ground.Basis) {
		return nil, "", nil
	}
	return &contract.InnovationRevised{InnovationProfile: p}, c.Ground.Basis, nil
}

// open refuses a practice that is not registered or was retired.
func (s State) open() error {
	if !s.Registered {
		return fault.NotFoundf("practice.unknown", "There is no practice with this id.")
	}
	if s.Retired {
		return fault.Conflictf("practice.retired", "This practice was taken out of the register.")
	}
	return nil
}

func same(a contract.InnovationProfile, aBasis event.Basis, b contract.InnovationProfile, bBasis event.Basis) bool {
	return aBasis == bBasis && reflect.DeepEqual(tidy(a), b)
}

// tidy turns empty lists into none, as they come back from the log.
func tidy(p contract.InnovationProfile) contract.InnovationProfile {
	for _, list := range []*[]string{&p.Addresses, &p.Preconditions, &p.Settings} {
		if len(*list) == 0 {
			*list = nil
		}
	}
	return p
}

func (a Around) checkProfile(p contract.InnovationProfile) error {
	var wrong fault.List
	wrong.Add(a.Ground.Check("basis"))
	wrong.Add(intake.Line("title", p.Title, intake.MaxName))
	wrong.Add(intake.Labelled("title", p.Title, a.Ground.Sample()))
	wrong.Add(intake.ID("owner", p.Owner))
	if intake.ID("", p.Owner) == nil && !a.OwnerKnown {
		wrong.Add(fault.Invalid("owner", "owner.unknown", "There is no owner with this id.", "the id of a registered owner"))
	}
	wrong.Add(intake.OptionalLine("summary", p.Summary, intake.MaxLine))
	wrong.Add(intake.Line("country", p.Country, maxCountry))
	wrong.Add(intake.Line("source", p.Source, intake.MaxSource))
	if p.LaunchedYear != 0 {
		wrong.Add(intake.Range("launched_year", p.LaunchedYear, earliestYear, a.Today.Year()))
	}
	wrong.Add(intake.Region("located_in", p.LocatedIn, a.Words.Region))
	wrong.Add(a.checkClassified(p))
	return wrong.Err()
}

// checkClassified checks what is a reading of the sources rather than their
// word, and so has a basis of its own.
func (a Around) checkClassified(p contract.InnovationProfile) error {
	var wrong fault.List
	if p.Sector != "" {
		wrong.At("sector", known("sector", a.Words.Sector)(p.Sector))
	}
	problem := known("problem", a.Words.Problem)
	if p.MainProblem != "" {
		wrong.At("main_problem", problem(p.MainProblem))
	}
	wrong.Add(intake.Each("addresses", p.Addresses, maxList, problem))
	wrong.Add(intake.Each("preconditions", p.Preconditions, maxList, known("precondition", a.Words.Precondition)))
	wrong.Add(intake.Each("settings", p.Settings, maxList, func(id string) error {
		_, err := region.ParseSetting(id)
		return err
	}))
	if p.Nature != "" {
		wrong.Add(intake.OneOf("nature", p.Nature, "replicable", "national-rule", "national-service"))
	}
	read := p.Sector != "" || p.Summary != "" || p.MainProblem != "" || p.Nature != "" ||
		len(p.Addresses)+len(p.Preconditions)+len(p.Settings) > 0
	if read || p.Classified != "" {
		ground := intake.Ground{Basis: event.Basis(p.Classified), AllowSample: a.Ground.AllowSample}
		wrong.Add(ground.Check("classified"))
	}
	return wrong.Err()
}

func known(kind string, has func(id string) bool) func(id string) error {
	return func(id string) error {
		if has(id) {
			return nil
		}
		return fault.Invalid("", kind+".unknown", "There is no "+kind+" with this id.", "an id of the "+kind+" vocabulary")
	}
}
