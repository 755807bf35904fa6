package criteria

import (
	"testing"

	"makcomblang.id/pkg/contract"
)

func TestAdopt(t *testing.T) {
	t.Parallel()
	good := func() contract.RubricAdopted {
		return contract.RubricAdopted{Weights: map[string]int{"need": 1}, Strong: 2, Medium: 1, TieBreak: "draw", Decision: "1/2027", Source: "decree"}
	}
	cases := []struct {
		name   string
		change func(*contract.RubricAdopted)
		ok     bool
	}{
		{"the next version", func(*contract.RubricAdopted) {}, true},
		{"without weights", func(a *contract.RubricAdopted) { a.Weights = nil }, false},
		{"without a source", func(a *contract.RubricAdopted) { a.Source = "" }, false},
		{"without a tie-break", func(a *contract.RubricAdopted) { a.TieBreak = "" }, false},
		{"distance is no part", func(a *contract.RubricAdopted) { a.Weights["distance"] = 5 }, false},
	}
	for _, c := range cases {
		a := good()
		c.change(&a)
		got, err := State{Number: 3}.Adopt(a)
		if (err == nil) != c.ok || (c.ok && (got.Number != 4 || State{}.Apply(got).Number != 4)) {
			t.Errorf("%s: %+v, %v", c.name, got, err)
		}
	}
}
