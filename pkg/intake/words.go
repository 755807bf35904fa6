package intake

// Indonesian gives one sentence for a person for each code of this package, as
// pages show them beside the field.
func Indonesian() map[string]string {
	return map[string]string{
		"text.required":    "Isian ini belum diisi.",
		"text.form":        "Isian ini harus berupa satu baris teks biasa, tanpa spasi di awal atau akhir.",
		"text.long":        "Isian ini terlalu panjang.",
		"text.personal":    "Isian ini tampaknya memuat alamat surel, nomor telepon, atau nomor identitas. Data pribadi tidak disimpan di sini.",
		"text.label":       "Pernyataan contoh harus diawali \"Contoh: \".",
		"id.form":          "Bentuk pengenal ini tidak sesuai.",
		"date.form":        "Tanggal ini tidak sesuai.",
		"date.future":      "Tanggal ini belum tiba.",
		"date.order":       "Hari terakhir mendahului hari pertama.",
		"period.form":      "Periode kunjungan ini tidak sesuai.",
		"number.range":     "Angka ini di luar batas.",
		"word.unknown":     "Pilihan ini tidak ada dalam daftar.",
		"list.long":        "Daftar ini terlalu panjang.",
		"list.repeated":    "Isian ini sudah ada dalam daftar.",
		"region.code":      "Kode daerah ini tidak sesuai.",
		"region.unknown":   "Daerah ini tidak ada dalam daftar.",
		"basis.unknown":    "Dasar pernyataan belum disebut.",
		"basis.sample":     "Data contoh tidak diterima di sini.",
		"basis.fictitious": "Pernyataan tentang pemerintah rekaan hanya dapat berupa data contoh.",
	}
}
