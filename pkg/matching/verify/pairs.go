package verify

import (
	"bufio"
	"encoding/binary"
	"encoding/json"
	"errors"
	"io"
	"sort"
)

// markPairs notes something about each pair; the same note twice is refused.
func (g *given) markPairs(pairs [][2]string, what string, m mark) error {
	for _, q := range pairs {
		i, ok := g.row[q[0]]
		c, known := g.col[q[1]]
		if !ok || !known {
			return reject("%s: unknown id in [%q, %q]", what, q[0], q[1])
		}
		g.special[i] = append(g.special[i], special{c, m})
	}
	for i, row := range g.special {
		sort.Slice(row, func(a, b int) bool { return row[a].col < row[b].col })
		k := 0
		for _, s := range row {
			if k > 0 && row[k-1].col == s.col {
				if row[k-1].mark&s.mark != 0 {
					return reject("%s: the pair of row %d and column %d is listed twice", what, i, s.col)
				}
				row[k-1].mark |= s.mark
				continue
			}
			row[k] = s
			k++
		}
		g.special[i] = row[:k]
	}
	return nil
}

func (g *given) width() int {
	if g.columns != nil {
		return len(g.columns)
	}
	return len(g.regions)
}

// pair is called for every admissible or marked pair, by row and then column.
type pair func(i, c int, score int64, m mark) error

// stream reads the scores once and hands every pair on with its mark.
func (g *given) stream(doc io.Reader, scores io.Reader, each pair) error {
	walk := &walker{g: g, each: each, last: -1}
	switch {
	case g.scoresFile != "":
		for _, name := range []string{"scores", "candidates"} {
			if _, twice := g.doc[name]; twice {
				return reject("%s and scores_file together", name)
			}
		}
		if scores == nil {
			return reject("the scores file is missing")
		}
		if err := walk.binary(scores); err != nil {
			return err
		}
	default:
		if err := walk.inline(doc); err != nil {
			return err
		}
	}
	return walk.done()
}

// walker follows the marked pairs of a row while the row streams by.
type walker struct {
	g    *given
	each pair
	row  int
	at   int // next special of the row
	last int // last column seen in the row
	seen int // required and chosen pairs met
}

// pair handles one score at (i, c); positions must come in order, each once.
func (w *walker) pair(i, c int, score int64) error {
	if i != w.row {
		w.row, w.at, w.last = i, 0, -1
	}
	row := w.g.special[i]
	for w.at < len(row) && row[w.at].col < c {
		w.at++
	}
	w.last = c
	var m mark
	if w.at < len(row) && row[w.at].col == c {
		if m = row[w.at].mark; m&(required|chosen) != 0 {
			w.seen++
		}
	}
	if m&forbidden != 0 && m&chosen == 0 {
		return nil
	}
	return w.each(i, c, score, m)
}

// done refuses a required or chosen pair that has no score.
func (w *walker) done() error {
	want := 0
	for _, row := range w.g.special {
		for _, s := range row {
			if s.mark&(required|chosen) != 0 {
				want++
			}
		}
	}
	if w.seen != want {
		return reject("a required or chosen pair has no score")
	}
	return nil
}

func (w *walker) binary(r io.Reader) error {
	in, width := bufio.NewReaderSize(r, 1<<18), w.g.width()
	buf := make([]byte, 4*width)
	for i := range w.g.practices {
		if _, err := io.ReadFull(in, buf); err != nil {
			return reject("the scores file is too short: %v", err)
		}
		for c := range width {
			if err := w.pair(i, c, int64(int32(binary.LittleEndian.Uint32(buf[4*c:])))); err != nil {
				return err
			}
		}
	}
	if _, err := in.ReadByte(); !errors.Is(err, io.EOF) {
		return reject("the scores file is too long")
	}
	return nil
}

// inline walks the document again and streams its scores or candidates.
func (w *walker) inline(doc io.Reader) error {
	dec := json.NewDecoder(doc)
	dec.UseNumber()
	if _, err := dec.Token(); err != nil {
		return notJSON(dec, err)
	}
	found := false
	for dec.More() {
		name, err := dec.Token()
		if err != nil {
			return notJSON(dec, err)
		}
		switch name {
		case "scores", "candidates":
			if found {
				return reject("scores and candidates together")
			}
			found = true
			err = w.rows(dec, name == "candidates")
		default:
			err = pass(dec)
		}
		if err != nil {
			return err
		}
	}
	if !found {
		return reject("the instance has no scores")
	}
	return nil
}

func (w *walker) rows(dec *json.Decoder, sparse bool) error {
	if t, err := dec.Token(); err != nil || t != json.Delim('[') {
		return reject("scores: want a list")
	}
	k := 0
	for ; dec.More(); k++ {
		v, err := tree(dec)
		if err != nil {
			return err
		}
		row, ok := v.([]any)
		if !ok {
			return reject("scores[%d]: want a list", k)
		}
		if sparse {
			err = w.candidate(row)
		} else {
			err = w.dense(k, row)
		}
		if err != nil {
			return err
		}
	}
	if !sparse && k != len(w.g.practices) {
		return reject("scores: %d rows for %d innovators", k, len(w.g.practices))
	}
	return closing(dec)
}

func (w *walker) dense(i int, row []any) error {
	if i >= len(w.g.practices) || len(row) != w.g.width() {
		return reject("scores[%d]: wrong size", i)
	}
	for c, v := range row {
		s, err := whole(v, "scores")
		if err != nil {
			return err
		}
		if err := w.pair(i, c, s); err != nil {
			return err
		}
	}
	return nil
}

func (w *walker) candidate(row []any) error {
	if len(row) != 3 {
		return reject("candidates: want innovator, region or need, score")
	}
	a, _ := row[0].(string)
	b, _ := row[1].(string)
	i, ok := w.g.row[a]
	c, known := w.g.col[b]
	s, err := whole(row[2], "candidates")
	switch {
	case err != nil:
		return err
	case !ok || !known:
		return reject("candidates: unknown id in [%q, %q]", a, b)
	case i < w.row || (i == w.row && c <= w.last):
		return reject("candidates: not in the order of innovators and columns")
	}
	return w.pair(i, c, s)
}
