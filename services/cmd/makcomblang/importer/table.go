package importer

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"
)

// maxFile bounds a file, in bytes.
const maxFile = 64 << 20

// Complaint says what is wrong with a cell, and what is allowed. It never repeats the cell.
type Complaint struct {
	File    string `json:"file"`
	Row     int    `json:"row"`              // line of the file, the header is 1; 0 for the file as a whole
	Rows    int    `json:"rows,omitempty"`   // how many rows it is about, if several; Row is the first
	Column  string `json:"column,omitempty"` // name from the header
	Message string `json:"message"`
	Allowed string `json:"allowed,omitempty"`
}

// String is the complaint in one line.
func (c Complaint) String() string {
	at := c.File
	if c.Row > 0 {
		at += fmt.Sprintf(", row %d", c.Row)
	}
	if c.Column != "" {
		at += ", column " + c.Column
	}
	if c.Allowed != "" {
		return at + ": " + c.Message + " Allowed: " + c.Allowed + "."
	}
	return at + ": " + c.Message
}

// table is a file that was read: a known shape and its rows.
type table struct {
	file  string
	shape shape
	rows  []row
}

type row struct {
	line  int
	cells map[string]string
}

// read reads a file whose header names one of the shapes.
func read(file string, r io.Reader) (table, []Complaint) {
	whole := func(message, allowed string) (table, []Complaint) {
		return table{}, []Complaint{{File: file, Message: message, Allowed: allowed}}
	}
	doc, err := io.ReadAll(io.LimitReader(r, maxFile+1))
	switch {
	case err != nil:
		return whole("The file cannot be read.", "a readable CSV file")
	case len(doc) > maxFile:
		return whole("The file is too large.", "at most 64 MiB")
	case bytes.HasPrefix(doc, []byte("PK\x03\x04")):
		return whole("This is a spreadsheet, not a CSV file.", "the sheet saved as CSV in UTF-8")
	}
	doc = bytes.TrimPrefix(doc, []byte("\xef\xbb\xbf"))
	if at := invalidUTF8(doc); at > 0 {
		return table{}, []Complaint{{File: file, Row: at, Message: "The text is not UTF-8.", Allowed: "CSV saved as UTF-8"}}
	}
	in := csv.NewReader(bufio.NewReader(bytes.NewReader(doc)))
	in.Comma = separator(doc)
	header, err := in.Read()
	if err != nil {
		return whole("The file has no header row.", "a first row with the column names")
	}
	s, complaint := shapeOf(header)
	if complaint != "" {
		return whole(complaint, "the columns of "+strings.Join(shapeNames(), ", "))
	}
	t := table{file: file, shape: s}
	return t.fill(in, header)
}

func (t table) fill(in *csv.Reader, header []string) (table, []Complaint) {
	var complaints []Complaint
	for {
		record, err := in.Read()
		if errors.Is(err, io.EOF) {
			return t, complaints
		}
		if err != nil {
			var parse *csv.ParseError
			if !errors.As(err, &parse) {
				return t, append(complaints, Complaint{File: t.file, Message: "The file cannot be read to its end.", Allowed: "a readable CSV file"})
			}
			complaints = append(complaints, Complaint{File: t.file, Row: parse.StartLine, Message: "The row has another number of cells than the header, or a quote in the wrong place.", Allowed: fmt.Sprintf("%d cells; a cell with quotes or separators in it is quoted as a whole", len(header))})
			continue
		}
		line, _ := in.FieldPos(0)
		r := row{line: line, cells: make(map[string]string, len(header))}
		for i, name := range header {
			cell := strings.TrimSpace(record[i])
			if formula(cell) && !slices.Contains(t.shape.numbers, name) {
				complaints = append(complaints, Complaint{File: t.file, Row: line, Column: name, Message: "The cell begins like a formula.", Allowed: "text that does not begin with =, +, - or @"})
			}
			r.cells[name] = cell
		}
		t.rows = append(t.rows, r)
	}
}

// invalidUTF8 is the line of the first byte that is not UTF-8, 0 if there is none.
func invalidUTF8(doc []byte) int {
	if utf8.Valid(doc) {
		return 0
	}
	for i, line := range bytes.Split(doc, []byte("\n")) {
		if !utf8.Valid(line) {
			return i + 1
		}
	}
	return 1
}

// separator is ';' where the header has more of them than commas, as spreadsheets with Indonesian settings write it.
func separator(doc []byte) rune {
	header, _, _ := bytes.Cut(doc, []byte("\n"))
	if bytes.Count(header, []byte(";")) > bytes.Count(header, []byte(",")) {
		return ';'
	}
	return ','
}

// formula says whether a spreadsheet would run the cell.
func formula(cell string) bool { return cell != "" && strings.ContainsRune("=+-@\t\r", rune(cell[0])) }
