// Package calendar owns civil dates and visiting periods. The domain decides on dates, never on a clock: the time comes
// in as a parameter.
package calendar

import (
	"fmt"
	"time"
)

// Date is a civil date as YYYY-MM-DD; dates compare as strings. The zero value is no date.
type Date string

// ParseDate reads YYYY-MM-DD and refuses dates that do not exist.
func ParseDate(s string) (Date, error) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil || t.Year() < 1900 || t.Year() > 2200 {
		return "", fmt.Errorf("calendar: not a date, write YYYY-MM-DD between 1900 and 2200")
	}
	return Date(s), nil
}

// DateOf is the civil date of t in its own location.
func DateOf(t time.Time) Date { return Date(t.Format(time.DateOnly)) }

// Time is the start of the date in UTC; the zero Date gives the zero time.
func (d Date) Time() time.Time {
	t, _ := time.Parse(time.DateOnly, string(d))
	return t
}

// AddMonths is the date n months later, as time.AddDate counts them.
func (d Date) AddMonths(n int) Date { return DateOf(d.Time().AddDate(0, n, 0)) }

// AddDays is the date n days later.
func (d Date) AddDays(n int) Date { return DateOf(d.Time().AddDate(0, 0, n)) }

// Year is the date's year, 0 for no date.
func (d Date) Year() int {
	if d == "" {
		return 0
	}
	return d.Time().Year()
}

// Period is a visiting period ("periode kunjungan"), the span in which quotas hold: a year "2027", a half year "2027-h1"
// or a quarter "2027-q3". It is a valid token of an aggregate id.
type Period string

// ParsePeriod reads a period and refuses other forms.
func ParsePeriod(s string) (Period, error) {
	if _, _, ok := bounds(s); !ok {
		return "", fmt.Errorf("calendar: not a period, write a year (2027), a half year (2027-h1) or a quarter (2027-q3)")
	}
	return Period(s), nil
}

// Bounds are the first and the last date of the period.
func (p Period) Bounds() (from, to Date) {
	from, to, _ = bounds(string(p))
	return from, to
}

// Contains says whether the date lies in the period.
func (p Period) Contains(d Date) bool {
	from, to := p.Bounds()
	return d >= from && d <= to
}

func bounds(s string) (from, to Date, ok bool) {
	var year int
	if len(s) < 4 {
		return "", "", false
	}
	for _, c := range s[:4] {
		if c < '0' || c > '9' {
			return "", "", false
		}
		year = year*10 + int(c-'0')
	}
	if year < 1900 || year > 2200 {
		return "", "", false
	}
	first, months := 1, 12
	switch {
	case len(s) == 4:
	case len(s) == 7 && s[4] == '-' && s[5] == 'h' && s[6] >= '1' && s[6] <= '2':
		first, months = int(s[6]-'1')*6+1, 6
	case len(s) == 7 && s[4] == '-' && s[5] == 'q' && s[6] >= '1' && s[6] <= '4':
		first, months = int(s[6]-'1')*3+1, 3
	default:
		return "", "", false
	}
	start := time.Date(year, time.Month(first), 1, 0, 0, 0, 0, time.UTC)
	return DateOf(start), DateOf(start.AddDate(0, months, -1)), true
}
