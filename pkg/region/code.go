// Package region owns the value types that say where something is: the code of
// a regional government, its level, the settings of its land and sea, and its
// time zone.
//
// It exists so that a code that reached the inside of the system is known to
// have the right form, and so that the one rule of law that hangs on the form,
// that only a regency can be a lagging region, is written once. Whether a
// government with that code exists is data and is asked elsewhere.
package region

import (
	"strings"

	"makcomblang.id/pkg/fault"
)

// Code is the code of a province ("92"), a regency or a city ("92.06") as the
// interior ministry gives it (Permendagri on codes and data of government areas;
// the statistics office uses another one, which does not belong here). A Code
// made by [ParseCode] is in dotted form; the zero Code stands for no region, as
// with a ministry or a foreign owner.
type Code string

const (
	codeAllowed  = "a region code of the interior ministry such as 92, 92.06 or 9206"
	firstProv    = 11 // codes of provinces start with Aceh
	lastRegency  = 69 // kabupaten 01 to 69
	firstCity    = 71 // kota 71 to 99
	sampleProv   = "99"
	regencyParts = 4 // digits of a regency or city without the dot
)

// ParseCode reads a code in dotted ("92.06") or token form ("9206"), or that of a
// province ("92"). It refuses everything else with code region.code: spaces,
// other digits than 0 to 9, provinces below 11, and the numbers 00 and 70, which
// are neither regency nor city.
func ParseCode(s string) (Code, error) {
	digits := s
	if len(s) == regencyParts+1 && s[2] == '.' {
		digits = s[:2] + s[3:]
	}
	if len(digits) != 2 && len(digits) != regencyParts {
		return "", errCode()
	}
	for i := range len(digits) {
		if digits[i] < '0' || digits[i] > '9' {
			return "", errCode()
		}
	}
	if number(digits[:2]) < firstProv {
		return "", errCode()
	}
	if len(digits) == 2 {
		return Code(digits), nil
	}
	if n := number(digits[2:]); n == 0 || (n > lastRegency && n < firstCity) {
		return "", errCode()
	}
	return Code(digits[:2] + "." + digits[2:]), nil
}

// Dotted gives the form people and official lists use: "92.06", or "92".
func (c Code) Dotted() string { return string(c) }

// String is Dotted.
func (c Code) String() string { return string(c) }

// Token gives the form that is safe in a subject of the log, a path and a key,
// where a dot would separate: "9206", or "92".
func (c Code) Token() string { return strings.Replace(string(c), ".", "", 1) }

// Province gives the code of the province the region lies in; its own code for
// a province. A regency keeps its history when a province is split, but gets a
// new code, so this is the province of the code and not of all times.
func (c Code) Province() Code {
	if len(c) < 2 {
		return ""
	}
	return c[:2]
}

// Level tells by the form of the code which kind of government it is; the empty
// Level for the zero Code.
func (c Code) Level() Level {
	switch {
	case len(c) < 2:
		return ""
	case len(c) < regencyParts:
		return Province
	case number(string(c[3:])) <= lastRegency:
		return Regency
	default:
		return City
	}
}

// CanLag tells whether the government can be a lagging region (daerah
// tertinggal). Only a regency can: Perpres 63/2020 article 1 defines the term
// for kabupaten, so a status for a city or a province is always a mistake.
func (c Code) CanLag() bool { return c.Level() == Regency }

// CheckCanLag refuses, with code region.cannot_lag, a code that CanLag denies.
func (c Code) CheckCanLag() error {
	if c.CanLag() {
		return nil
	}
	return fault.Invalid("", "region.cannot_lag",
		"Only a regency can have the status of a lagging region (Perpres 63/2020, article 1).",
		"the code of a regency, 01 to 69 after the province")
}

// Fictitious tells whether the code belongs to the sample province 99, which no
// government has. Sample regions are never counted, and only they may carry an
// invented bad state.
func (c Code) Fictitious() bool { return c.Province() == sampleProv }

// IsZero tells whether c stands for no region; it also makes omitzero work.
func (c Code) IsZero() bool { return c == "" }

// MarshalText gives the dotted form. It refuses a Code that was not parsed, so
// that a wrong one cannot be written into a fact.
func (c Code) MarshalText() ([]byte, error) {
	if c == "" {
		return []byte{}, nil
	}
	if p, err := ParseCode(string(c)); err != nil || p != c {
		return nil, errCode()
	}
	return []byte(c), nil
}

// UnmarshalText reads what ParseCode reads; the empty text is the zero Code.
func (c *Code) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*c = ""
		return nil
	}
	p, err := ParseCode(string(text))
	if err != nil {
		return err
	}
	*c = p
	return nil
}

// number reads two digits that were checked before.
func number(two string) int { return int(two[0]-'0')*10 + int(two[1]-'0') }

func errCode() error {
	return fault.Invalid("", "region.code", "This is not the code of a province, regency or city.", codeAllowed)
}
