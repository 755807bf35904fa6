package subscriptions

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"makcomblang.id/pkg/calendar"
	"makcomblang.id/pkg/contract"
	"makcomblang.id/pkg/event"
	"makcomblang.id/pkg/region"
	"makcomblang.id/services/internal/vocabulary"
	"makcomblang.id/services/subscriptions/bulletin"
)

// dateWords writes 21 November 2026.
func dateWords(d calendar.Date) string {
	t := d.Time()
	months := [...]string{
		"Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober", "November", "Desember",
	}
	return strconv.Itoa(t.Day()) + " " + months[t.Month()-time.January] + " " + strconv.Itoa(t.Year())
}

// spanWords writes 16 sampai 22 November 2026.
func spanWords(from, to calendar.Date) string {
	f, t := from.Time(), to.Time()
	first := dateWords(from)
	if f.Year() == t.Year() {
		first = strings.TrimSuffix(first, " "+strconv.Itoa(f.Year()))
		if f.Month() == t.Month() {
			first = strconv.Itoa(f.Day())
		}
	}
	return first + " sampai " + dateWords(to)
}

// plainBasis is the label of a basis that stands in a fact's data.
func plainBasis(b string) string {
	if b == "" {
		return ""
	}
	return basisWord(event.Basis(b))
}

func problemName(id string) string {
	idn, _ := vocabulary.Names("problem", id)
	return idn
}

func sectorName(id string) string {
	idn, _ := vocabulary.Names("sector", id)
	return idn
}

func answeredWord(a string) string {
	switch a {
	case "yes":
		return "sudah ada praktik yang dapat disarankan"
	case "no":
		return "belum ada praktik yang dapat disarankan"
	}
	return "belum dinilai"
}

// countLine is a figure with what it is a part of.
type countLine struct {
	Text string
	N    int
	Of   int
}

// Said is the line as one sentence.
func (l countLine) Said() string { return fmt.Sprintf("%d dari %d %s", l.N, l.Of, l.Text) }

func countLines(c contract.BulletinCounts) []countLine { return (&tongue{}).countLines(c) }

func (l *tongue) countLines(c contract.BulletinCounts) []countLine {
	return []countLine{
		{l.say("kabupaten dan kota dalam daftar menyatakan kebutuhan", "regencies and cities in the register state needs"), c.RegionsWithNeeds, c.Regions},
		{l.say("kebutuhan yang dinyatakan sudah ada praktik yang dapat disarankan", "stated needs have a practice that can be suggested"), c.Answered, c.Declared},
		{l.say("kebutuhan yang dinyatakan belum ada praktik yang dapat disarankan", "stated needs have no practice that can be suggested yet"), c.Unanswered, c.Declared},
		{l.say("kebutuhan yang dinyatakan belum dinilai", "stated needs are not assessed yet"), c.Declared - c.Answered - c.Unanswered, c.Declared},
		{l.say("inovasi dalam daftar dipastikan masih berjalan dalam 12 bulan terakhir", "practices in the register are known to have run within 12 months"), c.PracticesRunning, c.Practices},
		{l.say("usulan padanan sudah disetujui", "proposals are approved"), c.Approved, c.Proposed},
		{l.say("usulan padanan sudah disepakati kedua pihak", "proposals are agreed by both sides"), c.Agreed, c.Proposed},
	}
}

// bulletinTitle names an edition.
func bulletinTitle(st bulletin.State) string {
	return (&tongue{}).bulletinTitle(st)
}

func (l *tongue) bulletinTitle(st bulletin.State) string {
	title := l.say("Buletin "+spanWords(st.From, st.To), "Bulletin, "+l.date(st.From)+" to "+l.date(st.To))
	if st.Basis == event.Sample {
		title = l.say("Contoh: ", "Sample: ") + title
	}
	return title
}

// bulletinText is an edition as a block of text that can be pasted into WhatsApp.
func bulletinText(name, link string, st bulletin.State) string {
	var b strings.Builder
	fmt.Fprintf(&b, "*%s: %s*\n", name, bulletinTitle(st))
	if st.Basis == event.Sample {
		b.WriteString("_" + sampleBanner + "_\n")
	}
	for _, c := range st.Corrections {
		fmt.Fprintf(&b, "_Ralat: %s_\n", c.Note)
	}
	b.WriteString("\n")
	for _, l := range countLines(st.Counts) {
		b.WriteString("- " + l.Said() + "\n")
	}
	list := func(title string, n int, line func(i int) string) {
		if n > 0 {
			b.WriteString("\n*" + title + "*\n")
		}
		for i := range min(n, 5) {
			b.WriteString("- " + line(i) + "\n")
		}
		if n > 5 {
			fmt.Fprintf(&b, "dan %d lainnya\n", n-5)
		}
	}
	list("Padanan yang disepakati", len(st.Matches), func(i int) string {
		return st.Matches[i].Name + " belajar " + st.Matches[i].Title + " dari " + st.Matches[i].Owner
	})
	list("Inovasi baru dalam daftar", len(st.Practices)+st.MorePractices, func(i int) string {
		return st.Practices[i].Title + ", " + st.Practices[i].Owner + " (" + plainBasis(st.Practices[i].Basis) + ")"
	})
	list("Kebutuhan baru", len(st.Needs)+st.MoreNeeds, func(i int) string {
		return st.Needs[i].Name + ": " + problemName(st.Needs[i].Problem) + " (" + plainBasis(st.Needs[i].Basis) + ")"
	})
	b.WriteString("\n" + link + "\nBukan situs resmi Kementerian PANRB.\n")
	return b.String()
}

// jakartaDay is the date of a moment in Jakarta.
func jakartaDay(t time.Time) calendar.Date { return calendar.DateOf(t.In(region.Jakarta.Location())) }
