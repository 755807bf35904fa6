package calendar_test

import (
	"testing"

	"makcomblang.id/pkg/calendar"
)

func TestParseDate(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]bool{"2026-11-21": true, "2024-02-29": true, "2026-02-29": false, "21-11-2026": false, "2026-11-21T00:00:00Z": false, "": false, "1800-01-01": false} {
		if _, err := calendar.ParseDate(s); (err == nil) != want {
			t.Errorf("ParseDate(%q): got %v, want accepted %v", s, err, want)
		}
	}
}

func TestDateArithmetic(t *testing.T) {
	t.Parallel()
	d := calendar.Date("2026-11-21")
	if got := d.AddMonths(12); got != "2027-11-21" {
		t.Errorf("got %s, want 2027-11-21", got)
	}
	if got := d.AddDays(10); got != "2026-12-01" {
		t.Errorf("got %s, want 2026-12-01", got)
	}
	if d.Year() != 2026 || calendar.Date("").Year() != 0 {
		t.Error("the year is wrong")
	}
}

func TestPeriods(t *testing.T) {
	t.Parallel()
	for s, want := range map[string][2]calendar.Date{
		"2027": {"2027-01-01", "2027-12-31"}, "2027-h1": {"2027-01-01", "2027-06-30"}, "2027-h2": {"2027-07-01", "2027-12-31"},
		"2028-q1": {"2028-01-01", "2028-03-31"}, "2027-q4": {"2027-10-01", "2027-12-31"},
	} {
		p, err := calendar.ParsePeriod(s)
		if err != nil {
			t.Errorf("%s: %v", s, err)
			continue
		}
		if from, to := p.Bounds(); from != want[0] || to != want[1] {
			t.Errorf("%s: got %s to %s, want %s to %s", s, from, to, want[0], want[1])
		}
		if !p.Contains(want[1]) || p.Contains(want[1].AddDays(1)) {
			t.Errorf("%s: its end is wrong", s)
		}
	}
	for _, s := range []string{"", "27", "2027-h3", "2027-q0", "2027-q5", "2027-x1", "20a7", "2027-01"} {
		if _, err := calendar.ParsePeriod(s); err == nil {
			t.Errorf("%q was accepted", s)
		}
	}
}
