package matching

import (
	"math/rand/v2"
	"reflect"
	"testing"

	"makcomblang.id/pkg/calendar"
	"makcomblang.id/pkg/contract"
)

func equalWeights() Rubric {
	weights := map[string]int{}
	for _, name := range PartNames() {
		weights[name] = 100
	}
	r, err := NewRubric(contract.RubricAdopted{Number: 1, Weights: weights, Floor: 300_000, Strong: 800_000, Medium: 600_000})
	if err != nil {
		panic(err)
	}
	return r
}

func TestParts(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name, part string
		want       int // -1: absent
		change     func(*Pair)
	}{
		{"priority", PartNeed, 800_000, func(p *Pair) { p.Need.Priority = 4 }},
		{"priority times severity", PartNeed, 447_213, func(p *Pair) { p.Need.Severity = Share{Value: 200_000, Known: true} }},
		{"same problem, part of the setting, same islands", PartFit, (Million + Million/3 + Million) / 3, func(*Pair) {}},
		{"a ministry is on no island", PartFit, Million, func(p *Pair) { p.Owner.Region, p.From = "", nil }},
		{"other islands", PartFit, 750_000, func(p *Pair) { p.Owner.Region, p.From = "11.10", nil }},
		{"made for the setting", PartFit, (Million + Million/2 + Million) / 3, func(p *Pair) { p.Practice.Settings = []string{"coast"} }},
		{"by air only, needs roads", PartFit, (2*Million + Million/3) / 4, func(p *Pair) {
			p.Place.AirOnly, p.Practice.Preconditions = true, []string{"road-access"}
		}},
		{"all there", PartFit, (3*Million + Million/3) / 4, func(p *Pair) { p.Place.Has = []string{"village-cadres"} }},
		{"population bands", PartFit, (2*Million + Million/3 + 700_000) / 4, func(p *Pair) { p.From.Population, p.Place.Population = 90_000, 110_000 }},
		{"winner, long running, confirmed", PartMaturity, Million, func(*Pair) {}},
		{"tier and years since", PartMaturity, (750_000 + 800_000) / 2, func(p *Pair) {
			p.Practice.Launched, p.Practice.Liveness, p.Practice.Award.Tier = 0, Liveness{}, "kipp-top99"
		}},
		{"no data on maturity", PartMaturity, -1, func(p *Pair) { p.Practice = &Practice{MainProblem: "malaria"} }},
		{"no leverage declared", PartLeverage, -1, func(*Pair) {}},
		{"leverage", PartLeverage, 5, func(p *Pair) { p.Practice.Leverage = Share{Value: 5, Known: true} }},
		{"never visited", PartSpread, Million, func(*Pair) {}},
		{"visited twice", PartSpread, Million / 3, func(p *Pair) { p.Visits = 2 }},
		{"no record", PartOutcome, -1, func(*Pair) {}},
		{"one of one is not everything", PartOutcome, 600_000, func(p *Pair) { p.Practice.Outcome = Record{Ran: 1, Tried: 1} }},
	}
	for _, c := range cases {
		p := pair()
		c.change(p)
		for _, part := range score(p, today) {
			if part.Name != c.part {
				continue
			}
			got := part.Value
			if !part.Known {
				got = -1
			}
			if got != c.want {
				t.Errorf("%s: got %d, want %d", c.name, got, c.want)
			}
		}
	}
}

func TestNewRubricRefuses(t *testing.T) {
	t.Parallel()
	for name, a := range map[string]contract.RubricAdopted{
		"no weight":      {Weights: map[string]int{"need": 0}},
		"unknown part":   {Weights: map[string]int{"need": 1, "distance": 1}},
		"large weight":   {Weights: map[string]int{"need": 1001}},
		"floor":          {Weights: map[string]int{"need": 1}, Floor: Million + 1},
		"bands reversed": {Weights: map[string]int{"need": 1}, Strong: 1, Medium: 2},
	} {
		if _, err := NewRubric(a); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}

// random gives parts, some of them absent.
func random(r *rand.Rand) []Part {
	parts := make([]Part, partCount)
	for i, name := range PartNames() {
		parts[i] = Part{Name: name, Known: r.IntN(3) > 0, Value: r.IntN(Million + 1)}
	}
	return parts
}

func TestTotalProperties(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(7, 21))
	for range 20_000 {
		rubric := equalWeights()
		for i := range rubric.weights {
			rubric.weights[i] = r.IntN(1001)
		}
		parts := random(r)
		total := rubric.Total(parts)
		if total < 0 || total > Million {
			t.Fatalf("total %d", total)
		}
		i := r.IntN(partCount)
		better := append([]Part(nil), parts...)
		better[i].Value += r.IntN(Million + 1 - better[i].Value)
		if rubric.Total(better) < total {
			t.Fatalf("a better %s lowered the score", parts[i].Name)
		}
		// A part that is absent on both sides, and equal parts, never turn the order of two pairs.
		j := r.IntN(partCount)
		worse := append([]Part(nil), parts...)
		parts[j].Known, worse[j].Known, better = true, true, parts
		worse[j].Value = r.IntN(better[j].Value + 1)
		order := rubric.Total(better) >= rubric.Total(worse)
		k := r.IntN(partCount)
		if k != j {
			better[k].Known, worse[k].Known = false, false
		}
		if !order || rubric.Total(better) < rubric.Total(worse) {
			t.Fatalf("an absent %s turned the order", parts[k].Name)
		}
	}
}

