package catalogue

import "slices"

// touched remembers for each problem and region the last record after which its
// lists may look different. A fact costs one or two map writes; which regions
// that concerns is worked out when somebody asks.
type touched struct {
	problems map[string]uint64
	regions  map[string]uint64 // by token
	all      uint64
}

func newTouched() touched {
	return touched{problems: map[string]uint64{}, regions: map[string]uint64{}}
}

func (t *touched) problem(id string, seq uint64) {
	if id != "" {
		t.problems[id] = seq
	}
}

func (t *touched) region(token string, seq uint64) { t.regions[token] = seq }

// TouchedSince gives the codes of the regions whose lists may differ from what
// they were at a position, by code. A region that has no needs any more is
// among them, so that its list can become empty. The passing of days is not a
// fact: whoever keeps lists asks for all of them (since 0) on a new day.
func (c *Catalogue) TouchedSince(seq uint64) []string {
	c.mu.RLock()
	defer c.mu.RUnlock()
	var codes []string
	for token, p := range c.byRegion {
		_, ever := c.touched.regions[token]
		if !ever || p.code == "" {
			continue
		}
		last := max(c.touched.all, c.touched.regions[token])
		for _, n := range p.needs {
			last = max(last, c.touched.problems[n.Problem])
		}
		if last > seq {
			codes = append(codes, p.code.Dotted())
		}
	}
	slices.Sort(codes)
	return codes
}
