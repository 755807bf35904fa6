package history

import (
	"fmt"

	"makcomblang.id/pkg/contract"
	"makcomblang.id/pkg/event"
	"makcomblang.id/services/internal/vocabulary"
)

// world is what the history is about, and how far it came.
type world struct {
	regions    []place
	owners     []string
	practices  []practice
	problems   []vocabulary.Term
	conditions []vocabulary.Term
	settings   []string
	needs      []need
	plans      int
	sessions   int
	keys       int
}

type place struct{ code, token string }

type practice struct{ id, owner, problem string }

type need struct {
	id, problem string
	of          place
	priority    int
}

// The size of the country: provinces with their regencies, as many as Indonesia has.
const (
	provinces = 38
	regencies = 514
)

// newWorld makes a world whose register is about a tenth of n facts.
func newWorld(n int) *world {
	w := &world{problems: vocabulary.Problems(), conditions: vocabulary.Preconditions(), settings: []string{"small-islands", "coast", "highland", "border", "forest"}}
	for i := range regencies {
		code := fmt.Sprintf("%d.%02d", 11+i%provinces, 1+i/provinces)
		w.regions = append(w.regions, place{code, code[:2] + code[3:]})
	}
	for i := range max(20, n/170) {
		w.owners = append(w.owners, fmt.Sprintf("pemerintah-kabupaten-contoh-%04d", i))
	}
	for i := range max(40, n/9) {
		w.practices = append(w.practices, practice{
			id: fmt.Sprintf("contoh-inovasi-pelayanan-%05d", i), owner: w.owners[i%len(w.owners)], problem: w.problems[i%len(w.problems)].ID,
		})
	}
	return w
}

const source = "sample: written for measurement, no government stated it"

// found writes the register of regions and owners, which all else refers to.
func (h *history) found(w *world) {
	for i := range provinces {
		code := fmt.Sprint(11 + i)
		h.add(code, &contract.RegionRegistered{
			Code: code, Name: "Provinsi " + code, Level: "province", TimeZone: "Asia/Jakarta", LatE5: -100000 - i, LonE5: 11000000 + i,
			CoordSource: "sample", Source: source,
		}, event.Sample)
	}
	for i, r := range w.regions {
		h.add(r.token, &contract.RegionRegistered{
			Code: r.code, Name: "Kabupaten " + r.code, Level: "regency", Parent: r.code[:2], TimeZone: "Asia/Jakarta",
			LatE5: -100000 - i, LonE5: 11000000 + i, CoordSource: "sample", Source: source,
		}, event.Sample)
		if i%8 == 0 {
			h.add(r.token, &contract.RegionStatusSet{
				Status: "lagging", List: "perpres-63-2020", From: "2020-01-01", Until: "2024-12-31", NameInList: r.code, Source: source,
			}, event.Sample)
		}
		h.add(r.token, &contract.RegionAccessProfiled{
			Settings: some(h, w.settings, 3), AirOnly: i%40 == 0, Has: ids(some(h, w.conditions, 4)), Source: source,
		}, event.Sample)
	}
	for i, o := range w.owners {
		h.add(o, &contract.OwnerRegistered{
			Name: fmt.Sprintf("Pemerintah Kabupaten Contoh %d", i), Type: "regency", LocatedIn: w.regions[i%len(w.regions)].code,
			Country: "Indonesia", Source: source,
		}, event.Sample)
	}
	for i := range w.practices {
		h.register(w, w.practices[i])
		if i%20 == 0 {
			h.declare(w)
		}
	}
}

func ids(terms []vocabulary.Term) []string {
	var out []string
	for _, t := range terms {
		out = append(out, t.ID)
	}
	return out
}

// register enters a practice with its awards and its offer.
func (h *history) register(w *world, p practice) {
	h.add(p.id, &contract.InnovationRegistered{InnovationProfile: h.profile(w, p)}, event.Sample)
	if h.often(40) {
		h.add(p.id, &contract.InnovationAwarded{Award: "KIPP Top 99", Tier: "kipp-top99", Year: 2014 + h.rand.IntN(6), Source: source}, event.Sample)
	}
	if h.often(60) {
		h.offer(p)
	}
}

func (h *history) profile(w *world, p practice) contract.InnovationProfile {
	term, _ := vocabulary.Problem(p.problem)
	return contract.InnovationProfile{
		Title: "Contoh: layanan keliling bersama kader desa untuk warga yang jauh dari kantor", Owner: p.owner, Sector: term.Sector,
		Summary:     "Village workers meet families at home, register them once and bring three offices to one table a month.",
		MainProblem: p.problem, Addresses: append([]string{p.problem}, ids(some(h, w.problems, 2))...),
		Preconditions: ids(some(h, w.conditions, 3)), Nature: "replicable", LaunchedYear: 2008 + h.rand.IntN(10), Country: "Indonesia",
		Classified: "sample", Source: source,
	}
}

func (h *history) offer(p practice) {
	h.add(p.id, &contract.InnovationVisitsOffered{
		Period: h.period(), Outgoing: h.rand.IntN(4), Incoming: 1 + h.rand.IntN(4), Virtual: h.rand.IntN(5), GroupSeats: 10 * h.rand.IntN(2),
		MaxDelegation: 12, Source: source,
	}, event.Sample)
}

func (h *history) declare(w *world) {
	r, p := pick(h, w.regions), pick(h, w.problems)
	n := need{id: r.token + "-" + p.ID, problem: p.ID, of: r, priority: 1 + h.rand.IntN(5)}
	w.needs = append(w.needs, n)
	h.add(r.token, &contract.NeedDeclared{
		Need: n.id, Problem: p.ID, Priority: n.priority, Source: source,
		Statement: "Contoh: warga di dusun yang jauh perlu layanan yang datang kepada mereka sebelum musim hujan.",
	}, event.Sample)
}
