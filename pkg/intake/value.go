package intake

import (
	"fmt"
	"slices"
	"strings"

	"makcomblang.id/pkg/calendar"
	"makcomblang.id/pkg/event"
	"makcomblang.id/pkg/fault"
	"makcomblang.id/pkg/region"
)

// maxID is shorter than a token of the log, because ids of loads are made of an
// id and a period.
const maxID = 80

// ID checks an id that a person chose, with code id.form.
func ID(field, id string) error {
	if event.ValidToken(id) && len(id) <= maxID {
		return nil
	}
	return fault.Invalid(field, "id.form", "This is not the form of an id.", "").
		Allowing(fault.Textf("1 to %d characters: a to z, 0 to 9, hyphen and underscore", maxID))
}

// Region checks the dotted code of a region that is known, with codes
// region.code and region.unknown. The empty code is no region and passes.
func Region(field, code string, known func(code string) bool) error {
	if code == "" {
		return nil
	}
	if c, err := region.ParseCode(code); err != nil || string(c) != code {
		return fault.Invalid(field, "region.code", "This is not the dotted code of a region.", "a region code such as 92.06, or 92 for a province")
	}
	if !known(code) {
		return fault.Invalid(field, "region.unknown", "There is no region with this code.", "the code of a registered region")
	}
	return nil
}

// Date checks a civil date, with code date.form.
func Date(field string, d calendar.Date) error {
	if _, err := calendar.ParseDate(string(d)); err != nil {
		return fault.Invalid(field, "date.form", "This is not a date.", "YYYY-MM-DD between 1900 and 2200")
	}
	return nil
}

// Past checks a date that must not lie after today, with code date.future.
func Past(field string, d, today calendar.Date) error {
	if err := Date(field, d); err != nil {
		return err
	}
	if d > today {
		return fault.Invalid(field, "date.future", "This day has not come yet.", "a date up to today")
	}
	return nil
}

// Span checks two dates of which the first must not be after the second, with
// code date.order on the second field.
func Span(fromField string, from calendar.Date, toField string, to calendar.Date) error {
	var wrong fault.List
	wrong.Add(Date(fromField, from))
	wrong.Add(Date(toField, to))
	if len(wrong) == 0 && to < from {
		wrong.Add(fault.Invalid(toField, "date.order", "The last day is before the first.", "").
			Allowing(fault.Textf("a date on or after %s", fromField)))
	}
	return wrong.Err()
}

// Period checks a visiting period, with code period.form.
func Period(field string, p calendar.Period) error {
	if _, err := calendar.ParsePeriod(string(p)); err != nil {
		return fault.Invalid(field, "period.form", "This is not a visiting period.",
			"a year (2027), a half year (2027-h1) or a quarter (2027-q3)")
	}
	return nil
}

// Range checks a number between two bounds, with code number.range.
func Range(field string, n, low, high int) error {
	if n >= low && n <= high {
		return nil
	}
	return fault.Invalid(field, "number.range", "This number is outside its range.", "").Allowing(fault.Textf("%d to %d", low, high))
}

// OneOf checks a word of a short closed list, with code word.unknown.
func OneOf(field, word string, allowed ...string) error {
	if slices.Contains(allowed, word) {
		return nil
	}
	return fault.Invalid(field, "word.unknown", "This word is not in the list.", "").Allowing(fault.Plain(strings.Join(allowed, ", ")))
}

// Each checks every member of a list of at most limit words and that none stands
// twice, with codes list.long and list.repeated.
func Each(field string, words []string, limit int, check func(string) error) error {
	if len(words) > limit {
		return fault.Invalid(field, "list.long", "This list is too long.", "").Allowing(fault.Textf("at most %d entries", limit))
	}
	var wrong fault.List
	seen := make(map[string]bool, len(words))
	for i, w := range words {
		at := fmt.Sprintf("%s[%d]", field, i)
		wrong.At(at, check(w))
		if seen[w] {
			wrong.Add(fault.Invalid(at, "list.repeated", "This entry stands earlier in the list.", "each entry once"))
		}
		seen[w] = true
	}
	return wrong.Err()
}
