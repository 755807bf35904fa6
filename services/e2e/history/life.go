package history

import (
	"fmt"
	"time"

	"makcomblang.id/pkg/calendar"
	"makcomblang.id/pkg/contract"
	"makcomblang.id/pkg/event"
)

// live writes what one day of the programme brings, in about the proportions of a year: most facts confirm practices,
// then come pairs with their questions and decisions, then lists, capacities, figures and keys.
func (h *history) live(w *world) {
	for range 9 {
		p := pick(h, w.practices)
		h.add(p.id, &contract.InnovationLivenessChecked{State: pick(h, []string{"continuing", "continuing", "developed"}), CheckedOn: h.today(), Source: "Contoh: " + source}, event.Sample)
	}
	for range 3 {
		h.offer(pick(h, w.practices))
	}
	p := pick(h, w.practices)
	h.add(p.id, &contract.InnovationRevised{InnovationProfile: h.profile(w, p)}, event.Sample)
	h.capacity(w)
	h.figures(w)
	for range 4 {
		h.match(w)
	}
	h.lists(w)
	if h.often(15) {
		h.key(w)
	}
	if h.often(3) {
		h.plan(w)
	}
	if h.often(10) {
		h.declare(w)
	}
}

func (h *history) capacity(w *world) {
	o := pick(h, w.owners)
	h.add(o, &contract.OwnerCapacitySet{Period: h.period(), Trips: h.rand.IntN(12), Source: source}, event.Sample)
	if h.often(40) {
		h.add(o, &contract.OwnerCalendarBlocked{
			Block: fmt.Sprintf("b-%d", h.n), From: h.today().AddDays(40), To: h.today().AddDays(42), Trips: 1, Why: "outside-guests", Source: source,
		}, event.Sample)
	}
	if h.often(15) {
		p := pick(h, w.practices)
		w.sessions++
		h.add(p.owner, &contract.OwnerSessionOpened{Session: fmt.Sprintf("sesi-%d", w.sessions), Innovation: p.id, Period: h.period(), Seats: 10, Source: source}, event.Sample)
	}
}

func (h *history) figures(w *world) {
	r := pick(h, w.regions)
	h.add(r.token, &contract.RegionIndicatorRecorded{
		Indicator: pick(h, []string{"hdi", "stunting", "poverty", "spbe"}), Year: h.at.Year(), ValueMilli: h.rand.Int64N(100000), Unit: "percent", Source: source,
	}, event.Sample)
	if h.often(30) {
		h.add(r.token, &contract.RegionAbsorptionSet{Period: h.period(), Visits: 1 + h.rand.IntN(4), Source: source}, event.Sample)
	}
}

// match writes a pair from its proposal to its decision.
func (h *history) match(w *world) {
	n, p := pick(h, w.needs), pick(h, w.practices)
	m := fmt.Sprintf("m-%020x", h.n)
	sides := contract.MatchSides{Innovation: p.id, Owner: p.owner, Region: n.of.code, Need: n.id}
	h.add(m, &contract.MatchProposed{
		Origin: "plan", Plan: fmt.Sprintf("p-%020x", w.plans), Innovation: p.id, Owner: p.owner, Region: n.of.code, Need: n.id,
		Problem: n.problem, Priority: n.priority, Period: h.period(), Mode: "incoming", Score: 400000 + h.rand.IntN(400000),
		Parts: parts(), Unknown: []string{"running"}, Rubric: 1,
	}, event.Sample)
	if h.often(60) {
		h.question(m, sides)
	}
	switch {
	case h.often(60):
		h.add("o-"+p.owner+"-"+string(h.period()), &contract.LoadTaken{Match: m, Side: "owner", Holder: p.owner, Period: h.period(), Limit: 40}, "")
		h.add("r-"+n.of.token+"-"+string(h.period()), &contract.LoadTaken{Match: m, Side: "region", Holder: n.of.code, Period: h.period(), Limit: 20}, "")
		h.add(m, &contract.MatchApproved{MatchSides: sides}, "")
	case h.often(50):
		h.add(m, &contract.MatchRejected{MatchSides: sides, Reason: "Daerah sudah belajar dari praktik lain tahun ini."}, "")
	case h.often(50):
		h.add(m, &contract.MatchDeferred{MatchSides: sides, Reason: "Menunggu anggaran perubahan.", Until: h.today().AddMonths(3)}, "")
	default:
		h.add(m, &contract.MatchCancelled{MatchSides: sides, Reason: "Rencana ditarik kembali."}, "")
	}
}

