package contract

import "makcomblang.id/pkg/calendar"

// SubscriptionFilter says what a person or an office wants to hear of. Conditions of one list are alternatives, the lists
// all have to hold; an empty list asks for nothing.
type SubscriptionFilter struct {
	Types    []string `json:"types,omitempty" doc:"Fact types wanted; empty is all that have words for people."`
	Regions  []string `json:"regions,omitempty" doc:"Codes of regions; a province takes its regencies and cities in."`
	Sectors  []string `json:"sectors,omitempty" doc:"Ids of sectors."`
	Problems []string `json:"problems,omitempty" doc:"Ids of problems."`
	Hosts    []string `json:"hosts,omitempty" doc:"Ids of owners of practices."`
	Statuses []string `json:"statuses,omitempty" doc:"lagging, graduated: only what concerns a region of that legal status."`
	Bases    []string `json:"bases,omitempty" doc:"Only what rests on one of official, press, reading, sample."`
}

// SubscriptionSettings says how to tell.
type SubscriptionSettings struct {
	Cadence  string `json:"cadence" enum:"at-once,daily,weekly" doc:"At once, or a digest at 08.00 local time each day or each Monday."`
	TimeZone string `json:"time_zone" enum:"Asia/Jakarta,Asia/Pontianak,Asia/Makassar,Asia/Jayapura" doc:"Whose 08.00 it is."`
	Label    string `json:"label,omitempty" doc:"What it is for; no person's name."`
}

// SubscriptionOpened is a wish to be told. The address is in the vault, never here.
type SubscriptionOpened struct {
	Channel string `json:"channel" enum:"person,office,page" doc:"Mail to a person, mail to the role mailbox of an office, or saved for the page alone."`
	Owner   string `json:"owner" doc:"Opaque id of the actor it belongs to; what it hears is what the actor may hear."`
	SubscriptionFilter
	SubscriptionSettings
}

// SubscriptionConfirmed says that the address answered: mails begin.
type SubscriptionConfirmed struct{}

// SubscriptionChanged replaces filter and settings.
type SubscriptionChanged struct {
	SubscriptionFilter
	SubscriptionSettings
}

// SubscriptionPaused stops mails; what happens meanwhile is left out.
type SubscriptionPaused struct {
	Reason string `json:"reason" enum:"by-hand,bounced" doc:"By its holder, or because the address refuses mail."`
}

// SubscriptionResumed starts mails again.
type SubscriptionResumed struct{}

// SubscriptionClosed ends it for good.
type SubscriptionClosed struct {
	Reason string `json:"reason" enum:"unsubscribed,by-hand" doc:"By the link in a mail, or by its holder."`
}

// BulletinCounts are the figures of a bulletin at the end of its period, each with what it is a part of.
type BulletinCounts struct {
	Regions          int `json:"regions" doc:"Regencies and cities in the register."`
	RegionsWithNeeds int `json:"regions_with_needs" doc:"Of these, those that declared a need that stands."`
	Declared         int `json:"needs_declared" doc:"Needs that stand."`
	Answered         int `json:"needs_answered" doc:"Of these, needs for which at least one practice can be suggested."`
	Unanswered       int `json:"needs_unanswered" doc:"Of these, needs for which no practice can be suggested; the rest was not judged yet."`
	Practices        int `json:"practices" doc:"Practices in the register."`
	PracticesRunning int `json:"practices_confirmed" doc:"Of these, practices whose owner confirmed within 12 months that they run."`
	Proposed         int `json:"matches_proposed" doc:"Matches that were ever proposed."`
	Approved         int `json:"matches_approved" doc:"Of these, matches that stand approved."`
	Agreed           int `json:"matches_agreed" doc:"Of these, matches to which both sides agreed."`
}

// BulletinPractice is a practice that entered the register in the period.
type BulletinPractice struct {
	ID     string `json:"id" doc:"Id of the practice."`
	Title  string `json:"title" doc:"Title as the source gives it."`
	Owner  string `json:"owner" doc:"Name of its owner."`
	Sector string `json:"sector,omitempty" doc:"Id of the sector."`
	Basis  string `json:"basis" enum:"official,press,reading,sample" doc:"What the entry rests on."`
}

// BulletinNeed is a need that was declared in the period.
type BulletinNeed struct {
	ID        string `json:"id" doc:"Id of the need."`
	Region    string `json:"region" doc:"Code of the region."`
	Name      string `json:"name" doc:"Name of the region."`
	Problem   string `json:"problem" doc:"Id of the problem."`
	Statement string `json:"statement" doc:"The need in one sentence."`
	Answered  string `json:"answered" enum:"yes,no,unknown" doc:"Whether a practice can be suggested for it; unknown: not judged yet."`
	Basis     string `json:"basis" enum:"official,press,reading,sample" doc:"What it rests on."`
}

// BulletinMatch is a match to which both sides agreed in the period.
type BulletinMatch struct {
	ID     string `json:"id" doc:"Id of the match."`
	Title  string `json:"title" doc:"Title of the practice."`
	Owner  string `json:"owner" doc:"Name of its owner."`
	Region string `json:"region" doc:"Code of the region."`
	Name   string `json:"name" doc:"Name of the region."`
	Basis  string `json:"basis,omitempty" enum:"official,press,reading,sample" doc:"What it rests on."`
}

// BulletinPublished is the public bulletin of a period. It names nothing of a match before both sides agreed.
type BulletinPublished struct {
	From          calendar.Date      `json:"from" doc:"First day."`
	To            calendar.Date      `json:"to" doc:"Last day."`
	Position      uint64             `json:"position" doc:"Sequence of the last fact that was counted."`
	Counts        BulletinCounts     `json:"counts" doc:"Figures at the end of the period."`
	Matches       []BulletinMatch    `json:"matches,omitempty" doc:"Agreed in the period."`
	Practices     []BulletinPractice `json:"new_practices,omitempty" doc:"Entered the register in the period, at most 30."`
	Needs         []BulletinNeed     `json:"new_needs,omitempty" doc:"Declared in the period, at most 30."`
	MorePractices int                `json:"more_practices,omitempty" doc:"New practices that are not listed."`
	MoreNeeds     int                `json:"more_needs,omitempty" doc:"New needs that are not listed."`
}

// BulletinCorrected puts a published bulletin right; what was published stays in the log.
type BulletinCorrected struct {
	Note string   `json:"note" doc:"What was wrong and what is right, shown on top."`
	Drop []string `json:"drop,omitempty" doc:"Ids of entries that are taken out of the lists."`
}
