package matching

import "strings"

var partNames = map[string]phrase{
	PartNeed:     {"Kepentingan", "Need"},
	PartFit:      {"Kesamaan keadaan", "Fit"},
	PartMaturity: {"Kematangan dan bukti", "Maturity and evidence"},
	PartLeverage: {"Daya ungkit", "Leverage"},
	PartSpread:   {"Pemerataan", "Spread"},
	PartOutcome:  {"Hasil replikasi", "Outcome record"},
}

// absent says of a part that it was not counted, and why.
var absent = map[string]phrase{
	PartNeed:     {"tingkat kepentingan belum dinyatakan", "no priority was stated"},
	PartFit:      {"keadaan daerah belum diketahui", "nothing is known of the places"},
	PartMaturity: {"belum ada data penghargaan, lama berjalan, atau pemastian keberlanjutan", "there are no data on awards, years of running or continuity"},
	PartLeverage: {"daya ungkit belum dinyatakan dengan sumber", "no leverage was declared with a source"},
	PartSpread:   {"riwayat kunjungan belum diketahui", "the history of visits is not known"},
	PartOutcome:  {"belum ada catatan hasil replikasi", "there is no record of replications yet"},
}

// finding is the phrase of a reason and the list its item is named from.
type finding struct {
	phrase
	kind string
}

var findings = map[string]finding{
	"priority":          {phrase{"tingkat kepentingan {n} dari {of} menurut daerah", "the region gave it priority {n} of {of}"}, ""},
	"severity":          {phrase{"kesenjangan indikator {n} dari {of}", "the gap of the indicator is {n} of {of}"}, ""},
	"main-problem":      {phrase{"masalah utamanya sama, {item}", "its main problem is the same, {item}"}, "problem"},
	"other-problem":     {phrase{"masalah utamanya bukan {item}", "its main problem is not {item}"}, "problem"},
	"setting":           {phrase{"kemiripan bentang wilayah {n} dari {of}", "the kind of place is alike to {n} of {of}"}, ""},
	"same-islands":      {phrase{"kedua pemerintah berada di kelompok pulau yang sama ({item})", "both governments are in the same island group ({item})"}, "islands"},
	"other-islands":     {phrase{"pemilik berada di kelompok pulau lain ({item})", "the owner is in another island group ({item})"}, "islands"},
	"population":        {phrase{"selisih golongan jumlah penduduk {n}", "the population bands are {n} apart"}, ""},
	"air-only-needs":    {phrase{"daerah hanya terjangkau pesawat, sedangkan praktik ini perlu {item}", "the region is reached by air only and the practice needs {item}"}, "precondition"},
	"air-only-works":    {phrase{"daerah hanya terjangkau pesawat dan praktik ini tidak bergantung pada jalan atau perahu", "the region is reached by air only and the practice does not depend on roads or boats"}, ""},
	"all-there":         {phrase{"semua yang diperlukan ({n}) diketahui tersedia", "all that it needs ({n}) is known to be there"}, ""},
	"award":             {phrase{"meraih {item} ({n})", "it holds {item} ({n})"}, "tier"},
	"years":             {phrase{"dimulai {item} ({n} tahun lalu)", "it began in {item} ({n} years ago)"}, ""},
	"this-year":         {phrase{"dimulai tahun ini ({item})", "it began this year ({item})"}, ""},
	"years-since-award": {phrase{"{n} tahun sejak penghargaan pertamanya", "{n} years since its first award"}, ""},
	Running:             {phrase{"dipastikan masih berjalan dalam 12 bulan terakhir", "it was confirmed as running within 12 months"}, ""},
	Developed:           {phrase{"dipastikan dikembangkan dalam 12 bulan terakhir", "it was confirmed as developed further within 12 months"}, ""},
	"declared":          {phrase{"daya ungkit dinyatakan {n} dari {of}", "the declared leverage is {n} of {of}"}, ""},
	"visits":            {phrase{"tercatat {n} kunjungan untuk daerah ini", "{n} visits to the region are on record"}, ""},
	"no-visits":         {phrase{"tidak ada catatan kunjungan untuk daerah ini", "no visit to the region is on record"}, ""},
	"record":            {phrase{"{n} dari {of} replikasi berjalan, dihitung hati-hati karena jumlahnya sedikit", "{n} of {of} replications came to run, counted with caution as they are few"}, ""},
}

// ExplainPart says in one sentence what a part of the score rests on, or that it
// was not counted.
func ExplainPart(l Lang, names Names, p Part) string {
	f := filler{l, names}
	name := f.pick(partNames[p.Name])
	if !p.Known {
		return f.pick(phrase{"Tidak dihitung: ", "Not counted: "}) + lower(name) + ", " +
			f.pick(phrase{"karena ", "because "}) + f.pick(absent[p.Name]) + "."
	}
	var said []string
	for _, r := range p.Reasons {
		code := r.Code
		if none := map[string]string{"visits": "no-visits", "years": "this-year"}[code]; none != "" && r.Number == 0 {
			code = none
		}
		found := findings[code]
		said = append(said, f.fill(found.phrase, found.kind, r.Item, r.Number, r.Of, ""))
	}
	return f.withBasis(name+": "+strings.Join(said, "; ")+".", p.Basis)
}

// lower puts a sentence behind a colon; an empty one stays empty.
func lower(s string) string {
	if s == "" {
		return ""
	}
	return strings.ToLower(s[:1]) + s[1:]
}
