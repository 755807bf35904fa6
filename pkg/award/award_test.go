package award_test

import (
	"strings"
	"testing"

	"makcomblang.id/pkg/award"
	"makcomblang.id/pkg/fault"
)

func TestValidate(t *testing.T) {
	t.Parallel()
	const name, year, tier = "award.name", "award.year", "award.tier"
	tests := []struct {
		award string
		tier  award.Tier
		year  int
		code  string // of the refusal; empty means valid
	}{
		// every commended tier in its own year, and not in a neighbour's
		{"KIPP Top 9", award.KIPPTop, 2014, ""},
		{"KIPP Top 25", award.KIPPTop, 2015, ""},
		{"KIPP Top 35", award.KIPPTop, 2016, ""},
		{"KIPP Top 40", award.KIPPTop, 2017, ""},
		{"KIPP Top 40", award.KIPPTop, 2018, ""},
		{"Top 40", award.KIPPTop, 2018, ""},
		{"KIPP Top 45", award.KIPPTop, 2019, ""},
		{"KIPP Top 45", award.KIPPTop, 2023, ""},
		{"KIPP Top 45", award.KIPPTop, 2025, ""},
		{"KIPP Top 40", award.KIPPTop, 2016, name},
		{"KIPP Top 40", award.KIPPTop, 2019, name},
		{"KIPP Top 45", award.KIPPTop, 2018, name},
		{"KIPP Top 90", award.KIPPTop, 2018, name},
		{"KIPP Top 99", award.KIPPTop, 2018, name},
		{"kipp top 40", award.KIPPTop, 2018, name},
		{"", award.KIPPTop, 2018, name},
		{"UNPSA winner", award.KIPPTop, 2018, name},

		// no competition
		{"KIPP Top 45", award.KIPPTop, 2024, year},
		{"KIPP Top 99", award.KIPPTop99, 2024, year},
		{"KIPP finalist", award.KIPPFinalist, 2024, year},
		{"KIPP Top 9", award.KIPPTop, 2013, year},
		{"KIPP Top 99", award.KIPPTop99, 0, year},
		{"KIPP participant", award.None, 2024, year},

		// the other national tiers
		{"KIPP Top 99", award.KIPPTop99, 2014, ""},
		{"KIPP Top 99", award.KIPPTop99, 2019, ""},
		{"KIPP Top 90", award.KIPPTop99, 2019, name},
		{"KIPP finalist", award.KIPPFinalist, 2022, ""},
		{"KIPP Outstanding Achievement", award.KIPPTop, 2023, ""},
		{"KIPP Outstanding Achievement", award.KIPPTop, 2018, year},
		{"KIPP Outstanding Achievement", award.KIPPTop, 2025, year},

		// the world
		{"UNPSA winner", award.UNPSAWinner, 2003, ""},
		{"UNPSA winner", award.UNPSAWinner, 2002, year},
		{"UNPSA winner", award.UNPSAWinner, 0, year},
		{"UNPSA second place", award.UNPSAOther, 2015, ""},
		{"UNPSA honorable mention", award.UNPSAOther, 2024, ""},
		{"UNPSA second place", award.UNPSAWinner, 2015, name},
		{"UNPSA winner", award.UNPSAOther, 2015, name},

		// provinces, others, nothing
		{"Provincial Kovablik Jawa Timur Top 25", award.Provincial, 2018, ""},
		{"Provincial Kovablik Jawa Timur Top 25", award.Provincial, 0, year},
		{"Provincial ", award.Provincial, 2018, name},
		{"Kovablik", award.Provincial, 2018, name},
		{"", award.None, 0, ""},
		{"", award.None, 2018, year},
		{"IPS Forum exhibit", award.None, 2018, ""},
		{"IPS Forum exhibit", award.None, 0, ""},
		{"KIPP participant", award.None, 2017, ""},
		{"KIPP Top 40", award.None, 2018, tier},
		{"Top 40", award.None, 2019, tier},
		{"unpsa winner", award.None, 2018, tier},
		{"Provincial KIPP", award.None, 2018, tier},

		// not an award at all
		{"KIPP Top 40", "gold", 2018, tier},
		{"KIPP Top 40", "", 2018, tier},
		{"KIPP Top 45", award.KIPPTop, 20190, year},
		{"A prize", award.None, -1, year},
		{"A prize", award.None, 1800, year},
		{"two\nlines", award.None, 2018, name},
		{" A prize", award.None, 2018, name},
		{"\xff", award.None, 2018, name},
		{strings.Repeat("é", 120), award.None, 2018, ""},
		{strings.Repeat("é", 121), award.None, 2018, name},
	}
	for _, tc := range tests {
		err := award.Validate(tc.award, tc.tier, tc.year)
		e, ok := fault.As(err)
		switch {
		case tc.code == "" && err != nil:
			t.Errorf("%q %s %d: refused: %v", tc.award, tc.tier, tc.year, err)
		case tc.code != "" && (!ok || e.Code != tc.code):
			t.Errorf("%q %s %d: got %v, want code %s", tc.award, tc.tier, tc.year, err, tc.code)
		case ok && (e.Message == "" || e.Allowed == "" || e.Field == "" || e.Kind != fault.KindInvalid):
			t.Errorf("%q %s %d: the refusal does not help: %+v", tc.award, tc.tier, tc.year, e)
		}
	}
}

func TestTopSizeByYear(t *testing.T) {
	t.Parallel()
	want := map[int]int{
		2014: 9, 2015: 25, 2016: 35, 2017: 40, 2018: 40, 2019: 45,
		2020: 45, 2021: 45, 2022: 45, 2023: 45, 2025: 45, 2026: 45,
	}
	for year := 2000; year <= 2026; year++ {
		got, ok := award.TopSize(year)
		if got != want[year] || ok != (want[year] != 0) {
			t.Errorf("%d: got %d, %v; want %d", year, got, ok, want[year])
		}
	}
}

func TestRanksAreAStrictOrder(t *testing.T) {
	t.Parallel()
	all := award.Tiers()
	for i := 1; i < len(all); i++ {
		if all[i-1].Rank() != all[i].Rank()+1 {
			t.Errorf("%s has rank %d, %s has %d", all[i-1], all[i-1].Rank(), all[i], all[i].Rank())
		}
	}
	if award.None.Rank() != 0 || award.UNPSAWinner.Rank() != 6 || award.Tier("x").Rank() != 0 {
		t.Error("the ends of the order moved")
	}
}

func TestTierText(t *testing.T) {
	t.Parallel()
	var got award.Tier
	if err := got.UnmarshalText([]byte("kipp-top99")); err != nil || got != award.KIPPTop99 {
		t.Errorf("got %q, %v", got, err)
	}
	for _, bad := range []string{"", "KIPP-TOP", "gold"} {
		if err := got.UnmarshalText([]byte(bad)); err == nil {
			t.Errorf("accepted %q", bad)
		}
		if _, err := award.Tier(bad).MarshalText(); err == nil {
			t.Errorf("wrote %q", bad)
		}
	}
	if text, err := award.None.MarshalText(); err != nil || string(text) != "none" {
		t.Errorf("got %q, %v", text, err)
	}
}
