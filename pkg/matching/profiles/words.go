package profiles

import "makcomblang.id/pkg/matching"

// words gives numbers to words, once for each kind of word.
type words struct {
	problem, region, islands numbering
	setting, item            numbering
	kinds                    map[setting]int32
}

func newWords() words {
	w := words{kinds: map[setting]int32{}}
	for _, n := range []*numbering{&w.problem, &w.region, &w.islands, &w.setting, &w.item} {
		n.of = map[string]int32{}
	}
	w.setting.set([]string{traitCity, traitPrison})
	w.islands.number(string(matching.NoIslandGroup)) // is 0
	return w
}

type numbering struct{ of map[string]int32 }

func (n *numbering) number(word string) int32 {
	k, ok := n.of[word]
	if !ok {
		k = int32(len(n.of))
		n.of[word] = k
	}
	return k
}

// set is a list of words as bits: once if no word stands twice, beyond if one
// has no bit because 64 others have.
type set struct {
	bits         uint64
	once, beyond bool
}

func (n *numbering) set(list []string) set {
	s := set{once: true}
	for _, word := range list {
		bit := uint64(1) << n.number(word) // 0 beyond the 64th
		s.once = s.once && s.bits&bit == 0
		s.beyond = s.beyond || bit == 0
		s.bits |= bit
	}
	return s
}
