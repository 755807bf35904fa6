package region

import (
	"time"

	"makcomblang.id/pkg/fault"
)

// TimeZone is the IANA name of a time zone a region lies in.
type TimeZone string

// The zones of the country. Jakarta and Pontianak both are WIB, Western
// Indonesia Time, with different histories; Makassar is WITA, Jayapura is WIT.
const (
	Jakarta   TimeZone = "Asia/Jakarta"
	Pontianak TimeZone = "Asia/Pontianak"
	Makassar  TimeZone = "Asia/Makassar"
	Jayapura  TimeZone = "Asia/Jayapura"
)

// ParseTimeZone reads an IANA name; it refuses a zone outside the country with
// code region.time_zone.
func ParseTimeZone(s string) (TimeZone, error) {
	switch z := TimeZone(s); z {
	case Jakarta, Pontianak, Makassar, Jayapura:
		return z, nil
	}
	return "", fault.Invalid("", "region.time_zone", "This is not a time zone of Indonesia.",
		"Asia/Jakarta, Asia/Pontianak, Asia/Makassar or Asia/Jayapura")
}

// Abbreviation gives what people write behind a time: WIB, WITA or WIT. It is
// empty for a zone that was not parsed.
func (z TimeZone) Abbreviation() string {
	switch z {
	case Jakarta, Pontianak:
		return "WIB"
	case Makassar:
		return "WITA"
	case Jayapura:
		return "WIT"
	}
	return ""
}

// Location gives the zone with its fixed offset of 7, 8 or 9 hours. It needs no
// time-zone data on the machine: none of the zones has changed its offset since
// 1988, and there is no daylight saving time. It is UTC for an unparsed zone.
func (z TimeZone) Location() *time.Location {
	hours := map[string]int{"WIB": 7, "WITA": 8, "WIT": 9}[z.Abbreviation()]
	if hours == 0 {
		return time.UTC
	}
	return time.FixedZone(z.Abbreviation(), hours*60*60)
}

// MarshalText refuses a zone outside the country.
func (z TimeZone) MarshalText() ([]byte, error) {
	p, err := ParseTimeZone(string(z))
	return []byte(p), err
}

// UnmarshalText reads what ParseTimeZone reads.
func (z *TimeZone) UnmarshalText(text []byte) error {
	p, err := ParseTimeZone(string(text))
	if err != nil {
		return err
	}
	*z = p
	return nil
}
