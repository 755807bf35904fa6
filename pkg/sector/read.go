package sector

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"makcomblang.id/pkg/fault"
)

const (
	maxTerms = 10_000
	maxName  = 120 // characters
)

// ReadSectors reads sectors.csv: UTF-8, header id,name_id,name_en. It reports
// everything that is wrong at once as a [fault.List], with fields such as
// rows[3].name_en counted from the first row below the header: code
// vocabulary.csv for a file that is not of that shape, vocabulary.name,
// vocabulary.repeated, and sector.form for an id. An error of r itself is
// returned as it is.
func ReadSectors(r io.Reader) (*Vocabulary[Sector], error) {
	return read(r, "sector", []string{"id", "name_id", "name_en"}, ParseSector, nil)
}

// ReadPreconditions reads preconditions.csv as [ReadSectors] does.
func ReadPreconditions(r io.Reader) (*Vocabulary[Precondition], error) {
	return read(r, "precondition", []string{"id", "name_id", "name_en"}, ParsePrecondition, nil)
}

// ReadProblems reads problems.csv, which has a fourth column sector that must be
// in sectors: otherwise the row is refused with code sector.unknown.
func ReadProblems(r io.Reader, sectors *Vocabulary[Sector]) (*Vocabulary[Problem], error) {
	return read(r, "problem", []string{"id", "name_id", "name_en", "sector"}, ParseProblem, sectors)
}

func read[ID ~string](
	r io.Reader, kind string, header []string, parse func(string) (ID, error), sectors *Vocabulary[Sector],
) (*Vocabulary[ID], error) {
	rows, err := readRows(r, header)
	if err != nil {
		return nil, err
	}
	v := &Vocabulary[ID]{kind: kind, index: make(map[ID]int, len(rows))}
	var wrong fault.List
	for i, row := range rows {
		at := fmt.Sprintf("rows[%d]", i)
		id, err := parse(row[0])
		wrong.At(at+".id", err)
		if _, repeated := v.index[id]; repeated {
			wrong.Add(fault.Invalid(at+".id", "vocabulary.repeated", "This id stands in an earlier row.", "each id once"))
		}
		wrong.At(at+".name_id", checkName(row[1]))
		wrong.At(at+".name_en", checkName(row[2]))
		term := Term[ID]{ID: id, NameID: row[1], NameEN: row[2]}
		if len(header) > 3 {
			term.Sector = Sector(row[3])
			wrong.At(at+".sector", sectors.Check(term.Sector))
		}
		if id != "" {
			v.index[id] = len(v.terms)
		}
		v.terms = append(v.terms, term)
	}
	if err := wrong.Err(); err != nil {
		return nil, err
	}
	return v, nil
}

// readRows gives the rows below the header. Errors of the CSV form become
// faults that tell the line and not the content.
func readRows(r io.Reader, header []string) ([][]string, error) {
	reader := csv.NewReader(r)
	reader.FieldsPerRecord = len(header)
	var rows [][]string
	for {
		row, err := reader.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		var broken *csv.ParseError
		if errors.As(err, &broken) {
			return nil, errCSV(fault.Textf("Line %d is not a row of this file.", broken.Line), header)
		}
		if err != nil {
			return nil, fmt.Errorf("sector: read vocabulary: %w", err)
		}
		rows = append(rows, row)
		if len(rows) > maxTerms+1 {
			return nil, fault.Invalid("", "vocabulary.csv", "The vocabulary is too long.", "").Allowing(fault.Textf("at most %d rows", maxTerms))
		}
	}
	if len(rows) == 0 || !slices.Equal(rows[0], header) {
		return nil, errCSV(fault.Textf("The first line is not the expected header."), header)
	}
	return rows[1:], nil
}

// checkName also refuses what a spreadsheet would run as a formula.
func checkName(name string) error {
	bad := name == "" || !utf8.ValidString(name) || utf8.RuneCountInString(name) > maxName ||
		strings.TrimSpace(name) != name || strings.ContainsFunc(name, unicode.IsControl) ||
		strings.ContainsAny(name[:1], "=+-@")
	if bad {
		return fault.Invalid("", "vocabulary.name", "This is not a name.", "").
			Allowing(fault.Textf("1 to %d characters of UTF-8 on one line, no space at either end, not starting with = + - or @", maxName))
	}
	return nil
}

func errCSV(message fault.Text, header []string) error {
	return fault.Invalid("", "vocabulary.csv", "", "").Saying(message).
		Allowing(fault.Textf("CSV in UTF-8 without a byte order mark, with the header %s", strings.Join(header, ",")))
}
