package vocabulary

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"makcomblang.id/pkg/region"
)

// The program and the shipped data speak the same words.
func TestEqualsTheShippedData(t *testing.T) {
	t.Parallel()
	for name, embedded := range map[string][]byte{
		"sectors.csv": sectorsCSV, "problems.csv": problemsCSV, "preconditions.csv": preconditionsCSV,
	} {
		shipped, err := os.ReadFile(filepath.Join("..", "..", "..", "data", name))
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(shipped, embedded) {
			t.Errorf("%s differs from data/%s: copy it here", name, name)
		}
	}
}

func TestLists(t *testing.T) {
	t.Parallel()
	if got := [3]int{len(Sectors()), len(Problems()), len(Preconditions())}; got != [3]int{12, 60, 28} {
		t.Errorf("got %v", got)
	}
	for _, p := range Problems() {
		if _, ok := Sector(p.Sector); !ok {
			t.Errorf("%s is in no sector", p.ID)
		}
	}
	for i, s := range region.Settings() {
		if Settings()[i].ID != string(s) {
			t.Errorf("setting %d is %s, want %s", i, Settings()[i].ID, s)
		}
	}
}

func TestNames(t *testing.T) {
	t.Parallel()
	for _, c := range [][4]string{
		{"problem", "clean-water", "Air bersih", "Clean water"},
		{"sector", "health", "Kesehatan", "Health"},
		{"precondition", "internet", "Jaringan internet", "Internet connection"},
		{"setting", "coast", "Pesisir", "Coast"},
		{"problem", "unheard-of", "unheard-of", "unheard-of"},
		{"colour", "health", "health", "health"},
	} {
		if id, en := Names(c[0], c[1]); id != c[2] || en != c[3] {
			t.Errorf("%s %s: got %q and %q", c[0], c[1], id, en)
		}
	}
}
