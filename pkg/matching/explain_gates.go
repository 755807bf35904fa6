package matching

var gateNames = map[string]phrase{
	GateSameGovernment:  {"Pemerintah berbeda", "Different governments"},
	GateFictitious:      {"Bukan campuran contoh", "Not a mix with samples"},
	GateForeign:         {"Praktik dalam negeri", "Domestic practice"},
	GateProblem:         {"Masalah utama", "Main problem"},
	GateNationalRule:    {"Bukan aturan nasional", "Not a national rule"},
	GateNationalService: {"Bukan layanan nasional", "Not a national service"},
	GateRunning:         {"Keberlanjutan", "Continuity"},
	GateMature:          {"Kematangan", "Maturity"},
	GateSetting:         {"Bentang wilayah", "Kind of place"},
	GatePrecondition:    {"Prasyarat", "Precondition"},
	GateReplicating:     {"Belum direplikasi", "Not replicated yet"},
	GateCoolingOff:      {"Jeda setelah tidak disetujui", "Pause after a no"},
	GateConflict:        {"Bebas benturan kepentingan", "No conflict of interest"},
	GateCapacity:        {"Kuota kunjungan", "Capacity"},
	GateTravel:          {"Izin perjalanan", "Travel"},
}

// gatePhrases are keyed by code and reason.
var gatePhrases = map[string]map[string]phrase{
	GateSameGovernment: {
		"different": {"Pemilik inovasi dan daerah mitra adalah pemerintah yang berbeda.", "Owner and region are different governments."},
		"same":      {"Inovasi ini milik daerah itu sendiri.", "The practice belongs to the region itself."},
	},
	GateFictitious: {
		"mixed": {"Salah satu pihak adalah pemerintah rekaan untuk peragaan.", "One of the sides is a government made up for demonstration."},
	},
	GateForeign: {
		"domestic": {"Praktik ini dijalankan di Indonesia.", "The practice is run in Indonesia."},
		"abroad":   {"Praktik dari luar negeri disajikan sebagai inspirasi internasional dan tidak masuk rencana.", "A foreign practice is shown as international inspiration and enters no plan."},
	},
	GateProblem: {
		"main":    {"Masalah utama praktik ini adalah kebutuhan yang dinyatakan daerah.", "The main problem of the practice is the need that the region declared."},
		"related": {"Praktik ini hanya berkaitan dengan kebutuhan itu; masalah utamanya lain.", "The practice is only related to the need; its main problem is another one."},
		"other":   {"Masalah utama praktik ini lain.", "The main problem of the practice is another one."},
	},
	GateNationalRule: {
		"local":   {"Praktik ini bukan aturan yang sudah mengikat semua daerah.", "The practice is not a rule that binds all regions already."},
		"binding": {"Ini aturan nasional yang sudah mengikat semua daerah: dilaksanakan, bukan dikunjungi.", "It is a national rule that binds all regions already: it is carried out, not visited."},
	},
	GateNationalService: {
		"copyable": {"Praktik ini dapat diterapkan sendiri oleh daerah.", "The practice can be set up by a region itself."},
		"to-use":   {"Ini layanan nasional: dipakai, bukan ditiru.", "It is a national service: to be used, not to be copied."},
	},
	GateRunning: {
		Running:     {"Masih berjalan, dipastikan pada {date}.", "Still running, confirmed on {date}."},
		Developed:   {"Dikembangkan, dipastikan pada {date}.", "Developed further, confirmed on {date}."},
		Stopped:     {"Dihentikan, menurut keterangan pada {date}.", "Stopped, as stated on {date}."},
		Expired:     {"Belum dipastikan: keterangan terakhir pada {date}, lebih dari 12 bulan lalu.", "Not confirmed: the last statement is of {date}, more than 12 months ago."},
		Unconfirmed: {"Belum dipastikan apakah praktik ini masih berjalan.", "Nobody has confirmed yet that the practice still runs."},
		"retired":   {"Praktik ini sudah dikeluarkan dari daftar.", "The practice has left the register."},
	},
	GateMature: {
		"award":             {"Sudah matang: berpenghargaan ({n}).", "Mature: it holds an award ({n})."},
		"offered":           {"Sudah matang: pemiliknya menyatakan siap berbagi.", "Mature: its owner offers to share it."},
		"years":             {"Sudah matang: dimulai {n} tahun lalu.", "Mature: it began {n} years ago."},
		"years-since-award": {"Sudah matang: {n} tahun sejak penghargaan pertamanya.", "Mature: its first award is {n} years old."},
		"young":             {"Belum matang: baru dimulai {n} tahun lalu.", "Not mature yet: it began {n} years ago."},
		"unknown-age":       {"Belum dipastikan berapa lama praktik ini berjalan.", "It is not known yet for how long the practice has run."},
	},
	GateSetting: {
		"anywhere":      {"Praktik ini dapat dijalankan di wilayah mana pun.", "The practice can work in any kind of place."},
		"fits":          {"Praktik ini cocok dengan bentang wilayah daerah.", "The practice suits the kind of place."},
		"undescribed":   {"Belum dipastikan apakah bentang wilayah daerah sesuai.", "It is not known yet whether the kind of place suits it."},
		"contradiction": {"Praktik ini tidak dapat dijalankan di bentang wilayah daerah itu.", "The practice cannot work in that kind of place."},
		"institution":   {"Praktik ini untuk lembaga tertutup, bukan untuk warga di wilayah daerah.", "The practice is for a closed institution, not for the people of a region."},
	},
	GatePrecondition: {
		"has":      {"Tersedia di daerah: {item}.", "Known to be there: {item}."},
		"lacks":    {"Diketahui belum tersedia di daerah: {item}.", "Known to be missing: {item}."},
		"unstated": {"Belum dipastikan tersedia di daerah: {item}.", "Not known yet to be there: {item}."},
	},
	GateReplicating: {
		"none-recorded": {"Tidak ada catatan bahwa daerah sudah mereplikasinya.", "There is no record that the region replicates it already."},
	},
	GateCoolingOff: {
		"none-recorded": {"Tidak ada keputusan sebelumnya atas padanan ini.", "There is no earlier decision on this pair."},
		"over":          {"Jeda setelah keputusan sebelumnya berakhir pada {date}.", "The pause after an earlier decision ended on {date}."},
		"cooling":       {"Usulan ini belum lama tidak disetujui; dapat diusulkan lagi setelah {date}.", "It was not approved a short while ago; it can be proposed again after {date}."},
	},
	GateConflict: {
		"none-declared": {"Tidak ada benturan kepentingan yang dinyatakan.", "No conflict of interest was declared."},
	},
	GateCapacity: {
		"left":           {"Kuota tersedia: {n} kunjungan.", "Visits are left: {n}."},
		"seats":          {"Sesi bersama masih punya {n} tempat.", "A group session has {n} seats left."},
		"offer-used":     {"Kuota kunjungan praktik ini pada periode itu sudah habis.", "No visit of this practice is left in the period."},
		"owner-used":     {"Kuota pemilik inovasi pada periode itu sudah habis.", "No visit of the owner is left in the period."},
		"owner-unstated": {"Belum dipastikan berapa rombongan yang sanggup diterima pemilik pada periode itu.", "It is not known yet how many groups the owner takes in the period."},
		"offer-unstated": {"Belum dipastikan berapa kunjungan yang tersedia untuk praktik ini pada periode itu.", "It is not known yet how many visits there are for this practice in the period."},
	},
	GateTravel: {
		"no-travel-needed": {"Tersedia cara tanpa perjalanan (daring atau sesi bersama).", "A way without travel is offered (by video or in a group session)."},
		"unstated":         {"Belum dipastikan apakah perjalanan diizinkan.", "It is not known yet whether travel is allowed."},
	},
}

