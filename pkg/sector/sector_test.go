package sector_test

import (
	"encoding"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"testing/iotest"

	"makcomblang.id/pkg/fault"
	"makcomblang.id/pkg/sector"
)

const sectorsCSV = "id,name_id,name_en\nhealth,Kesehatan,Health\ninfrastructure,\"Infrastruktur, air\",Infrastructure\n"

func TestTokenForm(t *testing.T) {
	t.Parallel()
	var (
		token        sector.Token
		field        sector.Sector
		problem      sector.Problem
		precondition sector.Precondition
	)
	all := []interface {
		encoding.TextMarshaler
		encoding.TextUnmarshaler
	}{&token, &field, &problem, &precondition}
	good := []string{"a", "9206", "sistem-edat-malaria", "-", strings.Repeat("z", 64)}
	bad := []string{"", strings.Repeat("z", 65), "A", "a.b", "a b", "a/b", "a*", ">", "a\n", "é", "\xff", "a_b"}
	for _, id := range all {
		if _, err := id.MarshalText(); err == nil {
			t.Errorf("%T: wrote the zero value", id)
		}
		for _, s := range good {
			if err := id.UnmarshalText([]byte(s)); err != nil {
				t.Errorf("%T: refused %q: %v", id, s, err)
			}
			if got, err := id.MarshalText(); err != nil || string(got) != s {
				t.Errorf("%T: %q came back as %q, %v", id, s, got, err)
			}
		}
		for _, s := range bad {
			err := id.UnmarshalText([]byte(s))
			if e, ok := fault.As(err); !ok || !strings.HasSuffix(e.Code, ".form") || e.Allowed == "" {
				t.Errorf("%T: %q: got %v", id, s, err)
			}
		}
	}
	if err := json.Unmarshal([]byte(`{"p":"a.b"}`), &struct{ P *sector.Problem }{&problem}); err == nil {
		t.Error("JSON let a wrong id through")
	}
}

func TestVocabularies(t *testing.T) {
	t.Parallel()
	sectors, err := sector.ReadSectors(strings.NewReader(sectorsCSV))
	if err != nil {
		t.Fatal(err)
	}
	problems, err := sector.ReadProblems(strings.NewReader(
		"id,name_id,name_en,sector\nclean-water,Air bersih,Clean water,infrastructure\nmalaria,Malaria,Malaria,health\n"), sectors)
	if err != nil {
		t.Fatal(err)
	}
	if got := problems.Len(); got != 2 {
		t.Errorf("got %d problems", got)
	}
	term, ok := problems.Lookup("clean-water")
	if !ok || term.NameID != "Air bersih" || term.NameEN != "Clean water" || term.Sector != "infrastructure" {
		t.Errorf("got %+v, %v", term, ok)
	}
	names := []struct{ got, want string }{
		{problems.Name("clean-water", "en"), "Clean water"},
		{problems.Name("clean-water", "id"), "Air bersih"},
		{problems.Name("clean-water", ""), "Air bersih"},
		{problems.Name("gone", "en"), "gone"},
		{sectors.Name("infrastructure", "id"), "Infrastruktur, air"},
	}
	for _, n := range names {
		if n.got != n.want {
			t.Errorf("got %q, want %q", n.got, n.want)
		}
	}
	if err := problems.Check("malaria"); err != nil {
		t.Error(err)
	}
	if e, ok := fault.As(problems.Check("gold")); !ok || e.Code != "problem.unknown" || strings.Contains(e.Error(), "gold") {
		t.Errorf("got %v", e)
	}
	copied := problems.Terms()
	copied[0].NameID = "changed"
	if problems.Name("clean-water", "id") == "changed" {
		t.Error("Terms hands out the vocabulary itself")
	}
}

func TestNilVocabularyKnowsNothing(t *testing.T) {
	t.Parallel()
	var v *sector.Vocabulary[sector.Precondition]
	if _, ok := v.Lookup("internet"); ok || v.Len() != 0 || v.Terms() != nil || v.Check("internet") == nil {
		t.Error("a nil vocabulary knows a word")
	}
}

func TestReadingRefuses(t *testing.T) {
	t.Parallel()
	const head = "id,name_id,name_en\n"
	tests := map[string]struct {
		csv  string
		want string // "field code", one per fault
	}{
		"nothing":           {"", " vocabulary.csv"},
		"other columns":     {"id,name\nx,X\n", " vocabulary.csv"},
		"byte order mark":   {"\ufeff" + head, " vocabulary.csv"},
		"columns swapped":   {"id,name_en,name_id\n", " vocabulary.csv"},
		"short row":         {head + "internet,Internet\n", " vocabulary.csv"},
		"bare quote":        {head + "internet,Inter\"net,Internet\n", " vocabulary.csv"},
		"wrong id":          {head + "Inter Net,Internet,Internet\n", "rows[0].id precondition.form"},
		"repeated":          {head + "a,A,A\na,A,A\n", "rows[1].id vocabulary.repeated"},
		"formula":           {head + "a,=1+1,A\n", "rows[0].name_id vocabulary.name"},
		"latin-1":           {head + "a,A,caf\xe9\n", "rows[0].name_en vocabulary.name"},
		"all wrong at once": {head + "A,,A\nb,B,\n", "rows[0].id precondition.form;rows[0].name_id vocabulary.name;rows[1].name_en vocabulary.name"},
		"too long":          {head + strings.Repeat("a,A,A\n", 10_001), " vocabulary.csv"},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			v, err := sector.ReadPreconditions(strings.NewReader(tc.csv))
			var got []string
			for _, e := range fault.All(err) {
				got = append(got, e.Field+" "+e.Code)
			}
			if v != nil || strings.Join(got, ";") != tc.want {
				t.Errorf("got %q, want %q", strings.Join(got, ";"), tc.want)
			}
		})
	}
}

func TestReadingTellsAnErrorOfTheReaderApart(t *testing.T) {
	t.Parallel()
	away := errors.New("disk away")
	_, err := sector.ReadSectors(iotest.ErrReader(away))
	if _, isFault := fault.As(err); isFault || !errors.Is(err, away) {
		t.Errorf("got %v", err)
	}
}

func TestProblemNeedsAKnownSector(t *testing.T) {
	t.Parallel()
	_, err := sector.ReadProblems(strings.NewReader("id,name_id,name_en,sector\na,A,A,alchemy\n"), nil)
	if e, ok := fault.As(err); !ok || e.Field != "rows[0].sector" {
		t.Errorf("got %v", err)
	}
}
