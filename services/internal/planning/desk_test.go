package planning

import (
	"context"
	"slices"
	"testing"
	"testing/synctest"

	"makcomblang.id/pkg/contract"
	"makcomblang.id/pkg/fault"
	"makcomblang.id/services/internal/catalogue"
)

// Setting up a problem costs as much as trying plans on it: it waits for its turn, and not for ever.
func TestAProblemIsSetUpInTurn(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		d := NewDesk(catalogue.Empty(), patience)
		_, done, err := d.take(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		ask := func(ctx context.Context) error {
			_, err := d.Base(ctx, contract.PlanScope{Region: "92"}, "2026-11-22", "2027")
			return err
		}
		if err := ask(t.Context()); fault.KindOf(err) != fault.KindUnavailable {
			t.Errorf("while others try plans: got %v, want unavailable", err)
		}
		done()
		if err := ask(t.Context()); fault.KindOf(err) == fault.KindUnavailable {
			t.Errorf("when it is free: got %v", err)
		}
	})
}

// What is wrong with several pairs of several runs is told at once.
func TestEveryWrongPairIsTold(t *testing.T) {
	t.Parallel()
	b := NewBase(readingOf(made(3, 40, 20)), "2027")
	here := b.Pairs()[0]
	wrong := []Pair{here, {"p0", "none"}, {"none", here.Need}}
	_, _, err := NewDesk(catalogue.Empty(), 60e9).Compare(t.Context(), b, []Scenario{{Pinned: wrong}, {Forbidden: wrong[:2]}}, 0)
	var fields []string
	for _, f := range fault.All(err) {
		fields = append(fields, f.Field)
	}
	if want := []string{"scenarios[0].pinned[1]", "scenarios[0].pinned[2]", "scenarios[1].forbidden[1]"}; !slices.Equal(fields, want) {
		t.Errorf("got %v, want %v", fields, want)
	}
}

// Every pair that a run is offered for pinning can be planned, and none is left out.
func TestPairsAreThoseThatAPlanCouldHave(t *testing.T) {
	t.Parallel()
	b := NewBase(readingOf(made(4, 30, 16)), "2027")
	offered := map[Pair]bool{}
	for _, p := range b.Pairs() {
		offered[p] = true
	}
	m := NewModel(b.inputs, Terms{})
	for _, c := range m.Problem.Candidates {
		if p := (Pair{m.rows[c.Practice].practice, m.Problem.ColumnID(c.Column)}); !offered[p] {
			t.Errorf("%v can be planned and is not offered", p)
		}
	}
	for p := range offered {
		if len(m.rowsOf(p)) == 0 {
			t.Errorf("%v is offered and cannot be planned", p)
		}
	}
}
