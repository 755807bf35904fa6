package matching

import (
	"strconv"
	"strings"

	"makcomblang.id/pkg/award"
	"makcomblang.id/pkg/calendar"
	"makcomblang.id/pkg/event"
)

// Lang is the language of a sentence.
type Lang string

// The languages.
const (
	Indonesian Lang = "id"
	English    Lang = "en"
)

// Names gives the names of a term of a vocabulary: kind is problem,
// precondition, sector or setting. A term it does not know comes back as its id.
type Names func(kind, id string) (indonesian, english string)

// NoNames names every term by its id.
func NoNames(_, id string) (indonesian, english string) { return id, id }

// phrase is one sentence in both languages. In it {n}, {of}, {item}, {date} and
// {year} stand for what a finding holds.
type phrase struct{ id, en string }

// filler fills a phrase in one language.
type filler struct {
	lang  Lang
	names Names
}

func (f filler) pick(p phrase) string {
	if f.lang == English {
		return p.en
	}
	return p.id
}

func (f filler) name(kind, id string) string {
	idn, en := f.names(kind, id)
	return f.pick(phrase{idn, en})
}

func (f filler) fill(p phrase, kind, item string, n, of int, date calendar.Date) string {
	text := f.pick(p)
	if !strings.Contains(text, "{") {
		return text
	}
	return strings.NewReplacer(
		"{n}", strconv.Itoa(n), "{of}", strconv.Itoa(of), "{item}", f.item(kind, item), "{date}", f.date(date),
	).Replace(text)
}

// item names what a finding is about; kind says from which list.
func (f filler) item(kind, id string) string {
	switch kind {
	case "":
		return id
	case "tier":
		return f.pick(tierNames[award.Tier(id)])
	case "islands":
		return f.pick(islandNames[IslandGroup(id)])
	}
	return f.name(kind, id)
}

// date writes a day as people of the language do.
func (f filler) date(d calendar.Date) string {
	if d == "" {
		return f.pick(phrase{"tanggal yang belum dicatat", "an unrecorded date"})
	}
	t := d.Time()
	month := f.pick(months[t.Month()-1])
	return strconv.Itoa(t.Day()) + " " + month + " " + strconv.Itoa(t.Year())
}

var months = [12]phrase{
	{"Januari", "January"},
	{"Februari", "February"},
	{"Maret", "March"},
	{"April", "April"},
	{"Mei", "May"},
	{"Juni", "June"},
	{"Juli", "July"},
	{"Agustus", "August"},
	{"September", "September"},
	{"Oktober", "October"},
	{"November", "November"},
	{"Desember", "December"},
}

var tierNames = map[award.Tier]phrase{
	award.UNPSAWinner:  {"pemenang penghargaan UNPSA", "UNPSA winner"},
	award.UNPSAOther:   {"penghargaan UNPSA selain pemenang", "a UNPSA prize other than winner"},
	award.KIPPTop:      {"kelompok terpuji KIPP", "the commended tier of KIPP"},
	award.KIPPTop99:    {"KIPP Top 99", "KIPP Top 99"},
	award.KIPPFinalist: {"finalis KIPP", "KIPP finalist"},
	award.Provincial:   {"penghargaan tingkat provinsi", "a provincial award"},
}

var islandNames = map[IslandGroup]phrase{
	Sumatra:           {"Sumatera", "Sumatra"},
	Java:              {"Jawa", "Java"},
	BaliNusaTenggara:  {"Bali dan Nusa Tenggara", "Bali and Nusa Tenggara"},
	Kalimantan:        {"Kalimantan", "Kalimantan"},
	Sulawesi:          {"Sulawesi", "Sulawesi"},
	Maluku:            {"Maluku", "Maluku"},
	Papua:             {"Papua", "Papua"},
	FictitiousIslands: {"wilayah contoh", "the sample area"},
}

// ExplainBasis gives the word of a basis; empty for none.
func ExplainBasis(l Lang, b event.Basis) string {
	return filler{lang: l}.pick(map[event.Basis]phrase{
		event.Official: {"Resmi", "Official"},
		event.Press:    {"Media", "Press"},
		event.Reading:  {"Bacaan tim", "Project's reading"},
		event.Sample:   {"Contoh", "Sample"},
	}[b])
}

// BandWord gives the word of a band.
func BandWord(l Lang, b Band) string {
	return filler{lang: l}.pick(map[Band]phrase{
		BandStrong: {"kuat", "strong"},
		BandMedium: {"sedang", "medium"},
		BandWeak:   {"lemah", "weak"},
	}[b])
}

// PartName gives the name of a part.
func PartName(l Lang, part string) string { return filler{lang: l}.pick(partNames[part]) }

// GateName gives the name of a gate.
func GateName(l Lang, code string) string { return filler{lang: l}.pick(gateNames[code]) }

// withBasis ends a sentence with what it rests on.
func (f filler) withBasis(sentence string, b event.Basis) string {
	if b == "" {
		return sentence
	}
	return strings.TrimSuffix(sentence, ".") + f.pick(phrase{" (dasar: ", " (basis: "}) +
		strings.ToLower(ExplainBasis(f.lang, b)) + ")."
}
