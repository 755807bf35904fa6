package planning

import (
	"context"
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
