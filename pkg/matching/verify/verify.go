package verify

import (
	"io"
	"math/big"
	"os"
	"path/filepath"
)

// Report says what a certificate proves. Objective and Bound are in the sign of
// the instance; they are equal unless Status is "bounded".
type Report struct {
	Status    string `json:"status"`
	Policy    string `json:"policy"`
	Pairs     int    `json:"pairs"`
	Objective string `json:"objective"`
	Bound     string `json:"bound"`
	Sealed    bool   `json:"sealed"`
}

// Files checks the certificate in resultPath against the instance in
// instancePath. Any error means that nothing is proven; a *Rejection says why.
func Files(instancePath, resultPath string) (*Report, error) {
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
		return root.Open(name)
	})
}

// Check is Files on data in memory. scores holds the bytes of the scores_file
// and is nil for instances without one.
func Check(instance io.ReadSeeker, scores, result io.Reader) (*Report, error) {
	return check(instance, result, func(string) (io.ReadCloser, error) {
		if scores == nil {
			return nil, reject("the scores file is missing")
		}
		return io.NopCloser(scores), nil
	})
}

type opener func(name string) (io.ReadCloser, error)

func check(instance io.ReadSeeker, result io.Reader, open opener) (*Report, error) {
	g, err := readGiven(instance)
	if err != nil {
		return nil, err
	}
	c, err := readClaim(result)
	if err != nil {
		return nil, err
	}
	if _, err := instance.Seek(0, io.SeekStart); err != nil {
		return nil, err
	}
	var scores io.Reader
	if g.scoresFile != "" {
		f, err := open(g.scoresFile)
		if err != nil {
			return nil, err
		}
		defer f.Close()
		scores = f
	}
	if c.status == "infeasible" {
		if err := g.contradiction(c, instance, scores); err != nil {
			return nil, err
		}
		return c.report(), nil
	}
	if err := g.take(c); err != nil {
		return nil, err
	}
	primal, dual, err := g.sums(instance, scores)
	if err != nil {
		return nil, err
	}
	if err := g.bounds(); err != nil {
		return nil, err
	}
	if err := c.agree(g, primal, dual); err != nil {
		return nil, err
	}
	return c.report(), nil
}

// sums streams over all pairs once: the score of the plan and the dual bound,
// both as a maximisation.
func (g *given) sums(doc, scores io.Reader) (primal, dual *big.Int, err error) {
	p, d := newSum(), newSum()
	rows := make([]int64, len(g.practices))
	for i, a := range g.practices {
		if rows[i] = a.price; a.up >= 0 {
			rows[i] += g.owners[a.up].price
		}
	}
	cols := make([]int64, g.width())
	for c := range cols {
		if g.columns == nil {
			cols[c] = g.regions[c].price
		} else {
			cols[c] = g.columns[c].price + g.regions[g.columns[c].up].price
		}
	}
	err = g.stream(doc, scores, func(i, c int, s int64, m mark) error {
		if g.minimise {
			s = -s
		}
		if m&chosen != 0 {
			if m&forbidden != 0 {
				return reject("the plan holds a forbidden pair: %q with column %d", g.practices[i].id, c)
			}
			p.add(s)
		} else if m&required != 0 {
			return reject("the plan lacks a required pair: %q with column %d", g.practices[i].id, c)
		}
		if r := s - rows[i] - cols[c]; r > 0 || m&required != 0 {
			d.add(r)
		}
		return nil
	})
	for _, side := range [][]node{g.owners, g.practices, g.regions, g.columns} {
		for _, n := range side {
			if n.price > 0 {
				d.addProduct(n.hi, n.price)
			} else {
				d.addProduct(n.lo, n.price)
			}
		}
	}
	return p.total(), d.total(), err
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

// agree compares what the result claims with what was counted.
func (c *claim) agree(g *given, primal, dual *big.Int) error {
	if g.minimise {
		primal, dual = primal.Neg(primal), dual.Neg(dual)
	}
	if c.objective != primal.String() {
		return reject("the objective is %s, the pairs add up to %s", c.objective, primal)
	}
	if c.bound != dual.String() {
		return reject("the bound is %s, the prices prove %s", c.bound, dual)
	}
	if c.status == "optimal" && primal.Cmp(dual) != 0 {
		return reject("not optimal: the plan has %s, the prices only prove %s", primal, dual)
	}
	where := make(map[string]int, len(g.regions))
	for j, r := range g.regions {
		where[r.id] = j
	}
	for id, n := range c.counts {
		j, ok := where[id]
		if !ok || g.regions[j].visits != n {
			return reject("fairness.counts: %q does not have %d visits", id, n)
		}
	}
	if c.fairnessPrice != 0 {
		return reject("fairness.price must be 0 under the policy score")
	}
	return nil
}
