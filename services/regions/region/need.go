package region

import (
	"reflect"

	"makcomblang.id/pkg/contract"
	"makcomblang.id/pkg/event"
	"makcomblang.id/pkg/fault"
	"makcomblang.id/pkg/intake"
	code "makcomblang.id/pkg/region"
)

const (
	maxAbsorption = 1000
	maxList       = 60
)

// NeedID is the id of the one need that a region can have about a problem.
func NeedID(region code.Code, problem string) string { return region.Token() + "-" + problem }

// DeclareNeed declares a need, or declares it anew with another priority or
// statement, or after it was withdrawn.
type DeclareNeed struct {
	Around
	Need         contract.NeedDeclared
	ProblemKnown bool
}

// Decide gives the fact to append, or nil data if it is known.
func (c DeclareNeed) Decide(s State) (any, event.Basis, error) {
	d := c.Need
	wrong, err := c.stated(s, d.Source)
	if err != nil {
		return nil, "", err
	}
	if !c.ProblemKnown {
		wrong.Add(fault.Invalid("problem", "problem.unknown", "There is no problem with this id.", "an id of the problem vocabulary"))
	} else if id := NeedID(s.Code(), d.Problem); d.Need == "" {
		d.Need = id
	} else if d.Need != id {
		wrong.Add(fault.Invalid("need", "need.id", "The id of a need is the code of its region without dot, a hyphen and the problem.", "").Allowing(fault.Plain(id)))
	}
	wrong.Add(intake.Range("priority", d.Priority, 1, 5))
	wrong.Add(intake.Line("statement", d.Statement, intake.MaxLine))
	wrong.Add(intake.Labelled("statement", d.Statement, c.Ground.Sample()))
	wrong.Add(intake.OptionalLine("office", d.Office, intake.MaxName))
	if err := wrong.Err(); err != nil {
		return nil, "", err
	}
	if s.Needs[d.Problem] == (Need{NeedDeclared: d, Basis: c.Ground.Basis}) {
		return nil, "", nil
	}
	return &d, c.Ground.Basis, nil
}

// WithdrawNeed takes a need back. It is a bare decision and has no basis.
type WithdrawNeed struct {
	Need   string
	Reason string
}

// Decide gives the fact to append, or nil data if it was withdrawn for this
// reason.
func (c WithdrawNeed) Decide(s State) (any, event.Basis, error) {
	if err := s.open(); err != nil {
		return nil, "", err
	}
	_, n, ok := s.needByID(c.Need)
	if !ok {
		return nil, "", fault.NotFoundf("need.unknown", "This region has no need with this id.")
	}
	if err := intake.Line("reason", c.Reason, intake.MaxLine); err != nil {
		return nil, "", err
	}
	switch n.Withdrawn {
	case "":
		return &contract.NeedWithdrawn{Need: c.Need, Reason: c.Reason}, "", nil
	case c.Reason:
		return nil, "", nil
	}
	return nil, "", fault.Conflictf("need.withdrawn", "This need was withdrawn before, for another reason.")
}

// SetAbsorption states how many visits the region can absorb in a period.
type SetAbsorption struct {
	Around
	Absorption contract.RegionAbsorptionSet
}

// Decide gives the fact to append, or nil data if it is known.
func (c SetAbsorption) Decide(s State) (any, event.Basis, error) {
	d := c.Absorption
	wrong, err := c.stated(s, d.Source)
	if err != nil {
		return nil, "", err
	}
	wrong.Add(intake.Period("period", d.Period))
	wrong.Add(intake.Range("visits", d.Visits, 0, maxAbsorption))
	if err := wrong.Err(); err != nil {
		return nil, "", err
	}
	if s.Absorption[d.Period] == (Absorption{d, c.Ground.Basis}) {
		return nil, "", nil
	}
	return &d, c.Ground.Basis, nil
}

// ProfileAccess says what kind of place the region is, what it has and what it
// lacks. What is in neither list is unknown.
type ProfileAccess struct {
	Around
	Access            contract.RegionAccessProfiled
	PreconditionKnown func(id string) bool
}

// Decide gives the fact to append, or nil data if it is known.
func (c ProfileAccess) Decide(s State) (any, event.Basis, error) {
	d := tidy(c.Access)
	wrong, err := c.stated(s, d.Source)
	if err != nil {
		return nil, "", err
	}
	wrong.Add(intake.Each("settings", d.Settings, maxList, checkSetting))
	wrong.Add(intake.Each("has", d.Has, maxList, c.checkPrecondition))
	has := make(map[string]bool, len(d.Has))
	for _, id := range d.Has {
		has[id] = true
	}
	wrong.Add(intake.Each("lacks", d.Lacks, maxList, func(id string) error {
		if has[id] {
			return fault.Invalid("", "access.both", "This stands in both lists.", "each precondition in has or in lacks, not in both")
		}
		return c.checkPrecondition(id)
	}))
	if err := wrong.Err(); err != nil {
		return nil, "", err
	}
	if s.Access.Basis == c.Ground.Basis && reflect.DeepEqual(tidy(s.Access.RegionAccessProfiled), d) {
		return nil, "", nil
	}
	return &d, c.Ground.Basis, nil
}

func (c ProfileAccess) checkPrecondition(id string) error {
	if c.PreconditionKnown(id) {
		return nil
	}
	return fault.Invalid("", "precondition.unknown", "There is no precondition with this id.", "an id of the precondition vocabulary")
}

// checkSetting: that a region is a city is told by its code, and a prison is a
// trait of a practice.
func checkSetting(id string) error {
	s, err := code.ParseSetting(id)
	if err == nil && (s == code.CitySetting || s == code.Prison) {
		return fault.Invalid("", "region.setting", "This setting does not describe the land of a region.",
			"small-islands, coast, highland, river-swamp or mainland")
	}
	return err
}

// tidy turns empty lists into none, as they come back from the log.
func tidy(d contract.RegionAccessProfiled) contract.RegionAccessProfiled {
	for _, list := range []*[]string{&d.Settings, &d.Has, &d.Lacks} {
		if len(*list) == 0 {
			*list = nil
		}
	}
	return d
}
