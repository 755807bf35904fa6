package matches_test

import (
	"net/http"
	"testing"
)

// Commands rest on what the process has folded in memory: a view whose store is away keeps no decision waiting.
func TestDecisionsGoOnWhileAViewIsAway(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	c := w.coordinator()
	m, other := w.propose(edat, "94.03"), w.propose(edat, "94.04")
	w.view.Leave()
	decide(c, other.ID, "reject", other.Version, reason("Not this year.")).Want(http.StatusOK)
	decide(c, m.ID, "approve", m.Version, nil).Want(http.StatusOK)
}
