package portal

import (
	"net/url"
	"slices"
	"strings"

	"makcomblang.id/pkg/calendar"
	"makcomblang.id/pkg/fault"
	"makcomblang.id/services/internal/views"
	"makcomblang.id/services/internal/vocabulary"
)

// option is one choice of a filter.
type option struct {
	Value, Text string
	Chosen      bool
}

// filter is what the queue is narrowed to. It stands in the address, so that a bookmark is a saved view.
type filter struct {
	States, Periods, Provinces, Problems []option
	Scope                                string // in words, for a caller who sees a part only
	Side                                 bool   // of one side: narrowed by state only
	Set                                  bool   // anything but the default is chosen

	state, period, province, problem string
	index                            views.Index[proposalRow]
	prefix                           string
}

// stateNames are the states in the words of addresses.
var stateNames = []struct{ word, state string }{
	{"menunggu", proposed},
	{"ditunda", deferred},
	{"disetujui", approved},
	{"tidak-disetujui", rejected},
	{"dibatalkan", cancelled},
	{"semua", ""},
}

// filterOf reads the filter of the address and narrows it to what the caller may see.
func (s *Service) filterOf(v *visit) (filter, error) {
	f := filter{
		state: v.Query.Get("keadaan"), period: v.Query.Get("periode"), province: v.Query.Get("provinsi"), problem: v.Query.Get("masalah"),
	}
	f.Set = f.state != "" || f.period != "" || f.province != "" || f.problem != ""
	side := reachOf(v.Subject).side != ""
	if f.state == "" {
		f.state = defaultState(side)
	}
	state, known := "", false
	for _, n := range stateNames {
		if side && n.state != "" && n.state != approved {
			continue // a no and a deferral are told to the ministry alone
		}
		if n.word == f.state {
			state, known = n.state, true
		}
		f.States = append(f.States, option{n.word, v.say("queue.state." + n.word), n.word == f.state})
	}
	if !known {
		return f, errFilter("keadaan")
	}
	if f.period != "" {
		if _, err := calendar.ParsePeriod(f.period); err != nil {
			return f, errFilter("periode")
		}
	}
	for name, value := range map[string]string{"provinsi": f.province, "masalah": f.problem} {
		if strings.ContainsAny(value, "/\n") || value == anyValue {
			return f, errFilter(name)
		}
	}
	return f, s.narrow(v, &f, state)
}

// defaultState is what waits for the ministry, and everything for a side.
func defaultState(side bool) string {
	if side {
		return "semua"
	}
	return stateNames[0].word
}

func errFilter(field string) error {
	return fault.Invalid(field, "filter.value", "This is not a value of this filter.", "one of the choices on the page")
}

// narrow picks the index and its prefix, and offers the choices.
func (s *Service) narrow(v *visit, f *filter, state string) error {
	r := reachOf(v.Subject)
	if r.side != "" {
		f.Side, f.index, f.prefix = true, sideIndex, sideKey(r.side, r.who, state)
		f.Scope = v.shell.Roles
		return nil
	}
	if !r.all {
		if f.province == "" && len(r.provinces) > 0 {
			f.province = r.provinces[0]
		}
		if !slices.Contains(r.provinces, f.province) {
			return fault.Forbiddenf("policy.match.read", "This province is not yours to see.")
		}
		f.Scope = s.regionName(f.province)
	}
	f.index, f.prefix = queueIndex, queueKey(state, f.province, f.period, f.problem)
	for _, p := range s.cat.Regions() {
		if p.Level == "province" && (r.all || slices.Contains(r.provinces, p.Code)) {
			f.Provinces = append(f.Provinces, option{p.Code, p.Name, p.Code == f.province})
		}
	}
	for _, t := range vocabulary.Problems() {
		f.Problems = append(f.Problems, option{t.ID, v.problem(t.ID), t.ID == f.problem})
	}
	slices.SortFunc(f.Problems, func(a, b option) int { return strings.Compare(strings.ToLower(a.Text), strings.ToLower(b.Text)) })
	periods, err := s.periods(v)
	for _, p := range periods {
		f.Periods = append(f.Periods, option{p, p, p == f.period})
	}
	return err
}

// periods are those of plans, and the one that is coming.
func (s *Service) periods(v *visit) ([]string, error) {
	all := []string{string(s.cat.PeriodFor(s.today()))}
	plans, err := planTable.List(v.Context(), s.view.View(), planIndex, views.Query{})
	for _, p := range plans {
		all = append(all, string(p.Doc.Plan.Period))
	}
	if asked := v.Query.Get("periode"); asked != "" {
		all = append(all, asked)
	}
	slices.Sort(all)
	return slices.Compact(all), err
}

// query is the filter as it stands in an address.
func (f filter) query() url.Values {
	q := url.Values{}
	for name, value := range map[string]string{"keadaan": f.state, "periode": f.period, "provinsi": f.province, "masalah": f.problem} {
		if value != "" && (name != "keadaan" || value != defaultState(f.Side)) {
			q.Set(name, value)
		}
	}
	return q
}

// list names the filtered list for its cursors.
func (f filter) list() string { return "usulan?" + f.prefix }

// href is the address of the list from a cursor on.
func (f filter) href(cursor string) string {
	q := f.query()
	if cursor != "" {
		q.Set("lanjut", cursor)
	}
	if len(q) == 0 {
		return "/usulan"
	}
	return "/usulan?" + q.Encode()
}
