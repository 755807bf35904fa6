package importer

import (
	"strings"
	"testing"
)

const needsHeader = "region_code,problem,priority,statement,illustrative\n"

func TestReadRefusesFilesByRowAndColumn(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		doc, want string
		row       int
		column    string
	}{
		"empty":            {"", "no header", 0, ""},
		"unknown columns":  {"a,b\n1,2\n", "no known shape", 0, ""},
		"missing column":   {"region_code,problem,priority,statement\n", "Missing: illustrative", 0, ""},
		"extra column":     {strings.TrimSpace(needsHeader) + ",more\n", "columns it does not have", 0, ""},
		"spreadsheet":      {"PK\x03\x04rest", "spreadsheet", 0, ""},
		"Windows-1252":     {needsHeader + "12.04,malaria,3,Contoh: \xe9,true\n", "not UTF-8", 2, ""},
		"too few cells":    {needsHeader + "12.04,malaria\n", "number of cells", 2, ""},
		"open quote":       {needsHeader + "12.04,malaria,3,\"Contoh: x,true\n", "quote", 2, ""},
		"formula":          {needsHeader + "12.04,malaria,3,=1+1,true\n", "formula", 2, "statement"},
		"formula with tab": {needsHeader + "12.04,malaria,3,@cmd,true\n", "formula", 2, "statement"},
	} {
		_, complaints := read("f.csv", strings.NewReader(tc.doc))
		if len(complaints) == 0 {
			t.Errorf("%s: accepted", name)
			continue
		}
		if c := complaints[0]; !strings.Contains(c.Message, tc.want) || c.Row != tc.row || c.Column != tc.column {
			t.Errorf("%s: got %+v, want %q in row %d, column %q", name, c, tc.want, tc.row, tc.column)
		}
	}
}

func TestReadTakesWhatSpreadsheetsWrite(t *testing.T) {
	t.Parallel()
	doc := "\xef\xbb\xbfproblem;region_code;priority;statement;illustrative\r\nmalaria;12.04;3;Contoh: a;true\r\n"
	table, complaints := read("f.csv", strings.NewReader(doc))
	if len(complaints) > 0 || len(table.rows) != 1 || table.shape.name != "needs" || table.rows[0].cells["region_code"] != "12.04" {
		t.Errorf("got %+v, %v, want one need", table.rows, complaints)
	}
}

func TestRowsAreCheckedByColumn(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct{ shape, row, column string }{
		"region code":        {"needs", "12.4,malaria,3,Contoh: a,true", "region_code"},
		"priority":           {"needs", "12.04,malaria,9,Contoh: a,true", "priority"},
		"flag":               {"needs", "12.04,malaria,3,Contoh: a,ya", "illustrative"},
		"empty statement":    {"needs", "12.04,malaria,3,,true", "statement"},
		"a city cannot lag":  {"lagging", "92.71,Kota Sorong,perpres-63-2020,2020,2024,Sorong,,,page: x (y.com)", "code"},
		"unverified lagging": {"lagging", "92.06,Teluk Bintuni,perpres-63-2020,2020,2024,Teluk Bintuni,,,unverified", "evidence"},
	} {
		var header string
		for _, s := range shapes() {
			if s.name == tc.shape {
				header = strings.Join(s.columns, ",") + "\n"
			}
		}
		table, complaints := read("f.csv", strings.NewReader(header+tc.row+"\n"))
		if len(complaints) > 0 {
			t.Fatalf("%s: %v", name, complaints)
		}
		b := &build{opt: Options{Period: "2027"}, table: &table, row: table.rows[0]}
		table.shape.build(b)
		if len(b.complaints) == 0 || b.complaints[0].Column != tc.column || b.complaints[0].Allowed == "" {
			t.Errorf("%s: got %v, want a complaint about %s that says what is allowed", name, b.complaints, tc.column)
		}
		for _, c := range b.complaints {
			if strings.Contains(c.String(), "12.4,") {
				t.Errorf("%s: the complaint repeats the cell", name)
			}
		}
	}
}
