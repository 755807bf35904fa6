package award

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"makcomblang.id/pkg/fault"
)

const (
	firstKIPP    = 2014 // first national competition
	gapKIPP      = 2024 // the ministry measured sustainability and replication instead
	firstUNPSA   = 2003
	earliestYear = 1945 // no prize of the republic is older
	latestYear   = 2099 // four digits; whether a year has come is the caller's to check
	maxName      = 120  // characters of an award's name
)

// TopSize gives how many entries the commended tier of KIPP had in a year: 9 in
// 2014, 25 in 2015, 35 in 2016, 40 in 2017 and 2018, 45 from 2019 on, as the
// ministry's record of 2021 lists them. It gives false for a year without KIPP:
// before 2014, and 2024.
func TopSize(year int) (int, bool) {
	if !hasKIPP(year) {
		return 0, false
	}
	switch {
	case year == 2014:
		return 9, true
	case year == 2015:
		return 25, true
	case year == 2016:
		return 35, true
	case year <= 2018:
		return 40, true
	default:
		return 45, true
	}
}

// Validate checks that an award of that name and tier existed in that year. Year
// is the edition's, 0 for no year. It returns nil, or one fault (code
// award.tier, award.year or award.name) on the field tier, award_year or award
// whose text says what is allowed. It looks at nothing but its arguments, so a
// year in the future passes; who knows the date checks that.
//
// Names are strictly cased. "Top 40" and "KIPP Top 40" are both read.
func Validate(award string, tier Tier, year int) error {
	if _, err := ParseTier(string(tier)); err != nil {
		return err
	}
	if err := checkName(award); err != nil {
		return err
	}
	if year != 0 && (year < earliestYear || year > latestYear) {
		return errYear("The year of the award is not a year it could have been given in.",
			fault.Textf("%d to %d", earliestYear, latestYear))
	}
	switch tier {
	case KIPPTop, KIPPTop99, KIPPFinalist:
		return validateKIPP(award, tier, year)
	case UNPSAWinner, UNPSAOther:
		return validateUNPSA(award, tier, year)
	case Provincial:
		return validateProvincial(award, year)
	default:
		return validateNone(award, year)
	}
}

func validateKIPP(award string, tier Tier, year int) error {
	if !hasKIPP(year) {
		return errYear("There was no national competition (KIPP) in that year.",
			fault.Textf("2014 or later, except 2024, when no competition was held"))
	}
	switch tier {
	case KIPPTop99:
		return checkOneOf(award, "KIPP Top 99", "Top 99")
	case KIPPFinalist:
		return checkOneOf(award, "KIPP finalist")
	}
	if award == "KIPP Outstanding Achievement" {
		return checkOutstanding(year)
	}
	size, _ := TopSize(year)
	want := "Top " + strconv.Itoa(size)
	if award == want || award == "KIPP "+want {
		return nil
	}
	return errName("The commended tier of KIPP had another name in that year.", fault.Plain("KIPP "+want))
}

// checkOutstanding: the special group, whose prize this is, is on record from
// 2021 to 2023; the competition of 2025 had a general and a replication group.
func checkOutstanding(year int) error {
	if year >= 2021 && year <= 2023 {
		return nil
	}
	return errYear("The special group, which the Outstanding Achievement is for, did not exist in that year.", fault.Textf("2021 to 2023"))
}

func validateUNPSA(award string, tier Tier, year int) error {
	if year < firstUNPSA {
		return errYear("There were no United Nations Public Service Awards in that year.", fault.Textf("2003 or later"))
	}
	if tier == UNPSAWinner {
		return checkOneOf(award, "UNPSA winner")
	}
	return checkOneOf(award, "UNPSA second place", "UNPSA finalist", "UNPSA honorable mention", "UNPSA special award")
}

func validateProvincial(award string, year int) error {
	if name, ok := strings.CutPrefix(award, "Provincial "); !ok || strings.TrimSpace(name) == "" {
		return errName("The name of a provincial award starts with the word Provincial.",
			fault.Textf("Provincial, then the competition and the place, as in: Provincial Kovablik Jawa Timur Top 25"))
	}
	if year == 0 {
		return errYear("A provincial award needs its year.", fault.Textf("the year of the edition"))
	}
	return nil
}

// validateNone lets other prizes through by any name, but not a name that
// belongs to a tier: that record would be worth less than it is, or pretend to
// a competition that was not held.
func validateNone(award string, year int) error {
	if award == "" {
		if year != 0 {
			return errYear("A year of an award needs the name of the award.", fault.Textf("no year, or a name as well"))
		}
		return nil
	}
	if award == "KIPP participant" {
		if !hasKIPP(year) {
			return errYear("There was no national competition (KIPP) in that year.", fault.Textf("2014 or later, except 2024"))
		}
		return nil
	}
	for _, taken := range []string{"kipp", "unpsa", "provincial", "top"} {
		if first, _, _ := strings.Cut(strings.ToLower(award), " "); first == taken {
			return fault.Invalid("tier", "award.tier", "An award of that name belongs to another tier.",
				"a KIPP, UNPSA or provincial tier for an award of that name; none for KIPP participant and for other prizes")
		}
	}
	return nil
}

func hasKIPP(year int) bool { return year >= firstKIPP && year != gapKIPP && year <= latestYear }

func checkName(award string) error {
	bad := !utf8.ValidString(award) || utf8.RuneCountInString(award) > maxName ||
		strings.TrimSpace(award) != award || strings.ContainsFunc(award, unicode.IsControl)
	if bad {
		return errName("The name of the award is not a plain line of text.",
			fault.Textf("at most %d characters on one line, no space at either end", maxName))
	}
	return nil
}

func checkOneOf(award string, names ...string) error {
	for _, n := range names {
		if award == n {
			return nil
		}
	}
	return errName("The name of the award does not belong to its tier.", fault.Plain(strings.Join(names, ", ")))
}

func errName(message string, allowed fault.Text) error {
	return fault.Invalid("award", "award.name", message, "").Allowing(allowed)
}

func errYear(message string, allowed fault.Text) error {
	return fault.Invalid("award_year", "award.year", message, "").Allowing(allowed)
}
