package planning

import (
	"crypto/sha256"
	"encoding/hex"
	"testing"

	"makcomblang.id/pkg/contract"
	"makcomblang.id/pkg/matching/solve"
)

// plansOfEngine is what Prove makes of some problems with each version of the engine.
var plansOfEngine = map[int]string{
	1: "0796d81aa2cf2a2c481d3ff4104a1c3d66bb8ec3efbb55f1d49a672adde43dcf",
	2: "0796d81aa2cf2a2c481d3ff4104a1c3d66bb8ec3efbb55f1d49a672adde43dcf", // other prices only where no list of pairs is given
	3: "0796d81aa2cf2a2c481d3ff4104a1c3d66bb8ec3efbb55f1d49a672adde43dcf", // no budget here is less than a visit costs
}

// A plan that comes out otherwise than the same engine made it could not be
// computed again, and nobody would know why.
func TestTheSameEngineMakesTheSamePlans(t *testing.T) {
	t.Parallel()
	sum := sha256.New()
	for _, terms := range everyTerm() {
		for seed := range uint64(3) {
			m := NewModel(made(seed, 24, 9), terms)
			r, err := m.Solve(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			given, proof, err := m.Prove(r)
			if err != nil {
				t.Fatal(err)
			}
			sum.Write(given)
			sum.Write(proof)
		}
	}
	if got := hex.EncodeToString(sum.Sum(nil)); got != plansOfEngine[solve.EngineVersion] {
		t.Errorf("plans differ from those of engine %d: raise solve.EngineVersion and write %q beside it here", solve.EngineVersion, got)
	}
}

// Every plan is attested by its files, and a fact that tells anything else is not.
func TestAttest(t *testing.T) {
	t.Parallel()
	for _, terms := range everyTerm() {
		m := NewModel(made(1, 24, 9), terms)
		r, err := m.Solve(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		given, proof, err := m.Prove(r)
		if err != nil {
			t.Fatal(err)
		}
		right := contract.PlanComputed{}
		m.Fill(&right, r)
		want := string(solve.Optimal)
		if right.Bound != right.Objective {
			want = string(solve.Bounded)
		}
		if status, err := Attest(&right, given, proof); err != nil || status != want {
			t.Errorf("%s: got %s, %v, want %s", terms.Policy, status, err, want)
		}
		for what, change := range map[string]func(*contract.PlanComputed){
			"value":    func(p *contract.PlanComputed) { p.Objective++ },
			"bound":    func(p *contract.PlanComputed) { p.Bound++ },
			"fairness": func(p *contract.PlanComputed) { p.Fairness++ },
			"spending": func(p *contract.PlanComputed) { p.Spent++ },
			"fewer":    func(p *contract.PlanComputed) { p.Pairs = p.Pairs[1:] },
			"twice":    func(p *contract.PlanComputed) { p.Pairs = append(p.Pairs, p.Pairs[0]) },
			"other":    func(p *contract.PlanComputed) { p.Pairs[0].Innovation = "stranger"; p.Pairs[0].Session = "" },
			"policy": func(p *contract.PlanComputed) {
				p.Policy = map[bool]string{true: "stable", false: "score"}[p.Policy == "score"]
			},
		} {
			wrong := right
			wrong.Pairs = append([]contract.PlannedPair(nil), right.Pairs...)
			change(&wrong)
			if status, err := Attest(&wrong, given, proof); err == nil {
				t.Errorf("%s: a wrong %s is attested as %s", terms.Policy, what, status)
			}
		}
		if _, err := Attest(&right, given, append([]byte("{}"), proof...)); err == nil {
			t.Errorf("%s: a certificate that is none is attested", terms.Policy)
		}
	}
}
