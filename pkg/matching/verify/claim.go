package verify

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
)

// policies are those that there are proofs for.
var policies = []string{"score", "leximin", "worst-first", "stable"}

// claim is what a result file says.
type claim struct {
	doc           fields
	status        string
	policy        string
	objective     string
	bound         string
	pairs         [][2]string
	counts        map[string]int64
	fairness      fields
	fairnessPrice int64
	sealed        bool
}

func readClaim(r io.Reader) (*claim, error) {
	doc, err := document(r)
	if err != nil {
		return nil, within("result", err)
	}
	err = only(doc, "result", "status", "policy", "objective", "bound", "pairs", "prices", "fairness",
		"blocking_pairs", "infeasible", "budget", "solver", "seal")
	if err != nil {
		return nil, err
	}
	c := &claim{doc: doc, counts: map[string]int64{}}
	if c.status, err = text(doc["status"], "status"); err != nil {
		return nil, err
	}
	if !among(c.status, []string{"optimal", "infeasible", "bounded"}) {
		return nil, reject("status: %q proves nothing", c.status)
	}
	if c.policy, err = text(doc["policy"], "policy"); err != nil {
		return nil, err
	}
	if !among(c.policy, policies) {
		return nil, reject("policy: %q is not one this verifier knows", c.policy)
	}
	for _, part := range []struct {
		name string
		dst  *string
	}{{"objective", &c.objective}, {"bound", &c.bound}} {
		num, ok := doc[part.name].(json.Number)
		if !ok {
			return nil, reject("%s: want a whole number", part.name)
		}
		*part.dst = num.String()
	}
	if c.pairs, err = twoIDs(doc, "pairs"); err != nil {
		return nil, err
	}
	if err := c.readFairness(); err != nil {
		return nil, err
	}
	return c, c.checkSeal()
}

func (c *claim) readFairness() error {
	v, given := c.doc["fairness"]
	if !given {
		return nil
	}
	f, ok := v.(fields)
	if !ok {
		return reject("fairness: want an object")
	}
	if err := only(f, "fairness", "counts", "price", "score_prices", "levels", "tight", "worst", "bonuses"); err != nil {
		return err
	}
	c.fairness = f
	var err error
	if v, given := f["price"]; given {
		if c.fairnessPrice, err = large(v, "fairness.price"); err != nil {
			return err
		}
	}
	counts, _ := f["counts"].(fields)
	for id, v := range counts {
		if c.counts[id], err = whole(v, "fairness.counts"); err != nil {
			return err
		}
	}
	return nil
}

// checkSeal recomputes the seal: SHA-256 of the document without solver and
// seal, names sorted, no spaces. A result without one is judged by its proof
// alone.
func (c *claim) checkSeal() error {
	seal, given := c.doc["seal"]
	if !given {
		return nil
	}
	bare := fields{}
	for name, v := range c.doc {
		if name != "seal" && name != "solver" {
			bare[name] = v
		}
	}
	raw, err := json.Marshal(bare)
	if err != nil {
		return reject("seal: %v", err)
	}
	sum := sha256.Sum256(bytes.TrimSpace(raw))
	if seal != "sha256:"+hex.EncodeToString(sum[:]) {
		return reject("the seal is broken: the result was changed after it was written")
	}
	c.sealed = true
	return nil
}

func (c *claim) report() *Report {
	return &Report{
		Status: c.status, Policy: c.policy, Pairs: len(c.pairs),
		Objective: c.objective, Bound: c.bound, Sealed: c.sealed,
	}
}

// takePairs books the pairs of the claim onto the instance.
func (g *given) takePairs(c *claim) error {
	if err := g.markPairs(c.pairs, "pairs", chosen); err != nil {
		return err
	}
	for i, row := range g.special {
		for _, s := range row {
			if s.mark&chosen != 0 {
				g.visit(i, s.col)
			}
		}
	}
	return nil
}

func (g *given) visit(i, c int) {
	g.practices[i].visits++
	if o := g.practices[i].up; o >= 0 {
		g.owners[o].visits++
	}
	if g.columns == nil {
		g.regions[c].visits++
		return
	}
	g.columns[c].visits++
	g.regions[g.columns[c].up].visits++
}
