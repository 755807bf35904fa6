// Package award owns what a prize for public-service innovation can be: the
// tiers, which of them existed in which year, and how far each vouches for a
// practice.
//
// It exists so that a record cannot claim a tier that was never awarded, such as
// a Top 40 of 2019 or any national competition in 2024. Whether a given practice
// really won is a matter of evidence and not decided here.
package award

import "makcomblang.id/pkg/fault"

// Tier is the rank of a prize, in the words of the data files.
type Tier string

// The tiers. KIPP is the ministry's national competition, UNPSA the United
// Nations Public Service Awards.
const (
	UNPSAWinner  Tier = "unpsa-winner"
	UNPSAOther   Tier = "unpsa-other"   // second place, finalist, honorable mention
	KIPPTop      Tier = "kipp-top"      // the commended few: Top 9 to Top 45 by year
	KIPPTop99    Tier = "kipp-top99"    // Top 99
	KIPPFinalist Tier = "kipp-finalist" // reached the finals
	Provincial   Tier = "provincial"    // a province's own competition
	None         Tier = "none"          // no prize, or one that is not compared
)

const tiersAllowed = "unpsa-winner, unpsa-other, kipp-top, kipp-top99, kipp-finalist, provincial or none"

// Tiers gives all tiers, highest rank first.
func Tiers() []Tier {
	return []Tier{UNPSAWinner, UNPSAOther, KIPPTop, KIPPTop99, KIPPFinalist, Provincial, None}
}

// ParseTier reads a tier; it refuses anything else with code award.tier.
func ParseTier(s string) (Tier, error) {
	for _, t := range Tiers() {
		if string(t) == s {
			return t, nil
		}
	}
	return "", fault.Invalid("tier", "award.tier", "This is not a tier of award.", tiersAllowed)
}

// Rank orders the tiers by how far they vouch for the maturity of a practice,
// from 0 for none to 6 for a UNPSA winner. The order is this project's: wider
// competition first (world, nation, province), then place within it. It is
// an ordering only: distances mean nothing, a rubric gives the weights. An
// unparsed Tier ranks with None.
func (t Tier) Rank() int {
	all := Tiers()
	for i, known := range all {
		if known == t {
			return len(all) - 1 - i
		}
	}
	return 0
}

// MarshalText refuses a Tier outside the vocabulary.
func (t Tier) MarshalText() ([]byte, error) {
	p, err := ParseTier(string(t))
	return []byte(p), err
}

// UnmarshalText reads what ParseTier reads.
func (t *Tier) UnmarshalText(text []byte) error {
	p, err := ParseTier(string(text))
	if err != nil {
		return err
	}
	*t = p
	return nil
}
