package instance

import (
	"fmt"
	"strconv"
	"strings"
)

// seed of all instances but the dense ones: the day the first national
// innovation network was signed.
const (
	seed      = 20181107
	denseSeed = 20140224
)

// mix is the finaliser of splitmix64 (Steele, Lea and Flood 2014).
func mix(z uint64) uint64 {
	z ^= z >> 30
	z *= 0xBF58476D1CE4E5B9
	z ^= z >> 27
	z *= 0x94D049BB133111EB
	return z ^ z>>31
}

func out(seed, tag, k uint64) uint64 {
	return mix(seed + tag*0xD1B54A32D192ED03 + (k+1)*0x9E3779B97F4A7C15)
}

// Names says which instances Generate makes.
const Names = "cabinet-u, cabinet-s, national-u, national-s, nattight-u, nattight-s, archive-u, archive-s, arctight-u, arctight-s and dense-N with N from 1 to 20000"

// Generate makes a public instance by name: cabinet-u, cabinet-s (40 x 122,
// one or two visits), national-u, national-s, nattight-s (3,000 x 552 with 2, 2
// and 18 visits), archive-s, arctight-s (30,000 x 552 with 2 and 180 visits),
// or dense-N (square, minimise, one visit each). It reports an error for any
// other name.
func Generate(name string) (*Instance, error) {
	if size, ok := strings.CutPrefix(name, "dense-"); ok {
		n, err := strconv.Atoi(size)
		if err != nil || n < 1 || n > 20000 {
			return nil, fmt.Errorf("instance: generate %q: want dense-N with N from 1 to 20000", name)
		}
		return dense(n), nil
	}
	type shape struct{ rows, cols, least, most int }
	shapes := map[string]shape{
		"cabinet":  {40, 122, 1, 2},
		"national": {3000, 552, 2, 2},
		"nattight": {3000, 552, 18, 18},
		"archive":  {30000, 552, 2, 2},
		"arctight": {30000, 552, 180, 180},
	}
	base, kind, _ := strings.Cut(name, "-")
	s, ok := shapes[base]
	if !ok || (kind != "u" && kind != "s") {
		return nil, fmt.Errorf("instance: generate %q: unknown name; there are %s", name, Names)
	}
	in := frame(s.rows, s.cols, s.least, s.most)
	for i := range in.Innovators {
		in.Innovators[i].Capacity = int(1 + out(seed, 1, uint64(i))%6)
	}
	if kind == "u" {
		for k := range in.Dense {
			in.Dense[k] = int32(out(seed, 6, uint64(k)) % 1000001)
		}
		return in, nil
	}
	structured(in, s.rows, s.cols)
	return in, nil
}

// structured scores are a product of two profiles of eight bytes, plus the
// practice's maturity, plus noise.
func structured(in *Instance, rows, cols int) {
	for i := range rows {
		f := out(seed, 2, uint64(i))
		m := out(seed, 3, uint64(i)) % 101
		for j := range cols {
			g := out(seed, 4, uint64(j))
			var dot uint64
			for b := 0; b < 64; b += 8 {
				dot += (f >> b & 0xFF) * (g >> b & 0xFF)
			}
			k := i*cols + j
			in.Dense[k] = int32(dot + 3000*m + out(seed, 5, uint64(k))%179801)
		}
	}
}

func dense(n int) *Instance {
	in := frame(n, n, 1, 1)
	in.Sense = "min"
	for i := range in.Innovators {
		in.Innovators[i].Capacity = 1
	}
	for k := range in.Dense {
		in.Dense[k] = int32(out(denseSeed, 7, uint64(k)) % 1000000)
	}
	return in
}

func frame(rows, cols, least, most int) *Instance {
	in := &Instance{Sense: "max", Policy: "score", Proposer: "region", Dense: make([]int32, rows*cols)}
	for i := range rows {
		in.Innovators = append(in.Innovators, Innovator{ID: "i" + strconv.Itoa(i)})
	}
	for j := range cols {
		in.Regions = append(in.Regions, Region{ID: "r" + strconv.Itoa(j), Min: least, Max: most})
	}
	return in
}
