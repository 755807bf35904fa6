package innovations

// indonesian holds one sentence for a person for each code of the service that
// pkg/intake has not.
var indonesian = map[string]string{
	"practice.unknown":     "Inovasi ini tidak ada dalam daftar.",
	"practice.exists":      "Inovasi dengan pengenal ini sudah terdaftar dengan isi lain. Perbarui profilnya.",
	"practice.retired":     "Inovasi ini sudah dikeluarkan dari daftar.",
	"practice.stopped":     "Inovasi ini sudah dihentikan, jadi kunjungannya tidak dapat dibuka.",
	"practice.foreign":     "Inovasi dari negara lain ditampilkan sebagai inspirasi dan tidak membuka kunjungan.",
	"liveness.older":       "Sudah ada pernyataan tentang hari yang lebih baru.",
	"basis.invented":       "Hal ini tidak boleh dibuat-buat untuk pemerintah yang ada.",
	"owner.unknown":        "Pemilik inovasi ini tidak ada dalam daftar.",
	"owner.exists":         "Pemilik inovasi dengan pengenal ini sudah terdaftar dengan isi lain.",
	"owner.foreign":        "Pemilik inovasi dari negara lain tidak menerima kunjungan dalam program ini.",
	"owner.region":         "Pemilik inovasi dari negara lain bukan pemerintah daerah.",
	"owner.type":           "Jenis instansi tidak sesuai dengan kode daerahnya.",
	"owner.no_capacity":    "Pemilik inovasi belum menyatakan kuota kunjungan untuk periode ini.",
	"owner.no_trip":        "Kuota kunjungan pemilik inovasi untuk periode ini sudah terpakai semua.",
	"capacity.overlap":     "Kuota untuk periode lain yang mencakup hari yang sama sudah dinyatakan. Jadikan 0 lebih dahulu.",
	"session.exists":       "Sesi dengan pengenal ini sudah dibuka dengan isi lain.",
	"session.not_offered":  "Tidak ada kursi sesi bersama untuk inovasi dan periode ini.",
	"session.seats":        "Jumlah kursi melebihi yang disediakan.",
	"sector.unknown":       "Sektor ini tidak ada dalam daftar.",
	"problem.unknown":      "Masalah ini tidak ada dalam daftar.",
	"precondition.unknown": "Prasyarat ini tidak ada dalam daftar.",
	"region.setting":       "Keadaan wilayah ini tidak ada dalam daftar.",
	"award.tier":           "Tingkat penghargaan tidak sesuai.",
	"award.name":           "Nama penghargaan tidak sesuai dengan tingkat dan tahunnya.",
	"award.year":           "Penghargaan itu tidak diberikan pada tahun tersebut.",
}
