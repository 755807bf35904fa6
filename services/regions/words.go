package regions

// indonesian holds one sentence for a person for each code of the service that
// pkg/intake has not.
var indonesian = map[string]string{
	"region.exists":        "Daerah ini sudah terdaftar dengan isi lain. Nama baru dicatat sebagai perubahan nama.",
	"region.same_name":     "Daerah ini sudah bernama demikian pada hari itu.",
	"region.level":         "Tingkat pemerintahan tidak sesuai dengan kodenya.",
	"region.parent":        "Kode provinsi tidak sesuai dengan kode daerahnya.",
	"region.time_zone":     "Zona waktu ini bukan zona waktu Indonesia.",
	"region.setting":       "Keadaan wilayah ini tidak ada dalam daftar.",
	"region.cannot_lag":    "Hanya kabupaten yang dapat berstatus daerah tertinggal (Perpres 63/2020, Pasal 1).",
	"status.never_lagging": "Daerah hanya dapat terentaskan dari daftar yang pernah memuatnya.",
	"basis.invented":       "Status hukum tidak boleh dibuat-buat untuk pemerintah yang ada.",
	"problem.unknown":      "Masalah ini tidak ada dalam daftar.",
	"precondition.unknown": "Prasyarat ini tidak ada dalam daftar.",
	"access.both":          "Prasyarat ini tercatat ada dan tidak ada sekaligus.",
	"need.id":              "Pengenal kebutuhan tidak sesuai dengan daerah dan masalahnya.",
	"need.unknown":         "Kebutuhan ini tidak ada pada daerah ini.",
	"need.withdrawn":       "Kebutuhan ini sudah ditarik dengan alasan lain.",
}
