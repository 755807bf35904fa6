package importer

import (
	"slices"
	"strings"
)

// shape is one kind of file: its columns and how a row becomes commands.
type shape struct {
	name    string
	columns []string
	numbers []string // columns in which a leading sign is a number, not a formula
	stage   int      // shapes are sent in the order of their stages
	sample  bool     // every row is made up
	build   func(b *build)
}

func shapes() []shape {
	return []shape{
		{
			name: "regions", stage: 10, build: buildRegion, numbers: []string{"lat", "lon"},
			columns: []string{"code", "name", "level", "parent_code", "time_zone", "lat", "lon", "coord_source", "coord_note"},
		},
		{
			name: "sample-regions", stage: 10, build: buildSampleRegion, sample: true,
			columns: []string{"code", "name", "level", "parent_code", "note"},
		},
		{
			name: "lagging", stage: 20, build: buildLagging,
			columns: []string{"code", "name", "list", "year_from", "year_to", "name_in_list", "graduated_year", "graduated_evidence", "evidence"},
		},
		{
			name: "region-settings", stage: 20, build: buildSettings,
			columns: []string{"region_code", "settings", "air_only", "basis"},
		},
		{
			name: "indicators", stage: 20, build: buildIndicator, numbers: []string{"value"},
			columns: []string{"code", "indicator", "year", "value", "unit", "source"},
		},
		{
			name: "owners", stage: 30, build: buildOwner,
			columns: []string{"id", "name", "type", "region_code", "located_in", "country", "visits_per_period", "illustrative"},
		},
		{
			name: "innovations", stage: 40, build: buildInnovation,
			columns: []string{"id", "title", "owner_id", "owner_name", "owner_type", "owner_region_code", "located_in", "sector", "award", "award_year", "tier", "launched_year", "country", "summary", "main_problem", "addresses", "needs", "settings", "nature", "other_awards", "reading", "source"},
		},
		{
			name: "sample-innovations", stage: 40, build: buildSampleInnovation, sample: true,
			columns: []string{"id", "title", "owner_name", "owner_region_code", "main_problem", "state", "checked_on", "note"},
		},
		{
			name: "visit-offers", stage: 50, build: buildOffer,
			columns: []string{"innovation_id", "outgoing", "incoming", "virtual", "group_seats", "max_delegation", "illustrative"},
		},
		{
			name: "needs", stage: 60, build: buildNeed,
			columns: []string{"region_code", "problem", "priority", "statement", "illustrative"},
		},
	}
}

func shapeNames() []string {
	var names []string
	for _, s := range shapes() {
		names = append(names, s.name)
	}
	return names
}

// shapeOf finds the shape whose columns are those of the header, in any order. Otherwise the complaint compares the header
// with the nearest shape.
func shapeOf(header []string) (shape, string) {
	for i := range header {
		header[i] = strings.TrimSpace(header[i])
	}
	var nearest shape
	best := -1
	for _, s := range shapes() {
		shared := 0
		for _, c := range s.columns {
			if slices.Contains(header, c) {
				shared++
			}
		}
		if shared == len(s.columns) && len(header) == len(s.columns) {
			return s, ""
		}
		if score := 2*shared - len(s.columns); best < 0 && shared > 0 || shared > 0 && score > best {
			nearest, best = s, max(score, 0)
		}
	}
	if nearest.name == "" {
		return shape{}, "The columns are of no known shape."
	}
	missing, unknown := without(nearest.columns, header), without(header, nearest.columns)
	text := "The columns are not those of " + nearest.name + "."
	if len(missing) > 0 {
		text += " Missing: " + strings.Join(missing, ", ") + "."
	}
	if len(unknown) > 0 {
		text += " There are columns it does not have, or one twice."
	}
	return shape{}, text
}

func without(a, b []string) []string {
	var out []string
	for _, s := range a {
		if !slices.Contains(b, s) {
			out = append(out, s)
		}
	}
	return out
}
