package intake_test

import (
	"strings"
	"testing"

	"makcomblang.id/pkg/calendar"
	"makcomblang.id/pkg/event"
	"makcomblang.id/pkg/fault"
	"makcomblang.id/pkg/intake"
)

func TestChecks(t *testing.T) {
	t.Parallel()
	bintuni := func(code string) bool { return code == "92.06" }
	sample := intake.Ground{Basis: event.Sample, AllowSample: true}
	tests := map[string]struct {
		err  error
		want string // code; empty is accepted
	}{
		"line":                 {intake.Line("f", "Perpres 63/2020, lampiran", 30), ""},
		"line of many letters": {intake.Line("f", strings.Repeat("é", 30), 30), ""},
		"line missing":         {intake.Line("f", "", 30), "text.required"},
		"line may be missing":  {intake.OptionalLine("f", "", 30), ""},
		"line too long":        {intake.Line("f", strings.Repeat("é", 31), 30), "text.long"},
		"line not trimmed":     {intake.Line("f", "a ", 30), "text.form"},
		"line of spaces":       {intake.Line("f", "  ", 30), "text.form"},
		"two lines":            {intake.Line("f", "a\nb", 30), "text.form"},
		"latin-1":              {intake.Line("f", "caf\xe9", 30), "text.form"},
		"turned text":          {intake.Line("f", "a\u202eb", 30), "text.form"},
		"e-mail":               {intake.Line("f", "tulis ke budi@contoh.go.id", 90), "text.personal"},
		"label":                {intake.Labelled("f", "Contoh: air", true), ""},
		"label missing":        {intake.Labelled("f", "air", true), "text.label"},
		"no label needed":      {intake.Labelled("f", "air", false), ""},
		"id":                   {intake.ID("f", "sistem-edat_2"), ""},
		"id with dot":          {intake.ID("f", "92.06"), "id.form"},
		"id in capitals":       {intake.ID("f", "EDAT"), "id.form"},
		"id too long":          {intake.ID("f", strings.Repeat("a", 81)), "id.form"},
		"region":               {intake.Region("f", "92.06", bintuni), ""},
		"no region":            {intake.Region("f", "", bintuni), ""},
		"region without dot":   {intake.Region("f", "9206", bintuni), "region.code"},
		"unknown region":       {intake.Region("f", "92.07", bintuni), "region.unknown"},
		"date":                 {intake.Date("f", "2026-11-21"), ""},
		"date that is none":    {intake.Date("f", "2026-02-30"), "date.form"},
		"today":                {intake.Past("f", "2026-11-21", "2026-11-21"), ""},
		"tomorrow":             {intake.Past("f", "2026-11-22", "2026-11-21"), "date.future"},
		"past of no date":      {intake.Past("f", "x", "2026-11-21"), "date.form"},
		"one day":              {intake.Span("f", "2026-11-21", "to", "2026-11-21"), ""},
		"backwards":            {intake.Span("from", "2026-11-21", "f", "2026-11-20"), "date.order"},
		"period":               {intake.Period("f", "2027-h1"), ""},
		"no period":            {intake.Period("f", "2027-h3"), "period.form"},
		"low":                  {intake.Range("f", 0, 1, 5), "number.range"},
		"high":                 {intake.Range("f", 6, 1, 5), "number.range"},
		"inside":               {intake.Range("f", 5, 1, 5), ""},
		"word":                 {intake.OneOf("f", "a", "a", "b"), ""},
		"other word":           {intake.OneOf("f", "A", "a", "b"), "word.unknown"},
		"sample":               {sample.Check("f"), ""},
		"sample not taken":     {intake.Ground{Basis: event.Sample}.Check("f"), "basis.sample"},
		"no basis":             {intake.Ground{}.Check("f"), "basis.unknown"},
		"fictitious":           {intake.Ground{Basis: event.Official, Fictitious: true}.Check("f"), "basis.fictitious"},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e, ok := fault.As(tc.err)
			switch {
			case tc.want == "" && tc.err != nil:
				t.Errorf("refused: %v", tc.err)
			case tc.want != "" && (!ok || e.Code != tc.want):
				t.Errorf("got %v, want code %s", tc.err, tc.want)
			case ok && (e.Field != "f" || e.Allowed == "" || e.Message == ""):
				t.Errorf("the refusal does not help: %+v", e)
			}
		})
	}
}

func TestSpanNamesEachWrongDate(t *testing.T) {
	t.Parallel()
	all := fault.All(intake.Span("from", calendar.Date("a"), "until", calendar.Date("b")))
	if len(all) != 2 || all[0].Field != "from" || all[1].Field != "until" {
		t.Errorf("got %v", all)
	}
}

func TestEachNamesThePlace(t *testing.T) {
	t.Parallel()
	check := func(w string) error { return intake.OneOf("", w, "a", "b") }
	all := fault.All(intake.Each("has", []string{"a", "x", "a"}, 3, check))
	if len(all) != 2 || all[0].Field != "has[1]" || all[1].Field != "has[2]" || all[1].Code != "list.repeated" {
		t.Errorf("got %v", all)
	}
	if e, ok := fault.As(intake.Each("has", []string{"a", "b"}, 1, check)); !ok || e.Code != "list.long" {
		t.Errorf("got %v", e)
	}
	if err := intake.Each("has", nil, 1, check); err != nil {
		t.Errorf("refused nothing: %v", err)
	}
}

func TestPersonal(t *testing.T) {
	t.Parallel()
	personal := []string{
		"budi.santoso@contoh.go.id", "surat (budi@contoh.id)", "0812-3456-7890", "HP 081234567890",
		"+62 812 3456 7890", "+6281234567890", "tel. (0271) 632163", "021 5551234", "62812 3456 7890",
		"NIK 3201012345678901", "NIP 197001011990031001", "https://wa.me/6281234567890", "mailto:x",
	}
	for _, s := range personal {
		if !intake.Personal(s) {
			t.Errorf("let through %q", s)
		}
	}
	plain := []string{
		"Perpres 63/2020 (2020-2024)", "page: Juara UNPSA (kadatebintuni.com)", "2.355 dari 2.928 catatan",
		"Rp 7.000.000.000 per pemerintah", "01.02.2020 - 05.06.2021", "@menpanrb", "pilot 2014-2019",
		"https://news.example/read/2018/01/18/123456789012345678/mpp", "Kode 92.06, tahun 2018", "SPBE 4.0 dan 24 jam",
		"Kepmen 79/2019 of 31 July 2019 names 62 graduates", "titik 0.12345 LS", "10 000 000 jiwa", "",
	}
	for _, s := range plain {
		if intake.Personal(s) {
			t.Errorf("refused %q", s)
		}
	}
}
