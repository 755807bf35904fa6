package profiles

import (
	"math/bits"

	"makcomblang.id/pkg/matching"
)

// Row is the judgement on all pairs of one host: the score in millionths, the
// gates that are a known no and those that nobody has answered. It can be used
// again for the next host.
type Row struct {
	Score    []int32
	No, Open []Gates
	kinds    []int64 // per kind of place: likeness, and the answer of the gate
	context  []int64 // per island group and band of population: likeness
}

// A likeness is a sum of values with their number above it.
const (
	one    = int64(1) << 32
	full   = one | matching.Million
	values = one - 1

	kindNo   = int64(1) << 40
	kindOpen = int64(1) << 41
	counted  = kindNo - 1
)

// Row judges all pairs of a host.
func (t *Table) Row(host int, out *Row) {
	n := len(t.guests)
	if len(out.Score) != n {
		out.Score, out.No, out.Open = make([]int32, n), make([]Gates, n), make([]Gates, n)
	}
	if h := &t.rows[host]; h.plain {
		t.prepare(h, out)
		t.judge(h, out)
	}
	for g := range n {
		if !t.rows[host].plain || !t.columns.plain[g] {
			t.full(host, g, out)
		}
	}
	for g := range t.between[host] {
		t.full(host, g, out)
	}
}

// full judges one pair where the columns do not tell all.
func (t *Table) full(host, g int, out *Row) {
	e := t.Judge(host, g, "")
	out.Score[g], out.No[g], out.Open[g] = int32(e.Score), 0, 0
	for _, gate := range e.Gates {
		switch gate.Answer {
		case matching.No:
			out.No[g] |= gateOf(gate.Code)
		case matching.Unknown:
			out.Open[g] |= gateOf(gate.Code)
		}
	}
}

// prepare compares a host with every kind of place, which are few.
func (t *Table) prepare(h *row, out *Row) {
	city, prison := t.words.setting.of[traitCity], t.words.setting.of[traitPrison]
	out.kinds = out.kinds[:0]
	for _, s := range t.settings {
		out.kinds = append(out.kinds, t.likeness(h, s, city)|t.settingGate(h, s, city, prison))
	}
	islands := int32(len(t.words.islands.of))
	out.context = out.context[:0]
	for k := range islands {
		for people := int32(-1); people < bands-1; people++ {
			var v int64
			if h.islands != 0 && k != 0 {
				v += one | matching.Million/2
				if h.islands == k {
					v += matching.Million / 2
				}
			}
			if h.people >= 0 && people >= 0 {
				apart := max(h.people-people, people-h.people)
				v += one | [...]int64{matching.Million, 700_000, 400_000, 100_000, 0}[apart]
			}
			out.context = append(out.context, v)
		}
	}
}

// likeness is the share of common settings.
func (t *Table) likeness(h *row, s setting, city int32) int64 {
	if s.here == 0 || h.kinds == 0 {
		return 0
	}
	here := s.here
	if s.level == levelCity {
		here |= 1 << city
	}
	common := bits.OnesCount64(here & h.there)
	return one | int64(common*matching.Million/(bits.OnesCount64(here)+h.kinds-common))
}

// settingGate asks whether the practice can work in such a place.
func (t *Table) settingGate(h *row, s setting, city, prison int32) int64 {
	wantsCity := h.wants>>city&1 != 0
	switch {
	case h.wants == 0 || h.wants&s.here != 0 || (wantsCity && s.level == levelCity):
		return 0
	case wantsCity && s.level == levelOther:
		return kindOpen
	case s.here == 0 && h.wants&^(1<<city|1<<prison) != 0:
		return kindOpen
	}
	return kindNo
}

// judge fills the row from the columns.
func (t *Table) judge(h *row, out *Row) {
	c, fit, road := &t.columns, t.fit, h.needs&t.road != 0
	n := len(out.Score)
	score, no, open := out.Score, out.No[:n], out.Open[:n]
	sum, weight, problem, region := c.sum[:n], c.weight[:n], c.problem[:n], c.region[:n]
	kind, context, has, lacks, air := c.setting[:n], c.context[:n], c.has[:n], c.lacks[:n], c.air[:n]
	government, fictitious := h.region<<1, int32(0)
	if h.fictitious {
		government, fictitious = government|1, 1
	}
	for g := range score {
		shut, unknown := h.no, h.open
		k := out.kinds[kind[g]]
		like := one + k&counted + out.context[context[g]]
		if problem[g] == h.problem {
			like += matching.Million
		} else {
			shut |= gateProblem
		}
		if region[g] == government {
			shut |= gateSameGovernment
		}
		shut |= Gates(fictitious^region[g]&1) << bitFictitious
		shut |= Gates(k>>40&1) << bitSetting
		unknown |= Gates(k>>41&1) << bitSetting
		missing := h.needs &^ has[g]
		if h.needs&lacks[g] != 0 {
			shut |= gatePrecondition
		}
		if missing&^lacks[g] != 0 {
			unknown |= gatePrecondition
		}
		if air[g] {
			like += one
			if !road {
				like += matching.Million
			}
		} else if missing == 0 && h.needs != 0 {
			like += full
		}
		mean := uint32(like&values) / uint32(like>>32)
		total := h.sum + sum[g] + fit*int64(mean)
		score[g] = 0
		if w := h.weight + weight[g] + fit; w > 0 {
			score[g] = int32(total / w)
		}
		no[g], open[g] = shut, unknown
	}
}
