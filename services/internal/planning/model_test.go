package planning

import (
	"context"
	"slices"
	"testing"

	"makcomblang.id/pkg/contract"
	"makcomblang.id/pkg/matching"
	"makcomblang.id/pkg/matching/solve"
)

func eval(innovation, need, region string, score int) *matching.Evaluation {
	return &matching.Evaluation{
		Innovation: innovation, Owner: "owner-of-" + innovation, Region: region, Need: need, Problem: "malaria", Priority: 3,
		Period: "2027", Score: score, Parts: []matching.Part{{Name: matching.PartNeed, Known: true, Value: score}},
		Gates: []matching.Gate{{Code: matching.GateRunning}},
	}
}

// inputs are two practices of two owners and three needs of two regions.
func inputs() Inputs {
	return Inputs{
		Candidates: []*matching.Evaluation{
			eval("a", "n1", "91.01", 900_000), eval("a", "n2", "91.02", 800_000), eval("b", "n1", "91.01", 700_000), eval("a", "n3", "91.02", 600_000),
		},
		Owners:  map[string]int{"owner-of-a": 2, "owner-of-b": 1},
		Offers:  map[string]Offer{"a": {Outgoing: 1, Incoming: 1, Virtual: 1}, "b": {Virtual: 2}},
		Regions: []Region{{"91.01", 2, 0}, {"91.02", 2, 0}},
		Needs:   []Need{{"n1", "91.01", 5}, {"n2", "91.02", 4}, {"n3", "91.02", 3}},
	}
}

func planned(t *testing.T, in Inputs) (*Model, []contract.PlannedPair, *solve.Result) {
	t.Helper()
	m := NewModel(in, Terms{})
	r, err := solve.Solve(context.Background(), &m.Problem, solve.Options{})
	if err != nil || r.Status != solve.Optimal {
		t.Fatalf("solve: %v, %v", r, err)
	}
	return m, m.Planned(r), r
}

func names(pairs []contract.PlannedPair) []string {
	var out []string
	for _, p := range pairs {
		out = append(out, p.Need+" "+p.Innovation+" "+p.Mode+p.Session)
	}
	return out
}

func TestPlanned(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name      string
		change    func(*Inputs)
		want      []string
		objective int64
	}{
		{"owner, region and need limits", func(*Inputs) {}, []string{"n1 b virtual", "n2 a outgoing", "n3 a incoming"}, 2_100_000},
		{"a region takes on one", func(in *Inputs) { in.Regions[1].Left = 1 }, []string{"n1 a outgoing", "n2 a incoming"}, 1_700_000},
		{"an owner with one trip left", func(in *Inputs) { in.Owners["owner-of-a"] = 1 }, []string{"n1 b virtual", "n2 a outgoing"}, 1_500_000},
		{"an owner that stated nothing gives nothing", func(in *Inputs) { delete(in.Owners, "owner-of-a") }, []string{"n1 b virtual"}, 700_000},
		{"a shut pair", func(in *Inputs) { in.Candidates[2].Gates[0].Answer = matching.No }, []string{"n1 a outgoing", "n2 a incoming"}, 1_700_000},
		{"a pair below the floor", func(in *Inputs) { in.Candidates[2].Floor = 700_001 }, []string{"n1 a outgoing", "n2 a incoming"}, 1_700_000},
		{
			"a session gives seats beside the owner's trips", func(in *Inputs) { in.Sessions = []Session{{"s", "a", 2}} },
			[]string{"n1 a outgoing", "n2 a groups", "n3 a groups"},
			2_300_000,
		},
		{
			"an open session goes before a visit", func(in *Inputs) { in.Sessions = []Session{{"s", "a", 9}} },
			[]string{"n1 a groups", "n2 a groups", "n3 a groups"},
			2_300_000,
		},
		{"nothing", func(in *Inputs) { *in = Inputs{} }, nil, 0},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			in := inputs()
			c.change(&in)
			m, pairs, r := planned(t, in)
			got := names(pairs)
			if c.name == "a session gives seats beside the owner's trips" {
				slices.Sort(got)
				count := 0
				for _, p := range pairs {
					if p.Mode == "group" {
						count++
					}
				}
				if count != 2 || len(pairs) != 3 || m.Millionths(r.Objective) != c.objective {
					t.Errorf("got %v", got)
				}
				return
			}
			if !slices.Equal(got, c.want) || m.Millionths(r.Objective) != c.objective || r.Bound != r.Objective {
				t.Errorf("got %v of %d, want %v of %d", got, m.Millionths(r.Objective), c.want, c.objective)
			}
			sum := int64(0)
			met := map[string]bool{}
			for _, p := range pairs {
				sum += int64(p.Score)
				if met[p.Need] {
					t.Errorf("%s is met twice", p.Need)
				}
				met[p.Need] = true
			}
			if sum != m.Millionths(r.Objective) {
				t.Errorf("the scores add up to %d", sum)
			}
		})
	}
}

func TestForeignPracticesNeverEnter(t *testing.T) {
	t.Parallel()
	in := inputs()
	abroad := eval("z", "n1", "91.01", matching.Million)
	abroad.Gates = append(abroad.Gates, matching.Gate{Code: matching.GateForeign, Answer: matching.No})
	in.Candidates = append(in.Candidates, abroad)
	in.Owners["owner-of-z"], in.Offers["z"] = 5, Offer{Virtual: 5}
	m, pairs, _ := planned(t, in)
	for _, c := range m.Problem.Candidates {
		if m.Problem.Practices[c.Practice].ID == "z" {
			t.Error("a foreign practice is before the solver")
		}
	}
	for _, p := range pairs {
		if p.Innovation == "z" {
			t.Error("a foreign practice is planned")
		}
	}
}

func TestChanges(t *testing.T) {
	t.Parallel()
	m, _, before := planned(t, inputs())
	forced := m.Problem
	forced.Required = []solve.Pair{{Practice: 0, Column: 0}}
	after, err := solve.Solve(t.Context(), &forced, solve.Options{})
	if err != nil {
		t.Fatal(err)
	}
	got := Changes(&m.Problem, before.Pairs, after.Pairs, nil)
	want := []Change{{Need: "n1", Region: "91.01", From: "b", To: "a"}, {Need: "n3", Region: "91.02", From: "a"}}
	if !slices.Equal(got, want) || !got[1].Loses() || got[0].Loses() {
		t.Errorf("got %+v, want %+v", got, want)
	}
}
