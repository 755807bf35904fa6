package planning

import (
	"fmt"
	"strings"

	"makcomblang.id/pkg/matching"
)

// mostHeld is how many pairs of a side are named.
const mostHeld = 3

// sayStable says of both sides whether they would rather have the pair, by name
// and with the scores.
func (w *Why) sayStable(n Names) (id, en string) {
	id = fmt.Sprintf("Padanan ini bernilai %s. Ia terjadi hanya bila kedua pihak lebih memilihnya daripada yang sudah didapat.", decimal(w.figure(w.Score)))
	en = fmt.Sprintf("This pair scores %s. It comes about only if both sides prefer it to what they have.", w.figure(w.Score))
	for _, s := range w.Sides {
		who := n.region(w.region)
		if s.Side == SidePractice || s.Side == SideOwner {
			who = n.owner(w.practice)
		}
		sideID, sideEN := w.saySide(s, n)
		id += " " + who + sideID
		en += " " + who + sideEN
	}
	return id, en
}

// saySide is what one side says to the pair, behind its name.
func (w *Why) saySide(s Standing, n Names) (id, en string) {
	if !s.Full {
		if s.Side == SideRegion {
			return " lebih memilihnya: untuk kebutuhan ini belum ada kunjungan, dan daerah ini masih dapat menerimanya.",
				" prefers it: the need has no visit yet, and the region can take one more."
		}
		return " lebih memilihnya: masih ada kunjungan yang belum terpakai.", " prefers it: it has a visit left."
	}
	if s.Most == 0 || len(s.Has) == 0 {
		return " tidak dapat mengambilnya: kuotanya 0.", " cannot take it: it has no visit to give or to take."
	}
	lowest := s.Has[0]
	title, score := n.practice(lowest.Innovation), w.figure(lowest.Score)
	aboutID, aboutEN := n.need(lowest.Need)
	switch {
	case s.Prefers && s.Side == SideNeed:
		return fmt.Sprintf(" lebih memilihnya daripada %s, yang bernilai %s untuk kebutuhan ini.", title, decimal(score)),
			fmt.Sprintf(" prefers it to %s, which scores %s for this need.", title, score)
	case s.Prefers && s.Side == SideRegion:
		return fmt.Sprintf(" lebih memilihnya daripada %s untuk %s, yang bernilai %s.", title, aboutID, decimal(score)),
			fmt.Sprintf(" prefers it to %s for %s, which scores %s.", title, aboutEN, score)
	case s.Prefers:
		return fmt.Sprintf(" lebih memilihnya daripada kunjungan ke %s (%s), yang bernilai %s.", n.region(lowest.Region), aboutID, decimal(score)),
			fmt.Sprintf(" prefers it to the visit to %s (%s), which scores %s.", n.region(lowest.Region), aboutEN, score)
	case s.Side == SideNeed:
		return fmt.Sprintf(" tidak: untuk kebutuhan ini sudah ada %s, yang bernilai %s.", title, decimal(score)) + w.sayTie(lowest, "id"),
			fmt.Sprintf(" does not: for this need it has %s, which scores %s.", title, score) + w.sayTie(lowest, "en")
	}
	listID, listEN := w.sayHeld(s, n)
	own := map[string][2]string{
		SidePractice: {"semua kunjungan praktik ini", "all visits of this practice"},
		SideOwner:    {"semua perjalanannya", "all its trips"},
		SideRegion:   {"semua kunjungan yang dapat diterimanya", "all visits that it can take on"},
	}[s.Side]
	than := [2]string{"lebih tinggi", "higher"}
	if lowest.Score == w.Score {
		than = [2]string{"tidak lebih rendah", "no less"}
	}
	return fmt.Sprintf(" tidak: %s (%d) sudah untuk yang nilainya %s: %s.", own[0], s.Most, than[0], listID) + w.sayTie(lowest, "id"),
		fmt.Sprintf(" does not: %s (%d) go to what scores %s: %s.", own[1], s.Most, than[1], listEN) + w.sayTie(lowest, "en")
}

// sayHeld lists what a side has, the lowest first: what would have to give way.
func (w *Why) sayHeld(s Standing, n Names) (id, en string) {
	var ids, ens []string
	for _, h := range s.Has[:min(mostHeld, len(s.Has))] {
		aboutID, aboutEN := n.need(h.Need)
		what := n.region(h.Region)
		switch s.Side {
		case SideRegion:
			what = n.practice(h.Innovation)
		case SideOwner:
			what = n.practice(h.Innovation) + " → " + what
		}
		ids = append(ids, fmt.Sprintf("%s (%s) %s", what, aboutID, decimal(w.figure(h.Score))))
		ens = append(ens, fmt.Sprintf("%s (%s) %s", what, aboutEN, w.figure(h.Score)))
	}
	id, en = strings.Join(ids, "; "), strings.Join(ens, "; ")
	if more := len(s.Has) - mostHeld; more > 0 {
		id += fmt.Sprintf("; dan %d lagi", more)
		en += fmt.Sprintf("; and %d more", more)
	}
	return id, en
}

// sayTie says what decides between equal scores.
func (w *Why) sayTie(lowest Has, lang string) string {
	switch {
	case lowest.Score != w.Score:
		return ""
	case lang == "id":
		return " Untuk nilai yang sama, urutan yang diumumkan sebelumnya mendahulukan yang sudah ada."
	}
	return " Between equal scores the order announced beforehand puts what it has first."
}

// figure writes a score with three decimals, or with six where three would show
// it as equal to another one of the answer that it differs from.
func (w *Why) figure(n int64) string {
	for _, s := range w.Sides {
		for _, h := range s.Has {
			if h.Score != w.Score && point(h.Score) == point(w.Score) {
				return matching.Decimal(n, 6)
			}
		}
	}
	return point(n)
}
