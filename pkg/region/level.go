package region

import "makcomblang.id/pkg/fault"

// Level is the kind of a regional government.
type Level string

// The levels, in the words of the data files.
const (
	Province Level = "province" // provinsi
	Regency  Level = "regency"  // kabupaten
	City     Level = "city"     // kota
)

// ParseLevel reads a level; it refuses anything else with code region.level.
func ParseLevel(s string) (Level, error) {
	switch l := Level(s); l {
	case Province, Regency, City:
		return l, nil
	}
	return "", fault.Invalid("", "region.level", "This is not a level of regional government.", "province, regency or city")
}

// MarshalText refuses a Level that is none of the three.
func (l Level) MarshalText() ([]byte, error) {
	p, err := ParseLevel(string(l))
	return []byte(p), err
}

// UnmarshalText reads what ParseLevel reads.
func (l *Level) UnmarshalText(text []byte) error {
	p, err := ParseLevel(string(text))
	if err != nil {
		return err
	}
	*l = p
	return nil
}
