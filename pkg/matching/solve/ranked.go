package solve

// Rankings are explicit preferences for PolicyStable: for each practice the
// columns it would host and for each column the practices it would visit, best
// first. Who is not ranked is not acceptable. An order without ties is the
// disclosed rule itself. In the nested form an owner prefers what is higher in
// the list of its practice, then the earlier practice; a region prefers the more
// urgent need, then what is higher in the list of the need, then the earlier
// need.
type Rankings struct {
	Practices [][]int
	Columns   [][]int
}

// solveRanked is deferred acceptance with capacities on both sides: the
// proposing side asks down its list, the other side keeps the best it has seen.
// The result is the best stable plan for every proposer. Scores are not used;
// required pairs are refused.
func solveRanked(p *Problem, opt Options) (*Result, error) {
	q := *p
	if q.Scores == nil && q.Candidates == nil {
		q.Candidates = []Candidate{}
	}
	q.Required = nil // they would need scores
	if err := q.Check(); err != nil {
		return nil, err
	}
	if err := p.noMinimums(); err != nil {
		return nil, err
	}
	if len(p.Required) > 0 {
		return nil, refuse("rankings go without required pairs: a pair that both sides must keep has no rank to lose", "required 0")
	}
	r := &Result{Status: Optimal, Policy: PolicyStable, Method: "deferred acceptance", Counts: make([]int, len(p.Regions))}
	if len(p.Owners) > 0 || len(p.Needs) > 0 {
		n, err := newNest(p, opt.Rankings)
		if err != nil {
			return nil, err
		}
		r.Pairs = n.run(opt.PracticesPropose)
	} else {
		m, err := newMarket(p, opt)
		if err != nil {
			return nil, err
		}
		m.run()
		r.Pairs = m.pairs()
	}
	for _, q := range r.Pairs {
		r.Counts[p.RegionOf(q.Column)]++
	}
	return r, nil
}

// market is one run of deferred acceptance between proposers and receivers.
type market struct {
	swapped  bool // columns propose
	lists    [][]int
	capacity []int // of proposers
	rank     []map[int]int
	places   []int // of receivers
	held     [][]int
}

func newMarket(p *Problem, opt Options) (*market, error) {
	rows, cols := opt.Rankings.Practices, opt.Rankings.Columns
	if len(rows) != len(p.Practices) || len(cols) != len(p.Regions) {
		return nil, refuse("want one list for each practice and region", "rankings")
	}
	forbidden := make(map[Pair]bool, len(p.Forbidden))
	for _, q := range p.Forbidden {
		forbidden[q] = true
	}
	caps, maxs := make([]int, len(rows)), make([]int, len(cols))
	for i, a := range p.Practices {
		caps[i] = a.Capacity
	}
	for j, r := range p.Regions {
		maxs[j] = r.Max
	}
	m := &market{lists: cols, capacity: maxs, places: caps, swapped: true}
	receivers := rows
	if opt.PracticesPropose {
		m = &market{lists: rows, capacity: caps, places: maxs}
		receivers = cols
	}
	m.held = make([][]int, len(receivers))
	for r, list := range receivers {
		rank := make(map[int]int, len(list))
		for k, a := range list {
			if _, twice := rank[a]; twice || a < 0 || a >= len(m.lists) {
				return nil, refuse("unknown or repeated entry", "rankings of receiver %d", r)
			}
			if !forbidden[m.pair(a, r)] {
				rank[a] = k
			}
		}
		m.rank = append(m.rank, rank)
	}
	for a, list := range m.lists {
		seen := make(map[int]bool, len(list))
		for _, r := range list {
			if seen[r] || r < 0 || r >= len(receivers) {
				return nil, refuse("unknown or repeated entry", "rankings of proposer %d", a)
			}
			seen[r] = true
		}
	}
	return m, nil
}

func (m *market) pair(proposer, receiver int) Pair {
	if m.swapped {
		return Pair{Practice: receiver, Column: proposer}
	}
	return Pair{Practice: proposer, Column: receiver}
}

func (m *market) run() {
	next := make([]int, len(m.lists))
	stack := make([]int, 0, len(m.lists))
	for a := len(m.lists) - 1; a >= 0; a-- {
		stack = append(stack, a)
	}
	for len(stack) > 0 {
		a := stack[len(stack)-1]
		if m.capacity[a] == 0 || next[a] == len(m.lists[a]) {
			stack = stack[:len(stack)-1]
			continue
		}
		r := m.lists[a][next[a]]
		next[a]++
		if out := m.propose(a, r); out != a {
			m.capacity[a]--
			if out >= 0 {
				m.capacity[out]++
				stack = append(stack, out)
			}
		}
	}
}

// propose returns who is turned away: a itself, a former holder, or -1.
func (m *market) propose(a, r int) int {
	rank, ok := m.rank[r][a]
	if !ok || m.places[r] == 0 {
		return a
	}
	if len(m.held[r]) < m.places[r] {
		m.held[r] = append(m.held[r], a)
		return -1
	}
	worst := 0
	for k, b := range m.held[r] {
		if m.rank[r][b] > m.rank[r][m.held[r][worst]] {
			worst = k
		}
	}
	out := m.held[r][worst]
	if m.rank[r][out] < rank {
		return a
	}
	m.held[r][worst] = a
	return out
}

func (m *market) pairs() []Pair {
	out := []Pair{}
	for r, held := range m.held {
		for _, a := range held {
			out = append(out, m.pair(a, r))
		}
	}
	sortPairs(out)
	return out
}
