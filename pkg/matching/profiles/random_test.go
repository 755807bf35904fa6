package profiles_test

import (
	"math/rand/v2"
	"strconv"

	"makcomblang.id/pkg/calendar"
	"makcomblang.id/pkg/contract"
	"makcomblang.id/pkg/matching"
	"makcomblang.id/pkg/matching/profiles"
	"makcomblang.id/pkg/region"
)

const today = calendar.Date("2026-11-21")

func one[T any](r *rand.Rand, list ...T) T { return list[r.IntN(len(list))] }

// some gives a few words of a list, now and then one twice.
func some(r *rand.Rand, most int, list ...string) []string {
	var out []string
	for range r.IntN(most + 1) {
		out = append(out, one(r, list...))
	}
	if r.IntN(8) > 0 {
		return unique(out)
	}
	return out
}

func unique(list []string) []string {
	seen := map[string]bool{}
	var out []string
	for _, s := range list {
		if !seen[s] {
			seen[s] = true
			out = append(out, s)
		}
	}
	return out
}

// world makes profiles with every feature of the model. With wide set it has
// more words than a bit set holds.
type world struct {
	*rand.Rand
	wide bool
}

func (r world) items() []string {
	list := []string{"road-access", "sea-transport", "internet", "power", "village-cadres"}
	if r.wide {
		for k := range 90 {
			list = append(list, "item-"+strconv.Itoa(k))
		}
	}
	return list
}

func (r world) settings() []string {
	list := []string{"coast", "small-islands", "highland", "river-swamp", "mainland", "city", "prison"}
	if r.wide {
		for k := range 90 {
			list = append(list, "setting-"+strconv.Itoa(k))
		}
	}
	return list
}

func (r world) problem() string { return one(r.Rand, "malaria", "waste", "stunting") }

func (r world) code() region.Code {
	return one(r.Rand, region.Code("92.06"), "91.15", "35.78", "11.10", "99.01", "99.71", "53", "")
}

func (r world) date() calendar.Date {
	return one(r.Rand, calendar.Date(""), "2020-01-01", "2025-11-20", "2025-11-21", "2026-05-01")
}

func (r world) share() matching.Share {
	return matching.Share{Value: r.IntN(matching.Million + 1), Known: r.IntN(2) == 0}
}

func (r world) stated() matching.Stated {
	return matching.Stated{Answer: one(r.Rand, matching.Unknown, matching.Yes, matching.No)}
}

func (r world) place() *matching.Place {
	return &matching.Place{
		Code: r.code(), Settings: some(r.Rand, 3, r.settings()...), AirOnly: r.IntN(4) == 0,
		Has: some(r.Rand, 4, r.items()...), Lacks: some(r.Rand, 2, r.items()...),
		Population: one(r.Rand, int64(0), 99_999, 100_000, 400_000, 700_000, 2_000_000),
	}
}

func (r world) host() profiles.Host {
	h := profiles.Host{
		Practice: &matching.Practice{
			ID: "p" + strconv.Itoa(r.IntN(1000)), MainProblem: r.problem(), Addresses: some(r.Rand, 2, "malaria", "waste"),
			Preconditions: some(r.Rand, 3, r.items()...), Settings: some(r.Rand, 3, r.settings()...),
			Nature: one(r.Rand, "replicable", "replicable", "national-rule", "national-service", ""), Launched: one(r.Rand, 0, 2010, 2024, 2025),
			Country: one(r.Rand, "", "", matching.Home, "Kenya"), Award: matching.Award{Tier: one(r.Rand, "", "none", "kipp-top99", "unpsa-winner")},
			FirstAward: one(r.Rand, 0, 2018, 2025), Liveness: matching.Liveness{State: one(r.Rand, "", "continuing", "developed", "stopped"), CheckedOn: r.date()},
			Retired: r.IntN(9) == 0, Shared: r.IntN(3) == 0, Mature: r.stated(), Leverage: r.share(),
			Outcome: matching.Record{Ran: r.IntN(3), Tried: r.IntN(4)},
		},
		Owner: &matching.Owner{ID: "o", Region: r.code(), Country: one(r.Rand, "", matching.Home, matching.Home, "Italy")},
		Supply: matching.Supply{
			OwnerStated: r.IntN(2) == 0, OwnerLeft: r.IntN(3), OfferStated: r.IntN(2) == 0, Outgoing: r.IntN(2),
			Incoming: r.IntN(2), Virtual: r.IntN(2), Seats: one(r.Rand, 0, 0, 3),
		},
	}
	if r.IntN(4) > 0 {
		h.From = r.place()
		h.From.Code = h.Owner.Region
	}
	return h
}

func (r world) guest() profiles.Guest {
	p := r.place()
	return profiles.Guest{
		Place: p, Visits: r.IntN(4), Others: some(r.Rand, 2, "malaria", "waste"),
		Need: &matching.Need{ID: "n" + strconv.Itoa(r.IntN(1000)), Region: p.Code, Problem: r.problem(), Priority: r.IntN(6), Severity: r.share()},
	}
}

func (r world) between() matching.Between {
	return matching.Between{
		Setting: r.stated(), Replicating: r.stated(), Conflict: r.stated(), Travel: r.stated(), Capacity: r.stated(), CoolingUntil: r.date(),
	}
}

func (r world) rubric() contract.RubricAdopted {
	a := contract.RubricAdopted{Number: 1, Weights: map[string]int{}, Floor: 300_000, Strong: 800_000, Medium: 600_000}
	for _, name := range matching.PartNames() {
		if w := r.IntN(4) * 100; w > 0 {
			a.Weights[name] = w
		}
	}
	a.Weights[matching.PartNames()[r.IntN(6)]] = 1 + r.IntN(1000)
	return a
}
