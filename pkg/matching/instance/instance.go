package instance

// Innovator is one practice: at least Min and at most Capacity visits.
type Innovator struct {
	ID       string `json:"id"`
	Capacity int    `json:"capacity"`
	Min      int    `json:"min"`
}

// Region receives at least Min and at most Max visits. Tie orders otherwise
// equal regions, smaller first.
type Region struct {
	ID  string `json:"id"`
	Min int    `json:"min"`
	Max int    `json:"max"`
	Tie int64  `json:"tie,omitempty"`
}

// Owner shares its Capacity over its practices, named by innovator id.
type Owner struct {
	ID        string   `json:"id"`
	Capacity  int      `json:"capacity"`
	Practices []string `json:"practices"`
}

// Need is a need of a region, met at most once. ScoreColumn is its column of
// the scores, counted from 0; each need has a column of its own.
type Need struct {
	ID          string `json:"id"`
	Region      string `json:"region"`
	Priority    int    `json:"priority"`
	ScoreColumn int    `json:"score_column"`
}

// Candidate is one admissible pair of the sparse form, written in the file as
// ["innovator", "region or need", score].
type Candidate struct {
	Innovator string
	Column    string
	Score     int64
}

// Preferences are explicit rankings for the policy stable: for each innovator
// the column ids it would host, for each region (or need) the innovator ids it
// would visit, best first. Who is not ranked is not acceptable.
type Preferences struct {
	Innovators map[string][]string `json:"innovators"`
	Regions    map[string][]string `json:"regions"`
}

// Instance is one instance file. The scores come in one of three forms: Scores
// (inline), Dense (read from ScoresFile: int32 little-endian, row-major), or
// Candidates (sparse: a pair that is not listed is forbidden). Rows follow the
// innovators; columns follow the regions or, if there are needs, their
// score_column.
type Instance struct {
	Innovators  []Innovator
	Regions     []Region
	Owners      []Owner
	Needs       []Need
	Scores      [][]int64
	ScoresFile  string
	Dense       []int32
	Candidates  []Candidate
	Sense       string // "max" or "min"
	Forbidden   [][2]string
	Required    [][2]string
	Policy      string
	Proposer    string
	Preferences *Preferences
	Costs       [][]int64
	Budget      *int64
}

// Columns is the number of score columns.
func (in *Instance) Columns() int {
	if len(in.Needs) > 0 {
		return len(in.Needs)
	}
	return len(in.Regions)
}

// columnID is the id of a score column.
func (in *Instance) columnIDs() []string {
	out := make([]string, in.Columns())
	if len(in.Needs) == 0 {
		for k, r := range in.Regions {
			out[k] = r.ID
		}
		return out
	}
	for _, n := range in.Needs {
		out[n.ScoreColumn] = n.ID
	}
	return out
}
