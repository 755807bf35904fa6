package region

import (
	"slices"
	"strings"

	"makcomblang.id/pkg/fault"
)

// Setting is one trait of a place that decides whether a practice can work there
// at all: boat classes need water, a practice for prisons needs a prison. A
// region has several; a practice without any works anywhere.
type Setting string

// The settings, in the words of the data files. City and Prison occur on
// practices only: a region's settings are read from its geography, and that it
// is a city is told by its code.
const (
	SmallIslands Setting = "small-islands"
	Coast        Setting = "coast"
	Highland     Setting = "highland"
	RiverSwamp   Setting = "river-swamp"
	Mainland     Setting = "mainland"
	CitySetting  Setting = "city"
	Prison       Setting = "prison"
)

// Settings gives all settings in a fixed order, which is also the order in which
// [ParseSettings] returns them.
func Settings() []Setting {
	return []Setting{SmallIslands, Coast, Highland, RiverSwamp, Mainland, CitySetting, Prison}
}

// ParseSetting reads one setting; it refuses anything else with code
// region.setting.
func ParseSetting(s string) (Setting, error) {
	if slices.Contains(Settings(), Setting(s)) {
		return Setting(s), nil
	}
	return "", fault.Invalid("", "region.setting", "This is not a known setting.", "").Allowing(fault.Plain(settingsAllowed()))
}

// ParseSettings reads a list separated by semicolons, as in a cell of the data
// files, into the order of [Settings]. The empty text is no setting. It refuses
// an unknown or a repeated setting with code region.setting.
func ParseSettings(cell string) ([]Setting, error) {
	if cell == "" {
		return nil, nil
	}
	var list []Setting
	for part := range strings.SplitSeq(cell, ";") {
		s, err := ParseSetting(part)
		if err != nil {
			return nil, err
		}
		if slices.Contains(list, s) {
			return nil, fault.Invalid("", "region.setting", "A setting is named twice.", "each setting at most once")
		}
		list = append(list, s)
	}
	order := Settings()
	slices.SortFunc(list, func(a, b Setting) int { return slices.Index(order, a) - slices.Index(order, b) })
	return list, nil
}

// MarshalText refuses a Setting outside the vocabulary.
func (s Setting) MarshalText() ([]byte, error) {
	p, err := ParseSetting(string(s))
	return []byte(p), err
}

// UnmarshalText reads what ParseSetting reads.
func (s *Setting) UnmarshalText(text []byte) error {
	p, err := ParseSetting(string(text))
	if err != nil {
		return err
	}
	*s = p
	return nil
}

func settingsAllowed() string {
	var words []string
	for _, s := range Settings() {
		words = append(words, string(s))
	}
	return strings.Join(words, ", ")
}
