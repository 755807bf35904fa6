package planning

import (
	"makcomblang.id/pkg/calendar"
	"makcomblang.id/pkg/contract"
	"makcomblang.id/services/internal/catalogue"
)

// InputsOf takes the catalogue's reading apart for the model. A need that has an
// approved match in the period is met and cannot be met again. unanswered are
// the needs that no practice answers.
func InputsOf(in catalogue.Planning, period calendar.Period) (inputs Inputs, unanswered []string) {
	inputs = Inputs{Period: period, Owners: map[string]int{}, Offers: map[string]Offer{}, Homes: in.Homes}
	met := map[string]bool{}
	for _, m := range in.Approved {
		met[m.Need] = true
	}
	listed := map[string]bool{}
	for _, r := range in.Rankings {
		if r.Answer() == "" {
			unanswered = append(unanswered, r.Need.Need)
		}
		if met[r.Need.Need] || len(r.Candidates) == 0 {
			continue
		}
		if code := r.Need.Region; !listed[code] {
			listed[code] = true
			inputs.Regions = append(inputs.Regions, Region{Code: code, Left: in.Absorptions[code].Left, Visits: r.Candidates[0].Visits})
		}
		inputs.Needs = append(inputs.Needs, Need{ID: r.Need.Need, Region: r.Need.Region, Priority: r.Need.Priority})
		for i := range r.Candidates {
			inputs.Candidates = append(inputs.Candidates, &r.Candidates[i])
		}
	}
	for id, c := range in.Owners {
		if c.Stated {
			inputs.Owners[id] = c.Left
		}
	}
	for id, o := range in.Offers {
		inputs.Offers[id] = Offer{Outgoing: o.Outgoing, Incoming: o.Incoming, Virtual: o.Virtual}
	}
	for _, seats := range in.Sessions {
		inputs.Sessions = append(inputs.Sessions, Session{ID: seats.Session, Innovation: seats.Innovation, Left: seats.Left})
	}
	return inputs, unanswered
}

// Unserved lists the needs that had a candidate and got no visit.
func Unserved(in Inputs, pairs []contract.PlannedPair) []string {
	got := map[string]bool{}
	for _, p := range pairs {
		got[p.Need] = true
	}
	var left []string
	for _, n := range in.Needs {
		if !got[n.ID] {
			left = append(left, n.ID)
		}
	}
	return left
}
