package matcher_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"testing"

	"makcomblang.id/pkg/contract"
	"makcomblang.id/services/internal/policy"
)

type recomputed struct {
	Same        bool
	Position    uint64
	Sentence    struct{ ID, EN string }
	Differences []struct{ What, Where, Told, Recomputed string }
}

func (w *world) recompute(id string) (a recomputed) {
	w.t.Helper()
	w.as(policy.Auditor, "").Get("/api/v1/plans/" + id + "/recompute").Want(200).Decode(&a)
	return a
}

// Whatever the log tells later, a plan comes out of the facts before it to the
// same bytes.
func TestRecomputeGivesTheSameBytes(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.contest()
	ids := []string{w.plan(under(map[string]any{"budget": map[string]any{"limit": 13_000_000, "per_pair": map[string]any{"islands": 12_000_000, "elsewhere": 25_000_000}}})).ID}
	for _, name := range []string{"score", "leximin", "worst-first", "stable"} {
		ids = append(ids, w.plan(under(map[string]any{"policy": name})).ID)
	}
	for _, name := range []string{"worst-first", "leximin"} {
		ids = append(ids, w.plan(under(map[string]any{"policy": name, "budget": map[string]any{"limit": 13_000_000, "per_pair": map[string]any{"islands": 12_000_000, "elsewhere": 25_000_000}}})).ID)
	}
	position := w.fact(ids[0]).Position
	w.add("bintuni", "sample", &contract.OwnerCapacitySet{Period: period, Trips: 9})
	w.add("halsel", "sample", &contract.OwnerCapacitySet{Period: period, Trips: 9})
	w.add("edat", "sample", &contract.InnovationLivenessChecked{State: "stopped", CheckedOn: "2026-01-01"})
	w.approve("m-1", "center", "halsel", "92.07", "9207-malaria", "outgoing")
	w.add("5320", "sample", &contract.NeedDeclared{Need: "5320-malaria", Problem: "malaria", Priority: 5, Statement: "Contoh: butuh."})
	w.add("9115", "press", &contract.RegionStatusSet{Status: "graduated", List: "perpres-63-2020", From: "2025-01-01"})
	for n := range 40 {
		w.practice(fmt.Sprintf("later-%d", n), "bintuni", "malaria", 2010, "Indonesia")
	}
	if now := w.fact(w.plan(scope).ID); bytes.Equal(encode(t, now.Pairs), encode(t, w.fact(ids[1]).Pairs)) {
		t.Fatal("the later facts change nothing, so the test shows nothing")
	}
	for _, id := range ids {
		a := w.recompute(id)
		if !a.Same || len(a.Differences) != 0 || a.Sentence.ID == "" || a.Sentence.EN == "" {
			t.Errorf("%s: %+v", id, a)
		}
	}
	if a := w.recompute(ids[0]); a.Position != position {
		t.Errorf("read up to %d, want %d", a.Position, position)
	}
	w.as(policy.Coordinator, "").Get("/api/v1/plans/p-none/recompute").Want(404)
	w.as(policy.Hub, "91").Get("/api/v1/plans/" + ids[0] + "/recompute").Want(403)
}

func encode(t *testing.T, v any) []byte {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestRecomputeFindsATamperedFile(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.fill()
	first := w.plan(scope).ID
	p := w.fact(first)
	id := w.plan(under(map[string]any{"policy": "leximin"})).ID
	store := w.files()
	// Somebody puts another certificate under the name of this one, and takes the other plan's instance away.
	if _, err := store.PutBytes(t.Context(), p.Certificate, []byte(`{"status":"optimal"}`)); err != nil {
		t.Fatal(err)
	}
	if err := store.Delete(t.Context(), w.fact(id).Inputs); err != nil {
		t.Fatal(err)
	}
	a := w.recompute(first)
	if a.Same || len(a.Differences) != 1 || a.Differences[0].What != "stored_certificate" || a.Differences[0].Told != "damaged" {
		t.Errorf("a tampered certificate: %+v", a)
	}
	a = w.recompute(id)
	if a.Same || a.Differences[0].What != "stored_inputs" || a.Differences[0].Told != "missing" {
		t.Errorf("a lost instance: %+v", a)
	}
}

// What the log tells wrongly is named with its place.
func TestRecomputeFindsAWrongFact(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.fill()
	right := w.fact(w.plan(scope).ID)
	for what, wrong := range map[string]func(*contract.PlanComputed){
		"objective":   func(p *contract.PlanComputed) { p.Objective++ },
		"pairs":       func(p *contract.PlanComputed) { p.Pairs[1].Score-- },
		"certificate": func(p *contract.PlanComputed) { p.Certificate = p.Inputs },
		"unserved":    func(p *contract.PlanComputed) { p.Unserved = []string{"9115-malaria"} },
		"log":         func(p *contract.PlanComputed) { p.Position += 1000 },
	} {
		told := right
		told.Pairs = append([]contract.PlannedPair(nil), right.Pairs...)
		wrong(&told)
		w.add("p-"+what, "sample", &told)
		a := w.recompute("p-" + what)
		if a.Same || len(a.Differences) != 1 || a.Differences[0].What != what || a.Differences[0].Told == a.Differences[0].Recomputed {
			t.Errorf("%s: %+v", what, a)
		}
		if what == "pairs" && a.Differences[0].Where != "[1].score" {
			t.Errorf("the pair is at %s", a.Differences[0].Where)
		}
	}
}
