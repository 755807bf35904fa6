package refusal

import (
	"os"
	"strings"
	"testing"

	"makcomblang.id/pkg/fault"
)

func TestSayTellsParametersInBothLanguages(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		fault                  *fault.Error
		says, allows           string
		english, englishAllows string
	}{
		"a constant": {
			fault.Invalid("f", "field.missing", "The field is missing.", "a value"),
			"Isian ini harus diisi.", "isian yang tidak kosong", "The field is missing.", "a value",
		},
		"parameters": {
			fault.Invalid("f", "text.long", "", "").Saying(fault.Textf("This text is longer than %d characters.", 40)).Allowing(fault.Textf("at most %d characters", 40)),
			"Teks ini lebih dari 40 karakter.", "paling banyak 40 karakter", "This text is longer than 40 characters.", "at most 40 characters",
		},
		"a text in a text": {
			fault.Forbiddenf("question.side", "Only the %s can answer this question.", fault.Textf("owner of the practice")),
			"Hanya pemilik inovasi yang dapat menjawab pertanyaan ini.", "", "Only the owner of the practice can answer this question.", "",
		},
		"the author's own Indonesian": {
			fault.Conflictf("gate.no", "No.").Saying(fault.Bilingual("It has ended.", "Sudah dihentikan.")).Allowing(fault.Plain("a, b")),
			"Sudah dihentikan.", "a, b", "It has ended.", "a, b",
		},
		"a note for the operator": {
			fault.Unavailable(nil, "").Saying(fault.Textf("Nothing is written: %s.", fault.Note("the disk is full"))),
			"Sedang tidak ada yang ditulis. Pengelola layanan dapat melihat sebabnya.", "", "Nothing is written: the disk is full.", "",
		},
		"a code that nobody knows": {
			fault.NotFoundf("nothing.such", "This is no sentence of ours.").Allowing(fault.Textf("nor is this")),
			"Yang dicari tidak ada di sini.", "", "This is no sentence of ours.", "nor is this",
		},
		"a text that holds an unknown one": {
			fault.Forbiddenf("question.side", "Only the %s can answer this question.", fault.Textf("neighbour")),
			"Kunci ini tidak berwenang untuk tindakan tersebut.", "", "Only the neighbour can answer this question.", "",
		},
		"no sentence": {&fault.Error{Kind: fault.KindConflict, Code: "match.open"}, "Keadaan saat ini belum memungkinkan.", "", "", ""},
	}
	for name, tc := range tests {
		if says, allows := Say("id", tc.fault); says != tc.says || allows != tc.allows {
			t.Errorf("%s: got %q, %q", name, says, allows)
		}
		if says, allows := Say("en", tc.fault); says != tc.english || allows != tc.englishAllows {
			t.Errorf("%s in English: got %q, %q", name, says, allows)
		}
	}
}

func TestFieldsHaveNamesOnPages(t *testing.T) {
	t.Parallel()
	for path, want := range map[string]string{
		"reason": "Alasan", "gates.running": "Syarat awal", "capacity.owner": "Kuota kunjungan pemilik inovasi", "b.sematkan": "Padanan yang harus ada",
		"gates[2]": "Syarat awal", "budget.per_pair.outgoing": "Anggaran", "something.else": "something.else", "x[0].y": "x[0].y",
	} {
		if got := Field("id", path); got != want {
			t.Errorf("%s: got %q, want %q", path, got, want)
		}
	}
	if got := Field("en", "reason"); got != "Reason" {
		t.Errorf("in English: got %q", got)
	}
}

// The reading of the sources must see what is wrong, or the test of completeness sees nothing.
func TestSourcesAreRead(t *testing.T) {
	t.Parallel()
	const head = "package a\n\nimport \"makcomblang.id/pkg/fault\"\n\nconst all = \"one or \" + \"two\"\n\n"
	tests := map[string]struct{ body, want string }{
		"a constant":            {`var e = fault.Invalid("f", "a.b", "It is wrong.", all)`, "a.b|It is wrong. |one or two"},
		"a fault by hand":       {`var e = &fault.Error{Code: "a.b", Message: "It is wrong."}`, "a.b|It is wrong."},
		"faults by hand":        {`var e = []*fault.Error{{Code: "a.b", Message: "It is wrong."}}`, "a.b|It is wrong."},
		"through a function":    {"func f(code string) error { return fault.NotFoundf(code, \"None.\") }\n\nvar e, g = f(\"a.b\"), f(\"a.c\")", "a.b|None. a.c|None."},
		"joined in a function":  {"func f(k string) error { return fault.NotFoundf(k+\".no\", \"No \"+k+\".\") }\n\nvar e = f(\"a\")", "a.no|No a."},
		"a text":                {`var e = fault.Textf("at most %d", 3)`, "|at most %d"},
		"unavailable":           {`var e = fault.Unavailable(nil, "Away.")`, "unavailable|Away."},
		"a text that is made":   {`var e = fault.Textf(all + f())`, "constants"},
		"a message that varies": {`func f(s string) error { return fault.Invalid("f", "a.b", "Not "+s, "") }`, "constants"},
		"a text put in later":   {`func f(e *fault.Error) { e.Allowed = "one" }`, "Saying and Allowing"},
		"a fault without a code": {
			`var e = fault.Error{Kind: fault.KindInternal}`, "code",
		},
	}
	for name, tc := range tests {
		p := newFaulty()
		if err := p.parse("a.go", head+tc.body); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		p.read()
		var got []string
		for _, s := range p.found {
			got = append(got, s.code+"|"+s.format)
		}
		if told := strings.Join(append(got, p.wrong...), " "); !strings.Contains(told, tc.want) || (len(p.wrong) == 0) != strings.Contains(tc.want, "|") {
			t.Errorf("%s: got %s", name, told)
		}
	}
	if got := takes("%d of %s", []int{1}); got != "1d" {
		t.Errorf("a note counts: %q", got)
	}
	if takes("%[2]s, %[1]d", nil) != takes("%d %s", nil) || takes("%d", nil) == takes("%s", nil) || takes("", nil) == takes("%d", nil) {
		t.Error("parameters are not told apart")
	}
}

func TestTheListOfCodesIsCurrent(t *testing.T) {
	t.Parallel()
	got, err := os.ReadFile("../../../docs/error-codes.md")
	if err != nil || string(got) != string(Document()) {
		t.Errorf("docs/error-codes.md is not current, run make generate: %v", err)
	}
	for code := range read().Codes {
		if !strings.Contains(string(got), "| `"+code+"` |") {
			t.Errorf("the list lacks %s", code)
		}
	}
}