func (h *history) question(match string, s contract.MatchSides) {
	id := fmt.Sprintf("q-%020x", h.n)
	h.add(id, &contract.QuestionAsked{
		Match: match, Gate: "running", To: "owner", Owner: s.Owner, Region: s.Region, Practice: s.Innovation,
		AskedText: "Apakah layanan ini masih berjalan, dan siapa yang dapat dikunjungi?",
	}, event.Sample)
	if h.often(80) {
		h.add(id, &contract.QuestionAnswered{
			Answer: "yes", Note: "Contoh: masih berjalan", CheckedOn: h.today(), Match: match, Gate: "running", Owner: s.Owner, Region: s.Region, Practice: s.Innovation,
		}, event.Sample)
	}
}

func parts() contract.Parts {
	return contract.Parts{"need": 800000, "fit": 610000, "maturity": 720000, "leverage": 400000, "spread": 510000}
}

// lists writes a region's changed list and what it means for a need.
func (h *history) lists(w *world) {
	r, n := pick(h, w.regions), pick(h, w.needs)
	var ranked []contract.RankedNeed
	for range 1 + h.rand.IntN(4) {
		var best []contract.Candidate
		for range 5 {
			best = append(best, contract.Candidate{Innovation: pick(h, w.practices).id, Score: 300000 + h.rand.IntN(500000), Parts: parts(), Unknown: []string{"running"}})
		}
		ranked = append(ranked, contract.RankedNeed{Need: pick(h, w.needs).id, Candidates: best})
	}
	h.add(r.token, &contract.RecommendationRanked{Region: r.code, Rubric: 1, Needs: ranked}, event.Sample)
	if h.often(50) {
		h.add(n.id, &contract.NeedUnanswered{Region: n.of.code, Problem: n.problem}, event.Sample)
		h.add(n.id, &contract.NeedAnswered{Region: n.of.code, Problem: n.problem, Innovation: pick(h, w.practices).id}, event.Sample)
	}
}

func (h *history) key(w *world) {
	w.keys++
	id := fmt.Sprintf("k%011x", w.keys)
	h.add(id, &contract.KeyIssued{
		Actor: "a-" + id, Hash: event.Hash([]byte(id)), Label: "sample", Expires: h.at.Add(24 * time.Hour),
		Grants: []contract.RoleGranted{{Role: "region", Scope: pick(h, w.regions).code}},
	}, "")
	if h.often(50) {
		h.add(id, &contract.KeyRevoked{Reason: "sample"}, "")
	}
}

// plan writes a plan that was computed and handed over.
func (h *history) plan(w *world) {
	w.plans++
	var pairs []contract.PlannedPair
	for range 60 {
		n, p := pick(h, w.needs), pick(h, w.practices)
		pairs = append(pairs, contract.PlannedPair{
			Innovation: p.id, Owner: p.owner, Region: n.of.code, Need: n.id, Problem: n.problem, Priority: n.priority, Mode: "incoming",
			Score: 500000, Parts: parts(), Basis: "sample",
		})
	}
	id := fmt.Sprintf("p-%020x", w.plans)
	h.add(id, &contract.PlanComputed{
		Period: h.period(), Scope: contract.PlanScope{List: "perpres-63-2020", Label: "sample"}, AsOf: calendar.DateOf(h.at),
		Position: uint64(h.n), Inputs: event.Hash(nil), Certificate: event.Hash(nil), Rubric: 1, Policy: "score", Shift: 10,
		Objective: 30000000, Bound: 30000000, Pairs: pairs,
	}, event.Sample)
}
