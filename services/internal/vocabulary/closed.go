package vocabulary

import (
	"bytes"
	_ "embed" // the lists
	"encoding/csv"
	"slices"
)

//go:embed closed.csv
var closedCSV []byte

// List is one list of terms that a client may send.
type List struct {
	ID    string `json:"id" doc:"Name of the list."`
	Terms []Term `json:"terms" nullable:"false" doc:"Its terms in their order."`
}

var closed = must(readClosed())

// readClosed reads the lists whose terms the program itself decides on; each is an enumeration of the API as well.
func readClosed() ([]List, error) {
	rows, err := csv.NewReader(bytes.NewReader(closedCSV)).ReadAll()
	if err != nil {
		return nil, err
	}
	var all []List
	for _, row := range rows[1:] {
		at := slices.IndexFunc(all, func(l List) bool { return l.ID == row[0] })
		if at < 0 {
			at = len(all)
			all = append(all, List{ID: row[0]})
		}
		all[at].Terms = append(all[at].Terms, Term{ID: row[1], NameID: row[2], NameEN: row[3]})
	}
	return all, nil
}

// Lists gives every list of terms: those of the data and those of the program.
func Lists() []List {
	return append([]List{
		{"sectors", Sectors()}, {"problems", Problems()}, {"preconditions", Preconditions()}, {"settings", Settings()},
	}, closed...)
}
