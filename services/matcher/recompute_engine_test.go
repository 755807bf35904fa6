package matcher_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"testing"

	"github.com/nats-io/nats.go/jetstream"

	"makcomblang.id/pkg/contract"
	"makcomblang.id/pkg/matching/instance"
	"makcomblang.id/pkg/matching/solve"
	"makcomblang.id/services/internal/policy"
)

// files is the store of the plans' files.
func (w *world) files() jetstream.ObjectStore {
	w.t.Helper()
	js, err := jetstream.New(w.log.Conn())
	if err != nil {
		w.t.Fatal(err)
	}
	store, err := js.ObjectStore(w.t.Context(), "BLOBS")
	if err != nil {
		w.t.Fatal(err)
	}
	return store
}

// chosenOtherwise is a plan as another engine might have stored it: for the same inputs, with its own proof, and with one
// visit less than the bound would allow.
func (w *world) chosenOtherwise(told contract.PlanComputed) contract.PlanComputed {
	w.t.Helper()
	given, err := w.files().GetBytes(w.t.Context(), told.Inputs)
	if err != nil {
		w.t.Fatal(err)
	}
	in, err := instance.Read(bytes.NewReader(given), nil)
	if err != nil {
		w.t.Fatal(err)
	}
	p, opt := in.Problem(), in.Options()
	opt.Budget.Steps = 1
	r, err := solve.Solve(w.t.Context(), p, opt)
	if err != nil {
		w.t.Fatal(err)
	}
	dropped := r.Pairs[0]
	r.Pairs, r.Status = r.Pairs[1:], solve.Bounded
	for k, c := range p.Candidates {
		if c.Practice == dropped.Practice && c.Column == dropped.Column {
			r.Objective -= c.Score
			r.Budget.Spent -= opt.Budget.Costs[k]
			r.Counts[p.RegionOf(c.Column)]--
			unit := told.Spent / (r.Budget.Spent + opt.Budget.Costs[k]) // rupiah in one unit of the instance
			told.Spent -= opt.Budget.Costs[k] * unit
		}
	}
	need := p.ColumnID(dropped.Column)
	told.Pairs = append([]contract.PlannedPair(nil), told.Pairs...)
	for i, pair := range told.Pairs {
		if pair.Need == need {
			told.Pairs = append(told.Pairs[:i], told.Pairs[i+1:]...)
			break
		}
	}
	told.Unserved = append([]string{need}, told.Unserved...)
	told.Objective = r.Objective >> told.Shift
	var proof bytes.Buffer
	if err := instance.NewResult(p, r).Write(&proof); err != nil {
		w.t.Fatal(err)
	}
	sum := sha256.Sum256(proof.Bytes())
	told.Certificate = hex.EncodeToString(sum[:])
	if _, err := w.files().PutBytes(w.t.Context(), told.Certificate, proof.Bytes()); err != nil {
		w.t.Fatal(err)
	}
	return told
}

// A plan of another engine is not called wrong because this one chooses otherwise: its stored proof is checked. What no engine
// explains stays a difference, and so does a choice of the same engine.
func TestRecomputeTellsAnotherEngineFromAMistake(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.contest()
	right := w.fact(w.plan(under(map[string]any{"budget": map[string]any{"limit": 60_000_000, "per_pair": map[string]any{"islands": 12_000_000, "elsewhere": 25_000_000}}})).ID)
	if right.Engine != solve.EngineVersion {
		t.Fatalf("the plan names engine %d, this is %d", right.Engine, solve.EngineVersion)
	}
	other := w.chosenOtherwise(right)
	for name, c := range map[string]struct {
		plan   contract.PlanComputed
		change func(*contract.PlanComputed)
		same   bool
		holds  string // "", "yes" or "no"
		says   string
	}{
		"old-same":     {right, func(p *contract.PlanComputed) { p.Engine = 0 }, true, "", "an older build computed it"},
		"old-other":    {other, func(p *contract.PlanComputed) { p.Engine = 0 }, false, "yes", "the stored proof was checked instead, and it holds: it is worth"},
		"later-other":  {other, func(p *contract.PlanComputed) { p.Engine = 99 }, false, "yes", "version 99 of the engine computed it, and this build has version"},
		"this-other":   {other, func(*contract.PlanComputed) {}, false, "", "parts are not as recorded."},
		"old-wrong":    {other, func(p *contract.PlanComputed) { p.Engine, p.Objective = 0, p.Objective+1 }, false, "no", "the stored proof does not hold: the value of the certificate"},
		"old-unserved": {other, func(p *contract.PlanComputed) { p.Engine, p.Unserved = 0, p.Unserved[1:] }, false, "no", "the needs without a visit"},
		"old-inputs":   {other, func(p *contract.PlanComputed) { p.Engine, p.Inputs = 0, p.Certificate }, false, "", "not all that differs is what an engine chooses"},
	} {
		told := c.plan
		c.change(&told)
		w.add("p-"+name, "sample", &told)
		var a struct {
			recomputed
			Engine    int
			EngineNow int `json:"engine_now"`
			Proof     *struct {
				Holds       bool
				Status, Why string
			}
		}
		w.as(policy.Auditor, "").Get("/api/v1/plans/p-" + name + "/recompute").Want(200).Decode(&a)
		if a.Same != c.same || a.Engine != told.Engine || a.EngineNow != solve.EngineVersion || !strings.Contains(a.Sentence.EN, c.says) || a.Sentence.ID == "" {
			t.Errorf("%s: %+v, want it to say %q", name, a, c.says)
		}
		if (c.holds == "") != (a.Proof == nil) || a.Proof != nil && (a.Proof.Holds != (c.holds == "yes") || a.Proof.Holds && a.Proof.Status != "bounded" || !a.Proof.Holds && a.Proof.Why == "") {
			t.Errorf("%s: the proof %+v, want %q", name, a.Proof, c.holds)
		}
	}
}
