package profiles_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"makcomblang.id/pkg/matching"
	"makcomblang.id/pkg/matching/profiles"
)

// answered lists the codes of the gates with an answer, each once.
func answered(e *matching.Evaluation, a matching.Answer) []string {
	var out []string
	for _, g := range e.Gates {
		if g.Answer == a && !slices.Contains(out, g.Code) {
			out = append(out, g.Code)
		}
	}
	slices.Sort(out)
	return out
}

func sorted(list []string) []string {
	slices.Sort(list)
	return list
}

func TestTableJudgesAsEvaluate(t *testing.T) {
	t.Parallel()
	r := world{Rand: rand.New(rand.NewPCG(30_000, 552))}
	var row profiles.Row
	for k := range 150 {
		r.wide = k%5 == 4
		hosts, guests := make([]profiles.Host, 1+r.IntN(30)), make([]profiles.Guest, 1+r.IntN(30))
		for i := range hosts {
			hosts[i] = r.host()
		}
		for j := range guests {
			guests[j] = r.guest()
		}
		table, err := profiles.New(r.rubric(), today, hosts, guests)
		if err != nil {
			t.Fatal(err)
		}
		for range r.IntN(20) {
			table.State(r.IntN(len(hosts)), r.IntN(len(guests)), r.between())
		}
		for i := range hosts {
			table.Row(i, &row)
			for j := range guests {
				want := table.Judge(i, j, "2027")
				no, open := sorted(row.No[j].Codes()), sorted(row.Open[j].Codes())
				if int(row.Score[j]) != want.Score || !slices.Equal(no, answered(&want, matching.No)) ||
					!slices.Equal(open, answered(&want, matching.Unknown)) {
					t.Fatalf("case %d: got %d, no %v, open %v, want %+v of %+v with %+v", k, row.Score[j], no, open, want, hosts[i].Practice, guests[j].Place)
				}
			}
		}
	}
}

func TestNewRefusesABrokenRubric(t *testing.T) {
	t.Parallel()
	r := world{Rand: rand.New(rand.NewPCG(1, 1))}
	broken := r.rubric()
	broken.Weights["distance"] = 1
	if _, err := profiles.New(broken, today, nil, nil); err == nil {
		t.Error("accepted a weight of an unknown part")
	}
}

// BenchmarkArchive judges 30,000 practices for the needs of 552 regions: with
// all columns made anew, and on a table that is there.
func BenchmarkArchive(b *testing.B) {
	r := world{Rand: rand.New(rand.NewPCG(30_000, 552))}
	hosts, guests := make([]profiles.Host, 30_000), make([]profiles.Guest, 552)
	for i := range hosts {
		hosts[i] = r.host()
		hosts[i].Practice.Settings = unique(hosts[i].Practice.Settings)
		if f := hosts[i].From; f != nil {
			f.Settings = unique(f.Settings)
		}
	}
	for j := range guests {
		guests[j] = r.guest()
		guests[j].Place.Settings = unique(guests[j].Place.Settings)
	}
	rubric := r.rubric()
	var row profiles.Row
	b.Run("cold", func(b *testing.B) {
		for b.Loop() {
			table, err := profiles.New(rubric, today, hosts, guests)
			if err != nil {
				b.Fatal(err)
			}
			for i := range hosts {
				table.Row(i, &row)
			}
		}
	})
	table, err := profiles.New(rubric, today, hosts, guests)
	if err != nil {
		b.Fatal(err)
	}
	b.Run("pairs", func(b *testing.B) {
		for b.Loop() {
			for i := range hosts {
				table.Row(i, &row)
			}
		}
		b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(len(hosts)*len(guests)), "ns/pair")
	})
}
