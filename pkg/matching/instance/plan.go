package instance

import (
	"fmt"
	"io"

	"makcomblang.id/pkg/matching/solve"
)

// ReadPlan reads the pairs of any plan for the instance: a JSON object whose
// field pairs lists [innovator, region or need], such as a result file; other
// fields are passed over. An unknown id or a pair listed twice is refused, with
// its place. Whether the plan keeps the bounds is not checked.
func (in *Instance) ReadPlan(r io.Reader) ([]solve.Pair, error) {
	rows, columns := in.index()
	rd := newReader(r, "pairs")
	if err := rd.open("", '{'); err != nil {
		return nil, err
	}
	var named [][2]string
	found := false
	for rd.dec.More() {
		name, err := rd.text("")
		if err != nil {
			return nil, err
		}
		if name != "pairs" {
			var other any
			if err := rd.dec.Decode(&other); err != nil {
				return nil, refuse(name, "not JSON: %v", err)
			}
			continue
		}
		if found {
			return nil, refuse(name, "the field is given twice")
		}
		found = true
		if named, err = rd.pairs(name); err != nil {
			return nil, err
		}
	}
	if !found {
		return nil, refuse("pairs", "the field is missing; want a list of [innovator, region or need]")
	}
	plan, seen := []solve.Pair{}, map[[2]string]bool{}
	for k, q := range named {
		place := fmt.Sprintf("pairs[%d]", k)
		if err := known(place, q, rows, columns); err != nil {
			return nil, err
		}
		if seen[q] {
			return nil, refuse(place, "the pair is listed twice")
		}
		seen[q] = true
		plan = append(plan, solve.Pair{Practice: rows[q[0]], Column: columns[q[1]]})
	}
	return plan, nil
}
