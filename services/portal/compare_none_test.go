package portal_test

import (
	"strings"
	"testing"
)

// Where no run could have a visit, the page says why and shows no table of nothing; a run that cannot be has no value.
func TestNothingToCompareIsSaid(t *testing.T) {
	t.Parallel()
	w := newWorld(t, true)
	w.ship()
	get := compareAs(w)
	for query, want := range map[string]string{
		"a.tujuan=score&daftar=&wilayah=bali":                 "Dalam cakupan ini tidak ada kebutuhan",
		"a.tujuan=score&periode=2031":                         "Untuk periode 2031 belum ada kuota kunjungan",
		"a.tujuan=score&wilayah=51&daftar=&cari.inovasi=edat": "Dalam cakupan ini tidak ada kebutuhan",
	} {
		body := get(query, 200)
		lint(t, query, []byte(body))
		if !strings.Contains(between(body, `id="hasil">`, "</section>"), want) || strings.Contains(body, "<table") {
			t.Errorf("%s: want %q and no table", query, want)
		}
	}
	body := get("a.tujuan=score&b.tujuan=score&b.serap=-1000&b.sematkan="+edat+"+"+digoel, 200)
	_, second, _ := strings.Cut(body, "<strong>2. ")
	row, _, _ := strings.Cut(second, "</tr>")
	if !strings.Contains(row, "Padanan yang harus ada memerlukan 1 kunjungan") || !strings.Contains(row, `data-label="Nilai susunan">–`) || strings.Contains(row, `lang="en"`) {
		t.Errorf("a run that cannot be: %s", row)
	}
}
