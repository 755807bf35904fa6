package verify

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// Report says what a certificate proves. Objective and Bound are in the sign of
// the instance; they are equal unless Status is "bounded".
type Report struct {
	Status    string `json:"status"`
	Policy    string `json:"policy"`
	Pairs     int    `json:"pairs"`
	Objective string `json:"objective,omitempty"` // empty where there is no plan, as Bound
	Bound     string `json:"bound,omitempty"`
	Sealed    bool   `json:"sealed"`
}

// An Option asks more of a result than that its proof holds.
type Option func(*demands)

type demands struct{ policy string }

// UnderPolicy demands a result of this policy, whatever the instance asks for.
// Without it the result must be of the policy that the instance names; if the
// instance names none, it may be of any.
func UnderPolicy(policy string) Option { return func(d *demands) { d.policy = policy } }

// Files checks the certificate in resultPath against the instance in
// instancePath. Any error means that nothing is proven, or not what was asked
// for; a *Rejection says why.
func Files(instancePath, resultPath string, options ...Option) (*Report, error) {
	in, err := os.Open(instancePath)
	if err != nil {
		return nil, err
	}
	defer in.Close()
	out, err := os.Open(resultPath)
	if err != nil {
		return nil, err
	}
	defer out.Close()
	root, err := os.OpenRoot(filepath.Dir(instancePath))
	if err != nil {
		return nil, err
	}
	defer root.Close()
	return check(in, out, func(name string) (io.ReadCloser, error) {
		if name != filepath.Base(name) {
			return nil, reject("the scores file must lie beside the instance")
		}
		f, err := root.Open(name)
		if err != nil {
			return nil, fmt.Errorf("scores_file: %q cannot be opened beside the instance: %w", name, err)
		}
		return f, nil
	}, options)
}

// Check is Files on data in memory. scores holds the bytes of the scores_file
// and is nil for instances without one.
func Check(instance, scores io.ReadSeeker, result io.Reader, options ...Option) (*Report, error) {
	return check(instance, result, func(string) (io.ReadCloser, error) {
		if scores == nil {
			return nil, reject("the scores file is missing")
		}
		if _, err := scores.Seek(0, io.SeekStart); err != nil {
			return nil, err
		}
		return io.NopCloser(scores), nil
	}, options)
}

type opener func(name string) (io.ReadCloser, error)

func check(instance io.ReadSeeker, result io.Reader, open opener, options []Option) (*Report, error) {
	var want demands
	for _, option := range options {
		option(&want)
	}
	g, err := readGiven(instance)
	if err != nil {
		return nil, err
	}
	c, err := readClaim(result)
	if err != nil {
		return nil, err
	}
	if err := want.met(g, c); err != nil {
		return nil, err
	}
	pass := func(each pair) error { return g.pass(instance, open, each) }
	if c.status == "infeasible" {
		if err := g.contradiction(c, pass); err != nil {
			return nil, err
		}
		r := c.report()
		r.Objective, r.Bound = "", "" // of no plan
		return r, nil
	}
	if err := g.takePairs(c); err != nil {
		return nil, err
	}
	if err := g.bounds(); err != nil {
		return nil, err
	}
	if _, explicit := g.doc["preferences"]; explicit && c.policy == "stable" {
		if err := g.explicit(c); err != nil {
			return nil, err
		}
		return c.report(), nil
	}
	proof, err := g.proof(c)
	if err != nil {
		return nil, err
	}
	if proof.stable != nil {
		proof.stable.again = pass
	}
	for _, d := range proof.duals {
		d.ready(proof.dearest)
	}
	if err := pass(g.adder(proof)); err != nil {
		return nil, err
	}
	if err := proof.holds(g, c); err != nil {
		return nil, err
	}
	return c.report(), nil
}

// met refuses a result of another policy than was asked for: it may be true and
// still not be the answer.
func (d *demands) met(g *given, c *claim) error {
	asked, by := g.policy, "the instance asks for"
	if d.policy != "" {
		asked, by = d.policy, "what is demanded is"
	}
	if asked == "" || asked == c.policy {
		return nil
	}
	return &Rejection{Reason: fmt.Sprintf("the result is of the policy %s, %s %s", c.policy, by, asked), OtherPolicy: true}
}

// pass streams over all pairs once.
func (g *given) pass(instance io.ReadSeeker, open opener, each pair) error {
	if _, err := instance.Seek(0, io.SeekStart); err != nil {
		return err
	}
	if g.scoresFile == "" {
		return g.stream(instance, nil, each)
	}
	scores, err := open(g.scoresFile)
	if err != nil {
		return err
	}
	defer scores.Close()
	return g.stream(instance, scores, each)
}

// adder adds up, pair by pair, the score of the plan and every dual bound, all
// as maximisations.
func (g *given) adder(p *proof) pair {
	return func(i, c int, s int64, m mark) error {
		if g.minimise {
			s = -s
		}
		if b := p.main; b != nil && b.budget != nil && !b.budget.weighs(s) {
			return reject("the score of %q and column %d is too large to weigh", g.practices[i].id, c)
		}
		if m&chosen != 0 {
			if m&forbidden != 0 {
				return reject("the plan holds a forbidden pair: %q with column %d", g.practices[i].id, c)
			}
			if m&required == 0 && s < p.least {
				return reject("the plan holds a pair below the threshold: %q with column %d", g.practices[i].id, c)
			}
			p.primal.add(s)
		} else if m&required != 0 {
			return reject("the plan lacks a required pair: %q with column %d", g.practices[i].id, c)
		}
		if p.stable != nil {
			if err := p.stable.hold(i, c, s, m); err != nil {
				return err
			}
		}
		if p.tight != nil {
			p.tight.pair(i, c, m&required != 0)
		}
		for _, b := range p.duals {
			b.pair(i, c, s, m&required != 0)
		}
		return nil
	}
}

// bounds checks the visits of every owner, practice, region and need.
func (g *given) bounds() error {
	for _, side := range [][]node{g.owners, g.practices, g.regions, g.columns} {
		for _, n := range side {
			if n.visits < n.lo || n.visits > n.hi {
				return reject("%q has %d visits, want %d to %d", n.id, n.visits, n.lo, n.hi)
			}
		}
	}
	return nil
}