func TestEvaluateIsDeterministic(t *testing.T) {
	t.Parallel()
	a := Evaluate(pair(), equalWeights(), today, "2027")
	for range 100 {
		if b := Evaluate(pair(), equalWeights(), today, "2027"); !reflect.DeepEqual(a, b) {
			t.Fatalf("got %+v, want %+v", b, a)
		}
	}
}

func TestCompareDrawsLast(t *testing.T) {
	t.Parallel()
	base := Evaluation{Period: "2027", Innovation: "a", Need: "n", Score: 5, Priority: 3, Visits: 1}
	better := []func(*Evaluation){
		func(e *Evaluation) { e.Score++; e.Priority, e.Visits = 0, 9 },
		func(e *Evaluation) { e.Priority++; e.Visits = 9 },
		func(e *Evaluation) { e.Visits = 0 },
	}
	for i, change := range better {
		e := base
		change(&e)
		if Compare(&e, &base) >= 0 || Compare(&base, &e) <= 0 {
			t.Errorf("rule %d does not decide", i)
		}
	}
	first := map[bool]int{}
	for y := 2020; y < 2120; y++ {
		a, b := base, base
		a.Period = calendar.Period(calendar.Date("2020-01-01").AddMonths(12 * (y - 2020))[:4])
		b.Period, b.Innovation = a.Period, "b"
		first[Compare(&a, &b) < 0]++
	}
	if first[true] < 30 || first[false] < 30 {
		t.Errorf("the draw favours one of two names: %v", first)
	}
}

func TestLiftKeepsTheOrderOfScores(t *testing.T) {
	t.Parallel()
	for _, pairs := range []int{0, 1, 2, 124, 1104, 30_000, 65_535} {
		full := NewLift(pairs)
		for _, lift := range []Lift{full, full.Within(full.Shift()), full.Within(20), full.Within(12), full.Within(-1)} {
			if lift.Shift() > full.Shift() {
				t.Errorf("%d pairs: %d low bits of at most %d", pairs, lift.Shift(), full.Shift())
			}
			keepsOrder(t, lift, pairs)
		}
	}
}

func keepsOrder(t *testing.T, lift Lift, pairs int) {
	t.Helper()
	low := Evaluation{Period: "2027", Innovation: "a", Need: "n", Score: Million - 1, Priority: 7}
	high := Evaluation{Period: "2027", Innovation: "b", Need: "n", Score: Million, Priority: 0, Visits: 9}
	n := int64(max(pairs, 1))
	if lift.Value(&low)*n >= lift.Value(&high)*n || lift.Score(lift.Value(&low)*n) != int64(low.Score)*n {
		t.Errorf("%d pairs: ties reach into the score", pairs)
	}
	if lift.Value(&high)*n > 1<<53 {
		t.Errorf("%d pairs: past 2^53", pairs)
	}
}

func FuzzRubricNeverPanics(f *testing.F) {
	f.Add(100, 100, 300_000, 800_000, 600_000, 500_000)
	f.Fuzz(func(t *testing.T, need, fit, floor, strong, medium, value int) {
		r, err := NewRubric(contract.RubricAdopted{Weights: map[string]int{"need": need, "fit": fit}, Floor: floor, Strong: strong, Medium: medium})
		if err != nil || value < 0 || value > Million {
			return
		}
		parts := []Part{{Known: true, Value: value}, {Known: true, Value: value}}
		if got := r.Total(parts); got != value {
			t.Errorf("the mean of equal parts: got %d, want %d", got, value)
		}
	})
}
