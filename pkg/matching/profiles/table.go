package profiles

import (
	"makcomblang.id/pkg/calendar"
	"makcomblang.id/pkg/contract"
	"makcomblang.id/pkg/matching"
)

// Host is a practice with all that is known of its side. From is nil if the
// owner is the government of no known region.
type Host struct {
	Practice *matching.Practice
	Owner    *matching.Owner
	From     *matching.Place
	Supply   matching.Supply
}

// Guest is a need with all that is known of its side.
type Guest struct {
	Place  *matching.Place
	Need   *matching.Need
	Others []string // problems of the region's other needs
	Visits int
}

// Table holds the profiles of both sides in columns. It is safe for concurrent
// use once no more is stated.
type Table struct {
	rubric  matching.Rubric
	fit     int64 // weight of the part fit
	on      calendar.Date
	hosts   []Host
	guests  []Guest
	rows    []row
	columns columns
	between map[int]map[int]matching.Between // by host, then guest

	words    words
	settings []setting // what kinds of places there are
	road     uint64    // the preconditions that a place reached by air only lacks
}

// row is what one host needs for all its pairs.
type row struct {
	no, open   Gates // of gates that depend on the host only
	sum        int64 // weighted parts that depend on the host only
	weight     int64
	problem    int32
	region     int32 // whose government the owner is; none is below 0
	fictitious bool
	plain      bool // false: judge each pair in full
	wants      uint64
	there      uint64 // traits of the place it is made for or comes from
	kinds      int    // how many these are
	needs      uint64 // preconditions
	islands    int32
	people     int32
}

// columns is what each guest needs for all its pairs, one array for each.
type columns struct {
	sum     []int64
	weight  []int64
	problem []int32
	region  []int32 // and whether it is fictitious, in the lowest bit
	setting []int32
	context []int32 // islands and population band
	has     []uint64
	lacks   []uint64
	air     []bool
	plain   []bool
}

// setting is one kind of place.
type setting struct {
	here  uint64 // settings as described
	level int32
}

// New makes the table for a rubric as it was adopted, as of a day. It refuses
// what matching.NewRubric refuses.
func New(adopted contract.RubricAdopted, on calendar.Date, hosts []Host, guests []Guest) (*Table, error) {
	rubric, err := matching.NewRubric(adopted)
	if err != nil {
		return nil, err
	}
	t := &Table{rubric: rubric, on: on, hosts: hosts, guests: guests, between: map[int]map[int]matching.Between{}}
	t.fit = int64(adopted.Weights[matching.PartFit])
	t.words = newWords()
	t.road = t.words.item.set([]string{"road-access", "sea-transport"}).bits
	w := weights(adopted)
	for k := range guests {
		t.addGuest(&guests[k], w)
	}
	for k := range hosts {
		t.addHost(&hosts[k], w)
	}
	return t, nil
}

// weights lists the weights in the order of the parts.
func weights(adopted contract.RubricAdopted) []int64 {
	var w []int64
	for _, name := range matching.PartNames() {
		w = append(w, int64(adopted.Weights[name]))
	}
	return w
}

// State records what was stated about one very pair.
func (t *Table) State(host, guest int, b matching.Between) {
	if t.between[host] == nil {
		t.between[host] = map[int]matching.Between{}
	}
	t.between[host][guest] = b
}

// Judge is the full judgement on one pair, for a period, with its parts.
func (t *Table) Judge(host, guest int, period calendar.Period) matching.Evaluation {
	h, g := &t.hosts[host], &t.guests[guest]
	p := matching.Pair{
		Practice: h.Practice, Owner: h.Owner, From: h.From, Place: g.Place, Need: g.Need,
		Others: g.Others, Supply: h.Supply, Visits: g.Visits, Between: t.between[host][guest],
	}
	return matching.Evaluate(&p, t.rubric, t.on, period)
}
