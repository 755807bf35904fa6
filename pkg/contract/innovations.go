package contract

import "makcomblang.id/pkg/calendar"

// InnovationProfile is what is known of a practice.
type InnovationProfile struct {
	Title         string   `json:"title" doc:"Title as the source gives it."`
	Owner         string   `json:"owner" doc:"Id of the owner."`
	Sector        string   `json:"sector,omitempty" doc:"Id of the sector."`
	Summary       string   `json:"summary,omitempty" doc:"One sentence, own wording."`
	MainProblem   string   `json:"main_problem,omitempty" doc:"Id of the one problem that makes it a candidate for a need."`
	Addresses     []string `json:"addresses,omitempty" doc:"Ids of all problems it touches; shown as related, they make no pair."`
	Preconditions []string `json:"preconditions,omitempty" doc:"Ids of what a place must have for it to work."`
	Settings      []string `json:"settings,omitempty" doc:"Where it can work at all; empty is anywhere."`
	Nature        string   `json:"nature,omitempty" enum:"replicable,national-rule,national-service" doc:"Replicable, binding everywhere already, or a service to use and not to copy."`
	LaunchedYear  int      `json:"launched_year,omitempty" doc:"Year it began to run; absent if unknown."`
	LocatedIn     string   `json:"located_in,omitempty" doc:"Code of the region where the office is; not the same as being that government."`
	Country       string   `json:"country" doc:"English name of the country."`
	Classified    string   `json:"classified,omitempty" enum:"official,press,reading,sample" doc:"Basis of sector, summary, problems, preconditions, settings and nature."`
	Source        string   `json:"source" doc:"Document or page that says so."`
}

// InnovationRegistered is the first statement about a practice.
type InnovationRegistered struct{ InnovationProfile }

// InnovationRevised replaces the whole profile.
type InnovationRevised struct{ InnovationProfile }

// InnovationAwarded records one award of one year.
type InnovationAwarded struct {
	Award  string `json:"award" doc:"Name of the award as published."`
	Tier   string `json:"tier" enum:"kipp-top,kipp-top99,unpsa-winner,unpsa-other,kipp-finalist,provincial,none" doc:"Tier, valid for its year."`
	Year   int    `json:"year,omitempty" doc:"Year of the award; absent if unknown."`
	Others string `json:"others,omitempty" doc:"Other awards as the source words them."`
	Source string `json:"source" doc:"Document or page that says so."`
}

// InnovationLivenessChecked says whether the practice still runs, as someone who can know it stated on a day.
type InnovationLivenessChecked struct {
	State     string        `json:"state" enum:"continuing,developed,stopped" doc:"Still running, developed further, or stopped."`
	CheckedOn calendar.Date `json:"checked_on" doc:"Day of the statement; it holds for 12 months."`
	Source    string        `json:"source" doc:"Who or which document stated it (an office, never a person)."`
}

// InnovationVisitsOffered says how many visits the owner offers for this practice in a period, by mode.
type InnovationVisitsOffered struct {
	Period        calendar.Period `json:"period" doc:"Visiting period."`
	Outgoing      int             `json:"outgoing" doc:"Visits in which the innovator travels."`
	Incoming      int             `json:"incoming" doc:"Visits in which the region travels."`
	Virtual       int             `json:"virtual" doc:"Visits by video."`
	GroupSeats    int             `json:"group_seats" doc:"Regions that one group session can take; 0 if none is offered."`
	MaxDelegation int             `json:"max_delegation" doc:"Persons per visit."`
	Source        string          `json:"source" doc:"Who stated it."`
}

// InnovationRetired takes a practice out of the register.
type InnovationRetired struct {
	Reason string `json:"reason" doc:"Why."`
}

// OwnerRegistered is the first statement about who runs practices.
type OwnerRegistered struct {
	Name      string `json:"name" doc:"Name of the government or agency."`
	Type      string `json:"type,omitempty" enum:"province,regency,city,ministry,agency,police,village,court,university,company,other" doc:"What it is; absent if unknown."`
	Region    string `json:"region,omitempty" doc:"Region code if the owner is the government of a region."`
	LocatedIn string `json:"located_in,omitempty" doc:"Region code of the office."`
	Country   string `json:"country" doc:"English name of the country."`
	Source    string `json:"source" doc:"Document or page that says so."`
}

// OwnerCapacitySet says how many guest groups and trips an owner takes in a period.
type OwnerCapacitySet struct {
	Period calendar.Period `json:"period" doc:"Visiting period."`
	Trips  int             `json:"trips" doc:"Guest groups and trips per period, 0 to 10000."`
	Source string          `json:"source" doc:"Who stated it."`
}

// OwnerCalendarBlocked takes days out of the owner's calendar; guests from outside the programme take trips too.
type OwnerCalendarBlocked struct {
	Block  string        `json:"block" doc:"Id of the entry, a token."`
	From   calendar.Date `json:"from" doc:"First day."`
	To     calendar.Date `json:"to" doc:"Last day."`
	Trips  int           `json:"trips" doc:"Trips of the period that it takes."`
	Why    string        `json:"why" enum:"outside-guests,blackout" doc:"Guests from outside the programme, or days without visits."`
	Source string        `json:"source" doc:"Who stated it."`
}

// OwnerSessionOpened opens a group session: it takes one trip of the owner, its seats become capacity of mode group.
type OwnerSessionOpened struct {
	Session    string          `json:"session" doc:"Id of the session, a token."`
	Innovation string          `json:"innovation" doc:"Id of the practice."`
	Period     calendar.Period `json:"period" doc:"Visiting period."`
	Seats      int             `json:"seats" doc:"Regions that can take part."`
	Source     string          `json:"source" doc:"Who stated it."`
}

// Singles is the number of visits other than group seats.
func (d *InnovationVisitsOffered) Singles() int { return d.Outgoing + d.Incoming + d.Virtual }
