package planning

import (
	"cmp"
	"slices"

	"makcomblang.id/pkg/matching/solve"
)

// The bounds that can keep a side from a pair under the policy stable.
const (
	SidePractice = "practice" // its visits, or the seats of its session
	SideOwner    = "owner"    // its trips
	SideNeed     = "need"     // it is met once
	SideRegion   = "region"   // the visits that it can take on
)

// Standing is how one side of a pair stands to it under the policy stable, where
// both sides rank pairs by the same scores: what it has instead, and whether it
// would rather have the pair.
type Standing struct {
	Side    string `json:"side" enum:"practice,owner,need,region" doc:"What limits the side: the visits of the practice or the trips of its owner; the need, which is met once, or the visits that the region can take on."`
	Prefers bool   `json:"prefers" doc:"Whether the side would rather have the pair than what it has."`
	Full    bool   `json:"full" doc:"Whether it would have to give something up for the pair."`
	Most    int    `json:"most" doc:"Visits that the side can have."`
	Has     []Has  `json:"has" nullable:"false" doc:"What it has within that limit, the lowest score first; none where it is not full."`
}

// Has is a pair of the plan.
type Has struct {
	Innovation string `json:"innovation" doc:"Id of the practice."`
	Need       string `json:"need" doc:"Id of the need."`
	Region     string `json:"region" doc:"Code of its region."`
	Score      int64  `json:"score" doc:"Score in millionths."`
}

// standings are how the two sides of a pair stand to it: who gives visits, then
// who takes them. The innermost bound that is full decides what a side would
// have to give up, as in solve.Blocking.
func (c *Case) standings(q solve.Pair) []Standing {
	j, o := c.Problem.RegionOf(q.Column), c.ownerOf(q.Practice)
	gives := c.standing(q, SidePractice, c.Problem.Practices[q.Practice].Capacity, func(h solve.Pair) bool { return h.Practice == q.Practice })
	if !gives.Full && o >= 0 {
		gives = c.standing(q, SideOwner, c.Problem.Owners[o].Capacity, func(h solve.Pair) bool { return c.ownerOf(h.Practice) == o })
	}
	takes := c.standing(q, SideNeed, 1, func(h solve.Pair) bool { return h.Column == q.Column })
	if !takes.Full {
		takes = c.standing(q, SideRegion, c.Problem.Regions[j].Max, func(h solve.Pair) bool { return c.Problem.RegionOf(h.Column) == j })
	}
	return []Standing{gives, takes}
}

// standing is how the pairs of one bound stand to a pair.
func (c *Case) standing(q solve.Pair, side string, most int, within func(solve.Pair) bool) Standing {
	s := Standing{Side: side, Most: most, Prefers: true, Has: []Has{}}
	held := slices.DeleteFunc(slices.Clone(c.before.Pairs), func(h solve.Pair) bool { return !within(h) })
	if len(held) < most {
		return s
	}
	slices.SortFunc(held, func(a, b solve.Pair) int { return c.rank(b, a) })
	s.Full, s.Prefers = true, len(held) > 0 && c.rank(q, held[0]) < 0
	for _, h := range held {
		s.Has = append(s.Has, Has{
			Innovation: c.PracticeOf(h.Practice), Need: c.Problem.ColumnID(h.Column), Region: c.Problem.Regions[c.Problem.RegionOf(h.Column)].ID,
			Score: c.scoreOf(h) >> c.fact.Shift,
		})
	}
	return s
}

// rank orders pairs as the policy stable does, the better one first: by score,
// which carries the tie-break, then by the order of the instance.
func (c *Case) rank(a, b solve.Pair) int {
	return cmp.Or(cmp.Compare(c.scoreOf(b), c.scoreOf(a)), cmp.Compare(a.Practice, b.Practice), cmp.Compare(a.Column, b.Column))
}
