package verify

import "io"

// node is an owner, practice, region or need: the visits through it must lie
// between lo and hi.
type node struct {
	id     string
	lo, hi int64
	up     int // owner of a practice, region of a need; -1: none
	visits int64
	forced int64 // visits of required pairs, for regions
	tie    int64 // of a region
	urgent int64 // priority of a need, the largest one of a region's
	marked bool  // member of the set of an infeasibility proof
}

// mark says what is known about a pair besides its score.
type mark uint8

const (
	forbidden mark = 1 << iota
	required
	chosen
)

type special struct {
	col  int
	mark mark
}

// given is the instance without its scores.
type given struct {
	doc        fields
	owners     []node
	practices  []node
	regions    []node
	columns    []node // the needs; nil in the flat form
	minimise   bool
	policy     string      // "": none is named
	special    [][]special // per row, sorted by column
	row, col   map[string]int
	scoresFile string
	costs      [][]int64 // nil without a budget
	budget     int64
}

var instanceFields = []string{
	"innovators", "regions", "owners", "needs", "scores", "scores_file", "candidates", "sense", "forbidden",
	"required", "policy", "proposer", "preferences", "costs", "budget",
}

func readGiven(r io.Reader) (*given, error) {
	doc, err := document(r, "scores", "candidates")
	if err != nil {
		return nil, within("instance", err)
	}
	if err := only(doc, "instance", instanceFields...); err != nil {
		return nil, err
	}
	g := &given{doc: doc}
	if g.practices, g.row, err = g.nodes("innovators", "capacity"); err != nil {
		return nil, err
	}
	if g.regions, g.col, err = g.nodes("regions", "max"); err != nil {
		return nil, err
	}
	if err := g.readNeeds(); err != nil {
		return nil, err
	}
	if err := g.readOwners(); err != nil {
		return nil, err
	}
	if sense, ok := doc["sense"]; ok && sense != "max" && sense != "min" {
		return nil, reject("sense: want max or min")
	}
	g.minimise = doc["sense"] == "min"
	if v, named := doc["policy"]; named {
		if g.policy, err = text(v, "policy"); err != nil {
			return nil, err
		}
		if !among(g.policy, policies) {
			return nil, reject("instance: policy: %q is not one this verifier knows", g.policy)
		}
	}
	if _, ok := doc["scores_file"]; ok {
		if g.scoresFile, err = text(doc["scores_file"], "scores_file"); err != nil {
			return nil, reject("scores_file: want the name of a file beside the instance")
		}
	}
	if err := g.readBudget(); err != nil {
		return nil, err
	}
	return g, g.readPairs()
}

// nodes reads innovators or regions; most names the field of the upper bound.
func (g *given) nodes(name, most string) ([]node, map[string]int, error) {
	raw, err := list(g.doc, name)
	if err != nil {
		return nil, nil, err
	}
	out, index := make([]node, len(raw)), make(map[string]int, len(raw))
	for k, v := range raw {
		f, ok := v.(fields)
		if !ok {
			return nil, nil, reject("%s[%d]: want an object", name, k)
		}
		if err := only(f, name, "id", "min", most, "tie"); err != nil {
			return nil, nil, err
		}
		n := node{up: -1}
		if n.id, err = text(f["id"], name+".id"); err != nil {
			return nil, nil, err
		}
		if n.lo, err = optional(f, "min"); err != nil {
			return nil, nil, err
		}
		if n.hi, err = whole(f[most], name+"."+most); err != nil {
			return nil, nil, err
		}
		if n.tie, err = optional(f, "tie"); err != nil {
			return nil, nil, err
		}
		if _, twice := index[n.id]; twice || n.lo < 0 || n.lo > n.hi || n.hi > 1<<31-1 {
			return nil, nil, reject("%s[%d]: repeated id or bounds that contradict each other", name, k)
		}
		out[k], index[n.id] = n, k
	}
	return out, index, nil
}

func (g *given) readNeeds() error {
	raw, err := list(g.doc, "needs")
	if err != nil || len(raw) == 0 {
		return err
	}
	regions := g.col
	g.columns, g.col = make([]node, len(raw)), make(map[string]int, len(raw))
	for k, v := range raw {
		f, ok := v.(fields)
		if !ok {
			return reject("needs[%d]: want an object", k)
		}
		if err := only(f, "needs", "id", "region", "priority", "score_column"); err != nil {
			return err
		}
		id, err := text(f["id"], "needs.id")
		if err != nil {
			return err
		}
		c, err := whole(f["score_column"], "needs.score_column")
		if err != nil {
			return err
		}
		priority, err := optional(f, "priority")
		if err != nil {
			return err
		}
		name, _ := f["region"].(string)
		region, known := regions[name]
		_, twice := g.col[id]
		if !known || twice || c < 0 || c >= int64(len(raw)) || g.columns[c].id != "" {
			return reject("needs[%d]: unknown region, repeated id or column out of place", k)
		}
		g.columns[c] = node{id: id, hi: 1, up: region, urgent: priority}
		g.regions[region].urgent = max(g.regions[region].urgent, priority)
		g.col[id] = int(c)
	}
	return nil
}

func (g *given) readOwners() error {
	raw, err := list(g.doc, "owners")
	if err != nil {
		return err
	}
	seen := map[string]bool{}
	for k, v := range raw {
		f, ok := v.(fields)
		if !ok {
			return reject("owners[%d]: want an object", k)
		}
		if err := only(f, "owners", "id", "capacity", "practices"); err != nil {
			return err
		}
		o := node{up: -1}
		if o.id, err = text(f["id"], "owners.id"); err != nil {
			return err
		}
		if o.hi, err = whole(f["capacity"], "owners.capacity"); err != nil {
			return err
		}
		if o.hi < 0 || o.hi > 1<<31-1 || seen[o.id] {
			return reject("owners[%d]: capacity not between 0 and 2^31-1, or repeated id", k)
		}
		seen[o.id] = true
		practices, err := list(f, "practices")
		if err != nil {
			return err
		}
		for _, p := range practices {
			id, _ := p.(string)
			i, known := g.row[id]
			if !known || g.practices[i].up >= 0 {
				return reject("owners[%d]: unknown practice, or one with another owner", k)
			}
			g.practices[i].up = k
		}
		g.owners = append(g.owners, o)
	}
	return nil
}

func (g *given) readPairs() error {
	g.special = make([][]special, len(g.practices))
	for _, set := range []struct {
		name string
		mark mark
	}{{"forbidden", forbidden}, {"required", required}} {
		pairs, err := twoIDs(g.doc, set.name)
		if err != nil {
			return err
		}
		if err := g.markPairs(pairs, set.name, set.mark); err != nil {
			return err
		}
	}
	for _, row := range g.special {
		for _, s := range row {
			if s.mark == forbidden|required {
				return reject("a pair is both forbidden and required")
			}
			if s.mark == required {
				g.regions[g.regionOf(s.col)].forced++
			}
		}
	}
	return nil
}

func (g *given) regionOf(c int) int {
	if g.columns == nil {
		return c
	}
	return g.columns[c].up
}