// answers are the phrases of a gate that somebody answered.
var answers = map[string]phrase{
	"stated-yes": {"Terpenuhi menurut jawaban pada {date}.", "Met, as answered on {date}."},
	"stated-no":  {"Tidak terpenuhi menurut jawaban pada {date}.", "Not met, as answered on {date}."},
}

var questions = map[string]phrase{
	GateRunning:      {"Apakah praktik ini masih berjalan?", "Does the practice still run?"},
	GateMature:       {"Apakah praktik ini sudah berjalan sedikitnya tiga tahun?", "Has the practice run for at least three years?"},
	GateSetting:      {"Apakah bentang wilayah daerah sesuai dengan praktik ini?", "Does the kind of place suit the practice?"},
	GatePrecondition: {"Apakah ini tersedia di daerah: {item}?", "Is this there in the region: {item}?"},
	GateReplicating:  {"Apakah daerah belum mereplikasi praktik ini?", "Is it true that the region does not replicate the practice yet?"},
	GateConflict:     {"Apakah padanan ini bebas dari benturan kepentingan?", "Is this pair free of any conflict of interest?"},
	GateCapacity:     {"Apakah masih ada kuota kunjungan untuk praktik ini pada periode itu?", "Is a visit left for this practice in the period?"},
	GateTravel:       {"Apakah perjalanan untuk kunjungan ini diizinkan?", "Is travel for this visit allowed?"},
}

// ExplainGate says in one sentence how a gate stands.
func ExplainGate(l Lang, names Names, g Gate) string {
	f := filler{l, names}
	p, ok := gatePhrases[g.Code][g.Reason]
	if !ok {
		p = answers[g.Reason]
		p = phrase{gateNames[g.Code].id + ": " + lower(p.id), gateNames[g.Code].en + ": " + lower(p.en)}
	}
	return f.withBasis(f.fill(p, GatePrecondition, g.Item, g.Number, 0, g.Date), g.Basis)
}

// Question puts an unknown gate to the side that knows, in one sentence that a
// yes makes the gate a yes; empty for a gate that nobody is asked.
func Question(l Lang, names Names, g Gate) string {
	f := filler{l, names}
	return f.fill(questions[g.Code], GatePrecondition, g.Item, g.Number, 0, g.Date)
}
