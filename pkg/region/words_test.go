package region_test

import (
	"encoding"
	"slices"
	"testing"
	"time"

	"makcomblang.id/pkg/region"
)

func TestParseSettings(t *testing.T) {
	t.Parallel()
	tests := []struct {
		cell string
		want []region.Setting
		ok   bool
	}{
		{"", nil, true},
		{"coast", []region.Setting{region.Coast}, true},
		{"mainland;small-islands", []region.Setting{region.SmallIslands, region.Mainland}, true},
		{"city;prison", []region.Setting{region.CitySetting, region.Prison}, true},
		{"coast;coast", nil, false},
		{"coast;", nil, false},
		{";", nil, false},
		{"Coast", nil, false},
		{"coast; highland", nil, false},
	}
	for _, tc := range tests {
		got, err := region.ParseSettings(tc.cell)
		if (err == nil) != tc.ok || !slices.Equal(got, tc.want) {
			t.Errorf("%q: got %v, %v", tc.cell, got, err)
		}
	}
}

func TestWordsSurviveTextAndRefuseOthers(t *testing.T) {
	t.Parallel()
	var (
		level   region.Level
		setting region.Setting
		zone    region.TimeZone
	)
	tests := []struct {
		words []string
		into  interface {
			encoding.TextMarshaler
			encoding.TextUnmarshaler
		}
	}{
		{[]string{"province", "regency", "city"}, &level},
		{[]string{"small-islands", "coast", "highland", "river-swamp", "mainland", "city", "prison"}, &setting},
		{[]string{"Asia/Jakarta", "Asia/Pontianak", "Asia/Makassar", "Asia/Jayapura"}, &zone},
	}
	for _, tc := range tests {
		if _, err := tc.into.MarshalText(); err == nil {
			t.Errorf("%T: wrote the zero value", tc.into)
		}
		for _, word := range tc.words {
			if err := tc.into.UnmarshalText([]byte(word)); err != nil {
				t.Errorf("%q: %v", word, err)
			}
			if got, err := tc.into.MarshalText(); err != nil || string(got) != word {
				t.Errorf("%q came back as %q, %v", word, got, err)
			}
		}
		for _, word := range []string{"", "village", "COAST", "Asia/Singapore", "Local"} {
			if err := tc.into.UnmarshalText([]byte(word)); err == nil {
				t.Errorf("%T: accepted %q", tc.into, word)
			}
		}
	}
}

func TestTimeZoneOffsets(t *testing.T) {
	t.Parallel()
	noon := time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)
	tests := []struct {
		zone region.TimeZone
		want string
	}{
		{region.Jakarta, "19:00 WIB"},
		{region.Pontianak, "19:00 WIB"},
		{region.Makassar, "20:00 WITA"},
		{region.Jayapura, "21:00 WIT"},
		{"", "12:00 UTC"},
	}
	for _, tc := range tests {
		if got := noon.In(tc.zone.Location()).Format("15:04 MST"); got != tc.want {
			t.Errorf("%q: got %s, want %s", tc.zone, got, tc.want)
		}
	}
}
