package portal

import (
	"net/url"
	"slices"
	"strings"

	"makcomblang.id/pkg/event"
	"makcomblang.id/services/internal/catalogue"
	"makcomblang.id/services/internal/web"
)

// listSize is how many rows a page of a public list holds.
const listSize = 50

// regionsPage is the list of regions under a search.
type regionsPage struct {
	Q           string
	Provinces   []option
	Lists       []option
	Rows        []regionRow
	Total, All  int
	Next, First string
}

type regionRow struct {
	Code, Name, Province, Status string
	StatusBasis                  event.Basis
	Needs                        int
}

func (s *Service) regions(v *visit) error {
	q, province, list := v.search("q"), v.Query.Get("provinsi"), v.Query.Get("daftar")
	page := &regionsPage{Q: q}
	var found []catalogue.Region
	lists := map[string]bool{}
	rows, err := statusTable.GetMany(v.Context(), s.view.View(), s.regionTokens()...)
	if err != nil {
		return err
	}
	statuses := map[string]statusRow{}
	for _, r := range rows {
		statuses[r.ID] = r.Doc
		for _, p := range r.Doc.Periods {
			lists[p.List] = true
		}
	}
	for _, r := range s.cat.Regions() {
		if !s.shows(r.Basis) {
			continue
		}
		if r.Basis != event.Sample {
			page.All++
		}
		if r.Level == "province" {
			page.Provinces = append(page.Provinces, option{r.Code, r.Name, r.Code == province})
		}
		if matches(q, r.Name, r.Code, s.provinceName(r.Code)) && within(r.Code, province) && statuses[token(r.Code)].on(list) {
			found = append(found, r)
		}
	}
	for id := range lists {
		page.Lists = append(page.Lists, option{id, listName(id), id == list})
	}
	slices.SortFunc(page.Lists, func(a, b option) int { return strings.Compare(b.Value, a.Value) })
	page.Total = len(found)
	filter := url.Values{"q": {q}, "provinsi": {province}, "daftar": {list}}
	from, next, err := s.cut(v, "/daerah", filter, len(found), func(i int) string { return found[i].Code })
	if err != nil {
		return err
	}
	page.Next, page.First = next, first(v, "/daerah", filter)
	for _, r := range found[from:min(from+listSize, len(found))] {
		page.Rows = append(page.Rows, s.regionRow(v, r, statuses[token(r.Code)]))
	}
	v.shell.Moves = len(page.Rows) > 0
	return v.show("regions", v.say("regions.title"), page)
}

func (s *Service) regionTokens() []string {
	var all []string
	for _, r := range s.cat.Regions() {
		all = append(all, token(r.Code))
	}
	return all
}

func (s *Service) regionRow(v *visit, r catalogue.Region, st statusRow) regionRow {
	row := regionRow{Code: r.Code, Name: r.Name}
	if r.Level != "province" {
		row.Province = s.provinceName(r.Code)
	}
	if now := s.cat.StatusOn(r.Code, s.today()); now.State != "" && s.shows(now.Basis) {
		for _, p := range st.Periods {
			if p.Status == now.State && p.From == now.From {
				row.Status, row.StatusBasis = v.statusWords(p, s.today()), p.Basis
			}
		}
	}
	for _, n := range s.cat.NeedsOf(r.Code) {
		if s.shows(n.Basis) {
			row.Needs++
		}
	}
	return row
}

// on says whether a region was ever on a list; every region is on no list in particular.
func (r statusRow) on(list string) bool {
	return list == "" || slices.ContainsFunc(r.Periods, func(p statusPeriod) bool { return p.List == list })
}

// mostSearch is how many characters a search looks at: those that its field takes.
const mostSearch = 100

// search is what was typed to look for. Every word is looked for in every row, so an address has no more of them than a field.
func (v *visit) search(name string) string {
	text := strings.TrimSpace(v.Query.Get(name))
	if long := []rune(text); len(long) > mostSearch {
		text = strings.TrimSpace(string(long[:mostSearch]))
	}
	return text
}

// matches says whether one of the texts holds all words of a search, in any case.
func matches(q string, texts ...string) bool {
	all := strings.ToLower(strings.Join(texts, " "))
	for _, word := range strings.Fields(strings.ToLower(q)) {
		if !strings.Contains(all, word) {
			return false
		}
	}
	return true
}

// within says whether a region lies in a province, or is it.
func within(code, province string) bool {
	return province == "" || code == province || strings.HasPrefix(code, province+".")
}

// cut finds where a page of a sorted list begins, by the key of the last row that was shown, and the address of the page
// after it.
func (s *Service) cut(v *visit, path string, filter url.Values, n int, key func(i int) string) (from int, next string, err error) {
	list := path + "?" + filter.Encode()
	at, err := s.site.ParseCursor(list, v.Query.Get("lanjut"))
	if err != nil {
		return 0, "", err
	}
	for from < n && at.After != "" && key(from) <= at.After {
		from++
	}
	if last := from + listSize - 1; last+1 < n {
		next = address(path, filter, s.site.Cursor(list, web.Cursor{After: key(last)}))
	}
	return from, next, nil
}

// first is the address of the first page, if this is a later one.
func first(v *visit, path string, filter url.Values) string {
	if v.Query.Get("lanjut") == "" {
		return ""
	}
	return address(path, filter, "")
}

func address(path string, filter url.Values, cursor string) string {
	q := url.Values{}
	for name, values := range filter {
		if values[0] != "" {
			q[name] = values
		}
	}
	if cursor != "" {
		q.Set("lanjut", cursor)
	}
	if len(q) == 0 {
		return path
	}
	return path + "?" + q.Encode()
}
