package award_test

import (
	"encoding/csv"
	"errors"
	"io/fs"
	"os"
	"strconv"
	"testing"

	"makcomblang.id/pkg/award"
)

// What the shipped data says was awarded must be possible. The files lie beside
// the module in the repository; a copy of the module alone has none.
func TestShippedAwardsAreValid(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"innovations.csv", "arrivals.csv"} {
		rows := shipped(t, "../../data/"+name)
		column := map[string]int{}
		for i, h := range rows[0] {
			column[h] = i
		}
		for line, row := range rows[1:] {
			year := 0
			if cell := row[column["award_year"]]; cell != "" {
				n, err := strconv.Atoi(cell)
				if err != nil {
					t.Fatalf("%s row %d: %v", name, line+2, err)
				}
				year = n
			}
			if err := award.Validate(row[column["award"]], award.Tier(row[column["tier"]]), year); err != nil {
				t.Errorf("%s row %d (%s): %v", name, line+2, row[0], err)
			}
		}
		t.Logf("%s: %d rows", name, len(rows)-1)
	}
}

func shipped(t *testing.T, path string) [][]string {
	t.Helper()
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		t.Skip("the shipped data is not beside this module")
	}
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil || len(rows) < 2 {
		t.Fatalf("%s: %d rows, %v", path, len(rows), err)
	}
	return rows
}
