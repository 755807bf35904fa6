package planning

import (
	"fmt"
	"math/rand/v2"

	"makcomblang.id/pkg/contract"
	"makcomblang.id/pkg/matching"
)

// made are made-up inputs: practices of owners that have two each, needs of
// regions that have three each, and for each need as many practices as there are
// for one problem of about thirty.
func made(seed uint64, practices, regions int) Inputs {
	r := rand.New(rand.NewPCG(seed, 7))
	in := Inputs{Period: "2027", Owners: map[string]int{}, Offers: map[string]Offer{}, Homes: map[string]string{}}
	problems := max(1, min(30, practices/4))
	codes := []string{"11", "32", "53", "71", "82", "91", "92"}
	for j := range regions {
		code := fmt.Sprintf("%s.%02d", codes[j%len(codes)], 1+j/len(codes))
		in.Regions = append(in.Regions, Region{Code: code, Left: 1 + r.IntN(2), Visits: r.IntN(3)})
		for k := range 3 {
			need := fmt.Sprintf("n%d-%d", j, k)
			priority := 1 + r.IntN(5)
			in.Needs = append(in.Needs, Need{ID: need, Region: code, Priority: priority})
			problem := r.IntN(problems)
			for i := problem; i < practices; i += problems {
				e := eval(fmt.Sprintf("p%d", i), need, code, 400_000+r.IntN(600_000))
				e.Owner, e.Priority, e.Visits = fmt.Sprintf("o%d", i/2), priority, in.Regions[j].Visits
				e.Parts = []matching.Part{{Name: matching.PartNeed, Known: true, Value: e.Score}, {Name: matching.PartFit, Known: true, Value: r.IntN(matching.Million)}}
				in.Candidates = append(in.Candidates, e)
			}
		}
	}
	for i := range practices {
		id, owner := fmt.Sprintf("p%d", i), fmt.Sprintf("o%d", i/2)
		in.Owners[owner], in.Homes[owner] = 1+int(seed+uint64(i))%3, codes[i%len(codes)]+".01"
		in.Offers[id] = Offer{Outgoing: r.IntN(2), Incoming: r.IntN(2), Virtual: r.IntN(2)}
		if i%9 == 0 {
			in.Sessions = append(in.Sessions, Session{ID: fmt.Sprintf("s%d", i), Innovation: id, Left: 4})
		}
	}
	return in
}

// everyTerm are all policies, and those that take one with a budget.
func everyTerm() []Terms {
	var all []Terms
	for _, p := range []string{"score", "leximin", "worst-first", "stable"} {
		t, err := TermsOf(&contract.PlanComputed{Policy: p}).Settled()
		if err != nil {
			panic(err)
		}
		all = append(all, t)
	}
	budget := contract.PlanBudget{
		Limit: 150_000_000, PerPair: contract.VisitCost{Province: 5_000_000, Islands: 12_500_000, Elsewhere: 25_000_000, Virtual: 500_000, Session: 1_000_000},
	}
	return append(all, Terms{Policy: "score", Budget: budget}, Terms{Policy: "worst-first", Budget: budget}, Terms{Policy: "leximin", Budget: budget})
}
