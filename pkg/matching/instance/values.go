package instance

import (
	"slices"
	"strings"
)

// oneOf reads a word out of a fixed list.
func (r *reader) oneOf(words ...string) func(string) (string, error) {
	return func(place string) (string, error) {
		s, err := r.text(place)
		if err == nil && !slices.Contains(words, s) {
			return "", refuse(place, "want one of %s", strings.Join(words, ", "))
		}
		return s, err
	}
}

// ids reads a list of ids without repetition.
func (r *reader) ids(place string) ([]string, error) {
	out := []string{}
	seen := map[string]bool{}
	err := r.list(place, func(at string, _ int) error {
		s, err := r.id(at)
		if err == nil && seen[s] {
			return refuse(at, "the id is listed twice")
		}
		seen[s] = true
		out = append(out, s)
		return err
	})
	return out, err
}

// pairs reads a list of [innovator, region or need].
func (r *reader) pairs(place string) ([][2]string, error) {
	out := [][2]string{}
	err := r.list(place, func(at string, _ int) error {
		var q [2]string
		size := 0
		err := r.list(at, func(at string, k int) (err error) {
			if size++; k > 1 {
				return refuse(at, "want two ids: innovator, region or need")
			}
			q[k], err = r.id(at)
			return err
		})
		if err == nil && size != 2 {
			err = refuse(at, "want two ids: innovator, region or need")
		}
		out = append(out, q)
		return err
	})
	return out, err
}

// matrix reads rows of whole numbers. Whether they are as long as there are columns
// is known in the end only.
func (r *reader) matrix(place string) ([][]int64, error) {
	rows := [][]int64{}
	err := r.list(place, func(at string, k int) error {
		var row []int64
		if k > 0 {
			row = make([]int64, 0, len(rows[0]))
		}
		err := r.list(at, func(at string, _ int) error {
			v, err := r.integer(at)
			row = append(row, v)
			return err
		})
		rows = append(rows, row)
		return err
	})
	return rows, err
}

// dictionary reads an object whose values are lists of ids.
func (r *reader) dictionary(place string, dst map[string][]string) error {
	if err := r.open(place, '{'); err != nil {
		return err
	}
	for r.dec.More() {
		name, err := r.id(place)
		if err != nil {
			return err
		}
		at := join(place, name)
		if _, twice := dst[name]; twice {
			return refuse(at, "the field is given twice")
		}
		if dst[name], err = r.ids(at); err != nil {
			return err
		}
	}
	_, err := r.token(place)
	return err
}
