package portal

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"makcomblang.id/services/internal/planning"
)

// pairList is one of the lists of pairs of a run. Pairs come as "practice need": ticked by name, typed one a line, or picked
// from a search.
type pairList struct {
	field string
	pairs []planning.Pair
	known map[planning.Pair]bool // those of pairs
	rest  string                 // lines that are no pair, as they were typed
}

func (l pairList) any() bool { return len(l.pairs) > 0 || l.rest != "" }

// pairsOf reads the list of pairs that a field of the form gives.
func pairsOf(query url.Values, name string) pairList {
	l := pairList{field: name, known: map[planning.Pair]bool{}}
	var rest []string
	for _, line := range strings.Split(strings.Join(query[name], "\n"), "\n") {
		words := strings.Fields(line)
		switch len(words) {
		case 0:
		case 2:
			l.add(planning.Pair{Innovation: words[0], Need: words[1]})
		default:
			rest = append(rest, strings.TrimSpace(line))
		}
	}
	l.rest = strings.Join(rest, "\n")
	for _, pick := range query["pilih"] {
		if words := strings.Fields(pick); len(words) == 3 && words[0] == name {
			l.add(planning.Pair{Innovation: words[1], Need: words[2]})
		}
	}
	return l
}

func (l *pairList) add(p planning.Pair) {
	if !l.known[p] {
		l.known[p] = true
		l.pairs = append(l.pairs, p)
	}
}

// pairView is a pair by name.
type pairView struct {
	Value, Practice, Owner, Region, Problem string
	ID, WhyHref                             string // WhyHref is empty if practice or need are not known
	Wrong                                   []string
}

func (s *Service) pairView(v *visit, p planning.Pair) pairView {
	view := pairView{Value: p.Innovation + " " + p.Need, Practice: p.Innovation, Region: p.Need}
	practice, known := s.cat.Practice(p.Innovation)
	if known {
		view.Practice, view.Owner = practice.Title, s.ownerName(practice.Owner)
	}
	if n, ok := s.cat.Need(p.Need); ok {
		view.Region, view.Problem = s.regionName(n.Region), v.problem(n.Problem)
		if known {
			view.WhyHref = whyHref(p.Innovation, p.Need)
		}
	}
	return view
}

// pairViews are the pairs of a list by name, each with what is wrong with it.
func (s *Service) pairViews(v *visit, a *whatIf, l pairList) []pairView {
	var all []pairView
	for i, p := range l.pairs {
		view := s.pairView(v, p)
		name := l.field + "[" + strconv.Itoa(i) + "]"
		view.ID, view.Wrong = fieldID(name), a.wrong[name]
		all = append(all, view)
	}
	return all
}

// pairSearch finds pairs by the names of practice and region, to pick them for a run.
type pairSearch struct {
	Practice, Region string
	Asked            bool
	Found            []pairView
	All              int // pairs that fit the words
	Picks            []option
}

// pairsFound is how many pairs a search shows.
const pairsFound = 12

// search looks for pairs that a plan could have. What was picked ends it. base is nil where the scope is not known.
func (s *Service) search(v *visit, a *whatIf, base *planning.Base) pairSearch {
	f := pairSearch{Practice: v.search("cari.inovasi"), Region: v.search("cari.daerah")}
	picked := slices.ContainsFunc(v.Query["pilih"], func(p string) bool { return p != "" })
	if picked {
		return pairSearch{}
	}
	if f.Practice+f.Region == "" || base == nil {
		return f
	}
	f.Asked = true
	for _, run := range a.runs {
		if run.aim != "" {
			f.Picks = append(f.Picks, option{Value: run.pinned.field, Text: v.say("compare.pick.pinned", "n", run.number)},
				option{Value: run.forbidden.field, Text: v.say("compare.pick.forbidden", "n", run.number)})
		}
	}
	practices, needs := map[string]bool{}, map[string]bool{} // what was looked at, and whether the words fit it
	for _, p := range base.Pairs() {
		fits, seen := needs[p.Need]
		if !seen {
			if n, ok := s.cat.Need(p.Need); ok {
				fits = matches(f.Region, s.regionName(n.Region), n.Region, s.provinceName(n.Region), v.problem(n.Problem))
			}
			needs[p.Need] = fits
		}
		if !fits {
			continue
		}
		if fits, seen = practices[p.Innovation]; !seen {
			if q, ok := s.cat.Practice(p.Innovation); ok {
				fits = matches(f.Practice, q.Title, q.ID, s.ownerName(q.Owner))
			}
			practices[p.Innovation] = fits
		}
		if !fits {
			continue
		}
		if f.All++; len(f.Found) < pairsFound {
			view := s.pairView(v, p)
			view.ID = "pilih-" + strconv.Itoa(f.All)
			f.Found = append(f.Found, view)
		}
	}
	return f
}
