package portal

import (
	"cmp"
	"slices"
	"strings"

	"makcomblang.id/services/internal/catalogue"
	"makcomblang.id/services/internal/planning"
)

// searchPlan finds pairs to ask about by the names of practice and region: any practice, whether or not the plan could have had
// it, and the needs that the plan was made for. Pairs of the same main problem stand first.
func (s *Service) searchPlan(v *visit, plan string, all []planning.Next) pairSearch {
	f := pairSearch{Practice: v.search("cari.inovasi"), Region: v.search("cari.daerah")}
	if f.Asked = f.Practice+f.Region != ""; !f.Asked {
		return f
	}
	byProblem := map[string][]catalogue.Practice{}
	var practices []catalogue.Practice
	for _, p := range s.cat.Practices() {
		if !p.Retired && s.shows(p.Basis) && matches(f.Practice, p.Title, p.ID, s.ownerName(p.Owner)) {
			practices = append(practices, p)
		}
	}
	slices.SortFunc(practices, func(a, b catalogue.Practice) int {
		return cmp.Or(cmp.Compare(strings.ToLower(a.Title), strings.ToLower(b.Title)), cmp.Compare(a.ID, b.ID))
	})
	for _, p := range practices {
		byProblem[p.MainProblem] = append(byProblem[p.MainProblem], p)
	}
	var needs []catalogue.Need
	for _, n := range all {
		need, known := s.cat.Need(n.Need)
		if known && matches(f.Region, s.regionName(n.Region), n.Region, s.provinceName(n.Region), v.problem(need.Problem)) {
			needs = append(needs, need)
		}
	}
	f.All = len(practices) * len(needs)
	add := func(p catalogue.Practice, n catalogue.Need) bool {
		view := s.pairView(v, planning.Pair{Innovation: p.ID, Need: n.Need})
		view.WhyHref = explainHref(plan, p.ID, n.Need)
		f.Found = append(f.Found, view)
		return len(f.Found) < pairsFound
	}
	for _, n := range needs {
		for _, p := range byProblem[n.Problem] {
			if !add(p, n) {
				return f
			}
		}
	}
	for _, n := range needs {
		for _, p := range practices {
			if p.MainProblem != n.Problem && !add(p, n) {
				return f
			}
		}
	}
	return f
}
