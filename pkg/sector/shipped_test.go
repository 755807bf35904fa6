package sector_test

import (
	"errors"
	"io/fs"
	"os"
	"testing"

	"makcomblang.id/pkg/sector"
)

// The shipped vocabularies lie beside the module in the repository.
func TestShippedVocabulariesRead(t *testing.T) {
	t.Parallel()
	open := func(name string) *os.File {
		f, err := os.Open("../../data/" + name)
		if errors.Is(err, fs.ErrNotExist) {
			t.Skip("the shipped data is not beside this module")
		}
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { f.Close() })
		return f
	}
	sectors, err := sector.ReadSectors(open("sectors.csv"))
	if err != nil {
		t.Fatal(err)
	}
	problems, err := sector.ReadProblems(open("problems.csv"), sectors)
	if err != nil {
		t.Fatal(err)
	}
	preconditions, err := sector.ReadPreconditions(open("preconditions.csv"))
	if err != nil {
		t.Fatal(err)
	}
	if sectors.Len() < 12 || problems.Len() < 60 || preconditions.Len() < 28 {
		t.Errorf("got %d sectors, %d problems, %d preconditions", sectors.Len(), problems.Len(), preconditions.Len())
	}
}
