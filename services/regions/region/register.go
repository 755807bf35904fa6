package region

import (
	"makcomblang.id/pkg/calendar"
	"makcomblang.id/pkg/contract"
	"makcomblang.id/pkg/event"
	"makcomblang.id/pkg/fault"
	"makcomblang.id/pkg/intake"
	code "makcomblang.id/pkg/region"
)

const (
	maxCoordSource = 60

	// The country lies within these bounds, in hundred-thousandths of a degree.
	south, north = -1_200_000, 700_000
	west, east   = 9_400_000, 14_200_000
)

// Around is what a region does not know itself when it decides.
type Around struct {
	// Ground is what the statement rests on; whether the region is fictitious is
	// told by its code.
	Ground intake.Ground
	Today  calendar.Date
}

// Register enters a region. The same content again appends nothing, also after
// it was renamed; other content is refused.
type Register struct {
	Around
	Region      contract.RegionRegistered
	ParentKnown bool // the province is registered
}

// Decide gives the fact to append, or nil data if it is known.
func (c Register) Decide(s State) (any, event.Basis, error) {
	r := c.Region
	id, err := code.ParseCode(r.Code)
	if err != nil || string(id) != r.Code {
		return nil, "", fault.Invalid("code", "region.code", "This is not the dotted code of a region.", "a region code such as 92.06, or 92 for a province")
	}
	if r.Parent == "" && id.Level() != code.Province {
		r.Parent = id.Province().Dotted()
	}
	var wrong fault.List
	wrong.Add(c.ground(id).Check("basis"))
	wrong.Add(intake.Line("name", r.Name, intake.MaxName))
	if r.Level != string(id.Level()) {
		wrong.Add(fault.Invalid("level", "region.level", "The level does not fit the code.", "").Allowing(fault.Plain(string(id.Level()))))
	}
	wrong.Add(c.checkParent(id, r.Parent))
	if r.TimeZone != "" {
		_, err := code.ParseTimeZone(r.TimeZone)
		wrong.At("time_zone", err)
	}
	wrong.Add(checkPoint(r))
	wrong.Add(intake.Line("source", r.Source, intake.MaxSource))
	if err := wrong.Err(); err != nil {
		return nil, "", err
	}
	if !s.Registered {
		return &r, c.Ground.Basis, nil
	}
	if s.Profile == r && s.Basis == c.Ground.Basis {
		return nil, "", nil
	}
	return nil, "", fault.Conflictf("region.exists", "This region is registered with other content; a new name is given by renaming it.")
}

func (c Register) checkParent(id code.Code, parent string) error {
	if id.Level() == code.Province {
		if parent != "" {
			return fault.Invalid("parent", "region.parent", "A province has no parent.", "no parent")
		}
		return nil
	}
	if parent != id.Province().Dotted() {
		return fault.Invalid("parent", "region.parent", "The parent is not the province of the code.", "").Allowing(fault.Plain(id.Province().Dotted()))
	}
	if !c.ParentKnown {
		return fault.Invalid("parent", "region.unknown", "The province is not registered.", "a registered province; register it first")
	}
	return nil
}

// checkPoint: both coordinates or none. Latitude 0 is a real one, at Pontianak;
// longitude 0 is far away.
func checkPoint(r contract.RegionRegistered) error {
	var wrong fault.List
	wrong.Add(intake.OptionalLine("coord_source", r.CoordSource, maxCoordSource))
	if r.LatE5 == 0 && r.LonE5 == 0 {
		return wrong.Err()
	}
	wrong.Add(intake.Range("lat_e5", r.LatE5, south, north))
	wrong.Add(intake.Range("lon_e5", r.LonE5, west, east))
	if r.CoordSource == "" {
		wrong.Add(intake.Line("coord_source", "", maxCoordSource))
	}
	return wrong.Err()
}

func (a Around) ground(id code.Code) intake.Ground {
	g := a.Ground
	g.Fictitious = id.Fictitious()
	return g
}

// stated checks what every statement about a registered region has in common.
func (a Around) stated(s State, source string) (fault.List, error) {
	if err := s.open(); err != nil {
		return nil, err
	}
	var wrong fault.List
	wrong.Add(a.ground(s.Code()).Check("basis"))
	wrong.Add(intake.Line("source", source, intake.MaxSource))
	return wrong, nil
}

func (s State) open() error {
	if !s.Registered {
		return fault.NotFoundf("region.unknown", "There is no region with this code.")
	}
	return nil
}

// GiveName gives the region a new name from a day on; the code stays.
type GiveName struct {
	Around
	Name contract.RegionRenamed
}

// Decide gives the fact to append, or nil data if it is known.
func (c GiveName) Decide(s State) (any, event.Basis, error) {
	wrong, err := c.stated(s, c.Name.Source)
	if err != nil {
		return nil, "", err
	}
	wrong.Add(intake.Line("name", c.Name.Name, intake.MaxName))
	wrong.Add(intake.Date("from", c.Name.From))
	if err := wrong.Err(); err != nil {
		return nil, "", err
	}
	for _, r := range s.Renames {
		if r == (Rename{c.Name, c.Ground.Basis}) {
			return nil, "", nil
		}
	}
	if s.Name(c.Name.From) == c.Name.Name {
		return nil, "", fault.Conflictf("region.same_name", "The region has this name on that day already.")
	}
	return &c.Name, c.Ground.Basis, nil
}
