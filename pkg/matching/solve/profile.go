package solve

// SetProfile changes many scores of one practice at once, as when its profile
// changed. Nothing is changed if one of them is refused. It is much faster than
// SetScore for each, because the practice gets a fitting price first.
func (pl *Planner) SetProfile(practice int, scores []Candidate) error {
	n := pl.n
	if practice < 0 || practice >= len(n.p.Practices) {
		return refuse("unknown practice", "practice %d", practice)
	}
	largest := pl.largest()
	seen := make([]bool, len(n.cols))
	for _, c := range scores {
		if err := pl.storable(Pair{practice, c.Column}, c.Score, largest); err != nil {
			return err
		}
		if c.Practice != practice || seen[c.Column] {
			return refuse("want scores of this practice only, each column once", "practice %d", practice)
		}
		seen[c.Column] = true
	}
	for _, c := range scores {
		if !n.pool.excluded(c.Column, int32(practice)) {
			n.drop(Pair{practice, c.Column})
		}
		pl.store(Pair{practice, c.Column}, c.Score)
	}
	v := n.prac0 + int32(practice)
	n.y[v] = far // so dear that nothing is taken while it is listed
	for _, c := range scores {
		if !n.pool.excluded(c.Column, int32(practice)) {
			n.enter(Pair{practice, c.Column}, n.sign*c.Score)
		}
	}
	n.reprice(practice)
	return nil
}
