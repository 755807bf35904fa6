package practice

import (
	"slices"

	"makcomblang.id/pkg/award"
	"makcomblang.id/pkg/contract"
	"makcomblang.id/pkg/event"
	"makcomblang.id/pkg/fault"
	"makcomblang.id/pkg/intake"
)

// Grant records an award. It is known by its name and year: the same statement
// again appends nothing, another one about the same award corrects it.
type Grant struct {
	Around
	Award contract.InnovationAwarded
}

// Decide gives the fact to append, or nil data if it is known.
func (c Grant) Decide(s State) (any, event.Basis, error) {
	if err := s.open(); err != nil {
		return nil, "", err
	}
	var wrong fault.List
	wrong.Add(c.groundOfDeed())
	wrong.Add(c.checkAward())
	wrong.Add(intake.OptionalLine("others", c.Award.Others, intake.MaxLine))
	wrong.Add(intake.Line("source", c.Award.Source, intake.MaxSource))
	if err := wrong.Err(); err != nil {
		return nil, "", err
	}
	if slices.Contains(s.Awards, Award{c.Award, c.Ground.Basis}) {
		return nil, "", nil
	}
	return &c.Award, c.Ground.Basis, nil
}

func (c Grant) checkAward() error {
	if err := intake.Line("award", c.Award.Award, intake.MaxName); err != nil {
		return err
	}
	if err := award.Validate(c.Award.Award, award.Tier(c.Award.Tier), c.Award.Year); err != nil {
		e, ok := fault.As(err)
		if ok && e.Field == "award_year" { // the column of the data files
			named := *e
			named.Field = "year"
			return &named
		}
		return err
	}
	if c.Award.Year > c.Today.Year() {
		return fault.Invalid("year", "award.year", "That edition has not been held yet.", "a year up to this one")
	}
	return nil
}

// groundOfDeed refuses an invented award or an invented end for a government
// that exists.
func (a Around) groundOfDeed() error {
	if err := a.Ground.Check("basis"); err != nil {
		return err
	}
	if a.Ground.Sample() && !a.Ground.Fictitious {
		return fault.Invalid("basis", "basis.invented", "This must not be made up for a government that exists.", "official, press or reading")
	}
	return nil
}

// CheckLiveness states whether the practice still runs. The statements of a
// practice stand in the order of their days: one about an earlier day than the
// last known one says nothing new and is refused; one about the same day
// corrects it.
type CheckLiveness struct {
	Around
	Check contract.InnovationLivenessChecked
}

// Decide gives the fact to append, or nil data if it is known.
func (c CheckLiveness) Decide(s State) (any, event.Basis, error) {
	if err := s.open(); err != nil {
		return nil, "", err
	}
	var wrong fault.List
	if c.Check.State == Stopped {
		wrong.Add(c.groundOfDeed())
	} else {
		wrong.Add(c.Ground.Check("basis"))
	}
	wrong.Add(intake.OneOf("state", c.Check.State, Continuing, Developed, Stopped))
	wrong.Add(intake.Past("checked_on", c.Check.CheckedOn, c.Today))
	wrong.Add(intake.Line("source", c.Check.Source, intake.MaxSource))
	wrong.Add(intake.Labelled("source", c.Check.Source, c.Ground.Sample()))
	if err := wrong.Err(); err != nil {
		return nil, "", err
	}
	if last, ok := s.Liveness(); ok && last == (Check{c.Check, c.Ground.Basis}) {
		return nil, "", nil
	}
	if slices.ContainsFunc(s.Checks, func(k Check) bool { return k.CheckedOn > c.Check.CheckedOn }) {
		if slices.Contains(s.Checks, Check{c.Check, c.Ground.Basis}) {
			return nil, "", nil
		}
		return nil, "", fault.Conflictf("liveness.older", "A statement about a later day is known.")
	}
	return &c.Check, c.Ground.Basis, nil
}
