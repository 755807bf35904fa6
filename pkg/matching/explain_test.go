package matching

import (
	"strings"
	"testing"

	"makcomblang.id/pkg/event"
)

// avoided are the words of words.md that no sentence for people may hold.
var avoided = []string{
	"makcomblang", "dipasangkan", "jodoh", "pasangan", "tertinggal", "sasaran", "peringkat", "skor", "mati ", "hidup",
	"gagal", "mandek", "ditolak", "penawaran", "tawaran", "ditawarkan", "harga ", "sertifikat", "optimal", "reproduksi",
	"rekomendasi", "studi banding", "override", "musim", "wajah baru", "banding", "tidak mungkin lebih",
}

func TestSentences(t *testing.T) {
	t.Parallel()
	var texts []string
	add := func(name string, p phrase) {
		if strings.TrimSpace(p.id) == "" || strings.TrimSpace(p.en) == "" {
			t.Errorf("%s has no sentence in both languages", name)
		}
		texts = append(texts, p.id)
	}
	for code, reasons := range gatePhrases {
		add(code, gateNames[code])
		for reason, p := range reasons {
			add(code+" "+reason, p)
		}
	}
	for code, f := range findings {
		add(code, f.phrase)
	}
	for _, table := range []map[string]phrase{partNames, absent, answers, questions} {
		for code, p := range table {
			add(code, p)
		}
	}
	for _, text := range texts {
		for _, word := range avoided {
			if strings.Contains(strings.ToLower(text)+" ", word) {
				t.Errorf("%q holds the avoided word %q", text, word)
			}
		}
	}
}

// Every part and gate that a judgement can give has a sentence that is filled.
func TestEveryFindingHasASentence(t *testing.T) {
	t.Parallel()
	changes := []func(*Pair){
		func(*Pair) {},
		func(p *Pair) { p.Practice = &Practice{Nature: "national-rule", Country: "Kenya"} },
		func(p *Pair) { p.Practice.Liveness.State, p.Place.AirOnly, p.Visits = "developed", true, 2 },
		func(p *Pair) { p.Practice.Outcome = Record{Ran: 1, Tried: 2}; p.Supply = Supply{} },
		func(p *Pair) {
			p.Between.Conflict, p.Between.Replicating = Stated{Answer: Yes, On: today}, Stated{Answer: No, On: today}
		},
		func(p *Pair) { p.Practice.Leverage, p.Practice.Retired = Share{Value: 1, Known: true}, true },
		func(p *Pair) { p.Practice.Preconditions, p.Place.AirOnly = []string{"road-access"}, true },
		func(p *Pair) {
			p.Need.Severity = Share{Value: 9, Known: true}
			p.From.Population, p.Place.Population = 1, 1
		},
		func(p *Pair) {
			p.Owner.Region, p.Between.CoolingUntil, p.Place.Has = "11.10", today, []string{"village-cadres"}
		},
	}
	for i, change := range changes {
		p := pair()
		change(p)
		e := Evaluate(p, equalWeights(), today, "2027")
		for _, l := range []Lang{Indonesian, English} {
			for _, part := range e.Parts {
				check(t, i, ExplainPart(l, NoNames, part))
			}
			for _, g := range e.Gates {
				check(t, i, ExplainGate(l, NoNames, g))
				if q := Question(l, NoNames, g); (AskedOf(g.Code) == "") != (q == "") {
					t.Errorf("question of %s: %q", g.Code, q)
				}
			}
		}
	}
}

func check(t *testing.T, i int, s string) {
	t.Helper()
	if len(s) < 10 || !strings.HasSuffix(s, ".") || strings.ContainsAny(s, "{}") || strings.Contains(s, ": ;") || strings.Contains(s, ": .") || strings.Contains(s, "; ;") {
		t.Errorf("case %d: not a sentence: %q", i, s)
	}
}

func TestExplain(t *testing.T) {
	t.Parallel()
	names := func(_, id string) (string, string) {
		if id == "internet" {
			return "Jaringan internet", "Internet connection"
		}
		return id, id
	}
	cases := map[string]string{
		ExplainGate(Indonesian, names, Gate{Code: GatePrecondition, Item: "internet", Reason: "unstated"}):                                        "Belum dipastikan tersedia di daerah: Jaringan internet.",
		ExplainGate(English, names, Gate{Code: GateRunning, Reason: Running, Date: "2026-03-02", Basis: event.Sample}):                            "Still running, confirmed on 2 March 2026 (basis: sample).",
		ExplainGate(Indonesian, names, Gate{Code: GateConflict, Reason: "stated-no", Date: "2026-03-02"}):                                         "Bebas benturan kepentingan: tidak terpenuhi menurut jawaban pada 2 Maret 2026.",
		ExplainPart(Indonesian, names, Part{Name: PartOutcome}):                                                                                   "Tidak dihitung: hasil replikasi, karena belum ada catatan hasil replikasi.",
		ExplainPart(English, names, Part{Name: PartSpread, Known: true, Reasons: []Reason{{Code: "visits"}}}):                                     "Spread: no visit to the region is on record.",
		ExplainPart(Indonesian, names, maturityPart(&Practice{Launched: 2004, FirstAward: 2018}, "2026-11-21")):                                   "Kematangan dan bukti: dimulai 2004 (22 tahun lalu).",
		ExplainPart(English, names, maturityPart(&Practice{Launched: 2004}, "2026-11-21")):                                                        "Maturity and evidence: it began in 2004 (22 years ago).",
		ExplainPart(Indonesian, names, maturityPart(&Practice{Launched: 2026}, "2026-11-21")):                                                     "Kematangan dan bukti: dimulai tahun ini (2026).",
		ExplainPart(Indonesian, names, maturityPart(&Practice{FirstAward: 2018}, "2026-11-21")):                                                   "Kematangan dan bukti: 8 tahun sejak penghargaan pertamanya.",
		ExplainPart(English, names, maturityPart(&Practice{FirstAward: 2018}, "2026-11-21")):                                                      "Maturity and evidence: 8 years since its first award.",
		ExplainPart(Indonesian, names, Part{Name: PartSpread, Known: true, Reasons: []Reason{{Code: "visits"}}}):                                  "Pemerataan: tidak ada catatan kunjungan untuk daerah ini.",
		ExplainGate(Indonesian, names, Gate{Code: GateTravel, Reason: "no-travel-needed"}):                                                        "Tersedia cara tanpa perjalanan (daring atau sesi bersama).",
		ExplainGate(Indonesian, names, Gate{Code: GateMature, Reason: "years", Number: 22}):                                                       "Sudah matang: dimulai 22 tahun lalu.",
		ExplainPart(Indonesian, names, Part{Name: PartMaturity, Known: true, Reasons: []Reason{{Code: "award", Item: "kipp-top", Number: 2018}}}): "Kematangan dan bukti: meraih kelompok terpuji KIPP (2018).",
		Question(Indonesian, names, Gate{Code: GatePrecondition, Item: "internet"}):                                                               "Apakah ini tersedia di daerah: Jaringan internet?",
	}
	for got, want := range cases {
		if got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}
