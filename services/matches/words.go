package matches

// indonesian are the sentences of this service's refusals on pages for people (see words.md of the design).
var indonesian = map[string]string{
	"match.unknown":       "Usulan padanan ini tidak ada, atau bukan untuk Anda.",
	"match.self":          "Sebuah pemerintah tidak dapat dipadankan dengan inovasinya sendiri.",
	"match.foreign":       "Praktik dari luar negeri adalah inspirasi; hanya koordinator yang dapat mengusulkannya, disertai alasan.",
	"match.open":          "Usulan padanan ini masih menunggu keputusan.",
	"match.decided":       "Usulan padanan ini sudah diputuskan. Buka kembali dengan alasan bila perlu diputuskan lagi.",
	"match.closed":        "Usulan padanan ini sudah ditutup.",
	"match.until":         "Tanggal untuk melihat kembali belum diisi atau sudah lewat.",
	"match.gone":          "Inovasi atau kebutuhannya tidak ada lagi dalam daftar.",
	"gate.no":             "Ada syarat awal yang diketahui tidak terpenuhi.",
	"gate.unknown":        "Ada syarat awal yang belum dipastikan. Tanyakan dahulu kepada pihak yang tahu, lalu setujui setelah dijawab.",
	"gate.known":          "Tidak ada lagi yang perlu ditanyakan.",
	"load.full":           "Kuota kunjungan untuk periode ini sudah terpakai semua.",
	"recusal.required":    "Anda termasuk salah satu pihak, jadi tidak ikut memutus. Mintalah koordinator lain memutuskannya.",
	"reason.required":     "Alasan perlu diisi.",
	"reason.text":         "Alasan terlalu pendek, terlalu panjang, atau berisi tanda yang tidak dapat ditampilkan.",
	"reason.personal":     "Alasan tampaknya memuat alamat surel, nomor telepon, atau nomor identitas. Catatan ini disimpan selamanya, jadi jangan memuat data pribadi.",
	"question.unknown":    "Pertanyaan ini tidak ada, atau bukan untuk Anda.",
	"question.side":       "Hanya pihak yang ditanya yang dapat menjawab.",
	"question.closed":     "Pertanyaan ini sudah dijawab.",
	"question.checked_on": "Tanggal pemastian belum diisi, belum tiba, atau sudah lebih dari 12 bulan.",
	"session.unknown":     "Inovasi ini tidak memiliki sesi bersama itu pada periode ini.",
	"innovation.unknown":  "Inovasi ini tidak ada dalam daftar.",
	"need.unknown":        "Kebutuhan ini tidak ada.",
	"period.over":         "Periode kunjungan ini sudah berakhir.",
}
