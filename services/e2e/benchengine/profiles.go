package main

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strconv"

	"makcomblang.id/pkg/calendar"
	"makcomblang.id/pkg/contract"
	"makcomblang.id/pkg/matching"
	"makcomblang.id/pkg/matching/profiles"
	"makcomblang.id/pkg/region"
)

// profiles scores and gates 30,000 made-up practices for 552 needs, on one core.
func (b *bench) profiles() error {
	const rows, columns, goalMs = 30_000, 552, 500
	r := rand.New(rand.NewPCG(7, 20181107))
	hosts, guests := make([]profiles.Host, rows), make([]profiles.Guest, columns)
	for i := range hosts {
		hosts[i] = host(r, i)
	}
	for j := range guests {
		guests[j] = guest(r, j)
	}
	rubric := contract.RubricAdopted{Number: 1, Weights: map[string]int{}, Floor: 300_000, Strong: 800_000, Medium: 600_000}
	for _, part := range matching.PartNames() {
		rubric.Weights[part] = 100
	}
	cold, pairs := math.Inf(1), math.Inf(1)
	for range b.times {
		start := processor()
		table, err := profiles.New(rubric, "2026-11-21", hosts, guests)
		if err != nil {
			return err
		}
		var row profiles.Row
		for i := range hosts {
			table.Row(i, &row)
		}
		cold = min(cold, processor()-start)
		start = processor()
		for i := range hosts {
			table.Row(i, &row)
		}
		pairs = min(pairs, processor()-start)
	}
	fmt.Printf("\nScored and gated from profiles: %d x %d in %.0f ms with all columns made anew (goal %d), %.0f ms after that (%.1f ns a pair)\n",
		rows, columns, cold, goalMs, pairs, pairs*1e6/rows/columns)
	return nil
}

func draw[T any](r *rand.Rand, list ...T) T { return list[r.IntN(len(list))] }

// few draws up to most different words.
func few(r *rand.Rand, most int, list ...string) []string {
	r.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
	return list[:r.IntN(most+1)]
}

func place(r *rand.Rand) *matching.Place {
	return &matching.Place{
		Code:     draw(r, region.Code("92.06"), "91.15", "35.78", "11.10"),
		Settings: few(r, 3, "coast", "small-islands", "highland", "river-swamp", "mainland", "city"),
		Has:      few(r, 4, "road-access", "sea-transport", "internet", "power", "village-cadres"), AirOnly: r.IntN(4) == 0,
		Population: draw(r, int64(0), 99_999, 100_000, 400_000, 700_000, 2_000_000),
	}
}

func host(r *rand.Rand, i int) profiles.Host {
	from := place(r)
	return profiles.Host{
		Practice: &matching.Practice{
			ID: "p" + strconv.Itoa(i), MainProblem: draw(r, "malaria", "waste", "stunting"), Nature: "replicable", Launched: draw(r, 0, 2010, 2024),
			Preconditions: few(r, 3, "road-access", "internet", "power"), Settings: few(r, 3, "coast", "highland", "mainland", "city"),
			Award: matching.Award{Tier: draw(r, "", "kipp-top99", "unpsa-winner")}, FirstAward: draw(r, 0, 2018, 2025),
			Liveness: matching.Liveness{State: draw(r, "", "continuing", "developed"), CheckedOn: calendar.Date("2026-05-01")},
			Leverage: matching.Share{Value: r.IntN(matching.Million + 1), Known: r.IntN(2) == 0},
			Outcome:  matching.Record{Ran: r.IntN(3), Tried: r.IntN(4)},
		},
		Owner:  &matching.Owner{ID: "o", Region: from.Code},
		From:   from,
		Supply: matching.Supply{OwnerStated: true, OwnerLeft: r.IntN(3), OfferStated: true, Outgoing: r.IntN(2), Incoming: r.IntN(2), Virtual: r.IntN(2)},
	}
}

func guest(r *rand.Rand, j int) profiles.Guest {
	p := place(r)
	return profiles.Guest{
		Place: p, Visits: r.IntN(4), Others: few(r, 2, "malaria", "waste"),
		Need: &matching.Need{
			ID: "n" + strconv.Itoa(j), Region: p.Code, Problem: draw(r, "malaria", "waste", "stunting"), Priority: r.IntN(6),
			Severity: matching.Share{Value: r.IntN(matching.Million + 1), Known: r.IntN(2) == 0},
		},
	}
}
