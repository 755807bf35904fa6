package contract

import "makcomblang.id/pkg/calendar"

// RegionRegistered is the first statement about a region; its id is the code without the dot.
type RegionRegistered struct {
	Code        string `json:"code" doc:"Interior-ministry code, 92 or 92.06."`
	Name        string `json:"name" doc:"Official name."`
	Level       string `json:"level" enum:"province,regency,city" doc:"Level of government."`
	Parent      string `json:"parent,omitempty" doc:"Code of the province."`
	TimeZone    string `json:"time_zone,omitempty" doc:"IANA name of the zone."`
	LatE5       int    `json:"lat_e5,omitempty" doc:"Latitude of the seat in hundred-thousandths of a degree."`
	LonE5       int    `json:"lon_e5,omitempty" doc:"Longitude of the seat in hundred-thousandths of a degree."`
	CoordSource string `json:"coord_source,omitempty" doc:"Where the point comes from."`
	Source      string `json:"source" doc:"Register that says so."`
}

// RegionRenamed gives a region a new name; the code stays.
type RegionRenamed struct {
	Name   string        `json:"name" doc:"New official name."`
	From   calendar.Date `json:"from" doc:"First day of the new name."`
	Source string        `json:"source" doc:"Decree."`
}

// RegionStatusSet states a legal status with its period. Only a regency can be lagging (Perpres 63/2020 article 1).
type RegionStatusSet struct {
	Status     string        `json:"status" enum:"lagging,graduated" doc:"On the list, or declared to have left it."`
	List       string        `json:"list" doc:"Id of the list, for example perpres-63-2020."`
	From       calendar.Date `json:"from" doc:"First day it holds."`
	Until      calendar.Date `json:"until" doc:"Last day it holds; after it the status is the last known one. For graduated: the end of the three guided years (Permendes PDTT 5/2020)."`
	NameInList string        `json:"name_in_list,omitempty" doc:"Name that the list uses."`
	Source     string        `json:"source" doc:"Decree, page or derivation."`
}

// RegionIndicatorRecorded is one figure of one year.
type RegionIndicatorRecorded struct {
	Indicator  string `json:"indicator" doc:"Id, for example hdi."`
	Year       int    `json:"year" doc:"Year of the figure."`
	ValueMilli int64  `json:"value_milli" doc:"Value in thousandths of the unit."`
	Unit       string `json:"unit" doc:"Unit."`
	Source     string `json:"source" doc:"Publisher and table."`
}

// NeedDeclared is a problem that a region wants to learn about.
type NeedDeclared struct {
	Need      string `json:"need" doc:"Id of the need, a token: region token and problem."`
	Problem   string `json:"problem" doc:"Id of the problem."`
	Priority  int    `json:"priority" doc:"1 to 5, how pressing the region calls it; 5 is most pressing."`
	Statement string `json:"statement" doc:"The need in one sentence."`
	Office    string `json:"office,omitempty" doc:"Office that owns it, never a person."`
	Source    string `json:"source" doc:"Who declared it."`
}

// NeedWithdrawn takes a need back.
type NeedWithdrawn struct {
	Need   string `json:"need" doc:"Id of the need."`
	Reason string `json:"reason" doc:"Why."`
}

// RegionAbsorptionSet says how many replications a region can take on at once in a period ("daya serap").
type RegionAbsorptionSet struct {
	Period calendar.Period `json:"period" doc:"Visiting period."`
	Visits int             `json:"visits" doc:"Visits per period, 0 to 1000."`
	Source string          `json:"source" doc:"Who stated it."`
}

// RegionAccessProfiled says what kind of place it is and what it is known to have or to lack; what is in neither list is
// unknown.
type RegionAccessProfiled struct {
	Settings []string `json:"settings,omitempty" doc:"Settings that describe the place."`
	AirOnly  bool     `json:"air_only" doc:"Reached by air only."`
	Has      []string `json:"has,omitempty" doc:"Preconditions it is known to have."`
	Lacks    []string `json:"lacks,omitempty" doc:"Preconditions it is known to lack."`
	Source   string   `json:"source" doc:"Who stated it."`
}
