package region_test

import (
	"encoding/csv"
	"errors"
	"io/fs"
	"os"
	"testing"

	"makcomblang.id/pkg/region"
)

// The shipped data lies beside the module in the repository; a copy of the module
// alone has none.
func TestShippedRegionsParse(t *testing.T) {
	t.Parallel()
	for _, row := range shipped(t, "regions.csv") {
		code, err := region.ParseCode(row["code"])
		level, err2 := region.ParseLevel(row["level"])
		_, err3 := region.ParseTimeZone(row["time_zone"])
		if err := errors.Join(err, err2, err3); err != nil || code.Level() != level || code.Fictitious() {
			t.Errorf("%s: %v, level %s by its code", row["code"], err, code.Level())
		}
		if parent := row["parent_code"]; parent != "" && code.Province().Dotted() != parent {
			t.Errorf("%s: province %s", row["code"], code.Province())
		}
	}
	for _, name := range []string{"region-settings.csv", "innovations.csv"} {
		for _, row := range shipped(t, name) {
			if _, err := region.ParseSettings(row["settings"]); err != nil {
				t.Errorf("%s: %v: %v", name, row["settings"], err)
			}
		}
	}
	for _, row := range shipped(t, "lagging.csv") {
		code, err := region.ParseCode(row["code"])
		if err != nil || !code.CanLag() {
			t.Errorf("%s cannot lag: %v", row["code"], err)
		}
	}
	for _, row := range shipped(t, "sample-regions.csv") {
		if code, err := region.ParseCode(row["code"]); err != nil || !code.Fictitious() {
			t.Errorf("%s is not fictitious: %v", row["code"], err)
		}
	}
}

// shipped gives the rows of a data file by column name.
func shipped(t *testing.T, name string) []map[string]string {
	t.Helper()
	f, err := os.Open("../../data/" + name)
	if errors.Is(err, fs.ErrNotExist) {
		t.Skip("the shipped data is not beside this module")
	}
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil || len(rows) < 2 {
		t.Fatalf("%s: %d rows, %v", name, len(rows), err)
	}
	var list []map[string]string
	for _, row := range rows[1:] {
		named := map[string]string{}
		for i, column := range rows[0] {
			named[column] = row[i]
		}
		list = append(list, named)
	}
	return list
}
