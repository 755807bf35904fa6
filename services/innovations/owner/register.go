package owner

import (
	"makcomblang.id/pkg/calendar"
	"makcomblang.id/pkg/contract"
	"makcomblang.id/pkg/event"
	"makcomblang.id/pkg/fault"
	"makcomblang.id/pkg/intake"
	"makcomblang.id/pkg/region"
)

const maxCountry = 60

// Around is what an owner does not know itself when it decides.
type Around struct {
	Ground      intake.Ground
	Today       calendar.Date
	RegionKnown func(code string) bool
}

// Register enters an owner. The same content again appends nothing; other
// content is refused, since facts of practices and visits rest on the first.
type Register struct {
	Around
	Owner contract.OwnerRegistered
}

// Decide gives the fact to append, or nil data if it is known.
func (c Register) Decide(s State) (any, event.Basis, error) {
	o := c.Owner
	code := region.Code(o.Region)
	c.Ground.Fictitious = Fictitious(o)
	var wrong fault.List
	wrong.Add(c.Ground.Check("basis"))
	if o.Name != "" || o.Country == Home { // a source may name a foreign practice and not its owner
		wrong.Add(intake.Line("name", o.Name, intake.MaxName))
	}
	wrong.Add(intake.Line("country", o.Country, maxCountry))
	wrong.Add(intake.Line("source", o.Source, intake.MaxSource))
	if o.Type != "" {
		wrong.Add(intake.OneOf("type", o.Type, "province", "regency", "city", "ministry", "agency", "police", "village",
			"court", "university", "company", "other"))
	}
	wrong.Add(intake.Region("located_in", o.LocatedIn, c.RegionKnown))
	if err := intake.Region("region", o.Region, c.RegionKnown); err != nil {
		wrong.Add(err)
	} else if o.Region != "" {
		wrong.Add(checkGovernment(code, o))
	}
	if err := wrong.Err(); err != nil {
		return nil, "", err
	}
	if !s.Registered {
		return &o, c.Ground.Basis, nil
	}
	if s.Profile == o && s.Basis == c.Ground.Basis {
		return nil, "", nil
	}
	return nil, "", fault.Conflictf("owner.exists",
		"An owner with this id is registered with other content; register another owner under an id of its own.")
}

// Fictitious says whether the owner is, or sits in, the sample province.
func Fictitious(o contract.OwnerRegistered) bool {
	return region.Code(o.Region).Fictitious() || region.Code(o.LocatedIn).Fictitious()
}

// checkGovernment: only the government of a region has a region. A ministry's
// office or a police station lies in one, which is not the same.
func checkGovernment(code region.Code, o contract.OwnerRegistered) error {
	if o.Country != Home {
		return fault.Invalid("region", "owner.region", "An owner of another country is no government of a region.",
			"no region for an owner outside Indonesia")
	}
	if o.Type != string(code.Level()) {
		return fault.Invalid("type", "owner.type", "The type does not fit the code of the region.",
			"province, regency or city as the code says; other types have located_in and no region")
	}
	return nil
}
