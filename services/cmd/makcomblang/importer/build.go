package importer

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"makcomblang.id/pkg/calendar"
	"makcomblang.id/pkg/event"
	"makcomblang.id/pkg/region"
	"makcomblang.id/services/internal/vocabulary"
)

// command is one row's wish, not yet sent.
type command struct {
	file    string
	line    int
	stage   int
	path    string
	key     string // idempotency key: the import, the natural key and a hash of the content
	body    map[string]any
	sample  bool
	creates string // kind/id that it registers
	needs   []ref  // kind/id that must exist, with the column that names it
}

type ref struct{ thing, column string }

// build turns one row into commands; complaints gather in it.
type build struct {
	opt        Options
	table      *table
	row        row
	commands   []command
	complaints []Complaint
}

func (b *build) wrong(column, message, allowed string) {
	b.complaints = append(b.complaints, Complaint{File: b.table.file, Row: b.row.line, Column: column, Message: message, Allowed: allowed})
}

// text is a cell that may be empty.
func (b *build) text(column string) string { return b.row.cells[column] }

// must is a cell that may not be empty.
func (b *build) must(column string) string {
	s := b.row.cells[column]
	if s == "" {
		b.wrong(column, "The cell is empty.", "a value")
	}
	return s
}

func (b *build) id(column string) string {
	s := b.must(column)
	if s != "" && !event.ValidToken(s) {
		b.wrong(column, "The id has a form that is not allowed.", "1 to 100 of a-z, 0-9, '-' and '_'")
	}
	return s
}

func (b *build) code(column string) region.Code {
	s := b.must(column)
	if s == "" {
		return ""
	}
	code, err := region.ParseCode(s)
	if err != nil {
		b.wrong(column, "This is not a region code.", "an interior-ministry code such as 92 or 92.06")
	}
	return code
}

// number is a whole number between low and high; an empty cell is 0.
func (b *build) number(column string, low, high int) int {
	s := b.row.cells[column]
	if s == "" {
		return 0
	}
	n, err := strconv.Atoi(s)
	if err != nil || n < low || n > high {
		b.wrong(column, "This is not a whole number in the allowed range.", fmt.Sprintf("%d to %d", low, high))
	}
	return n
}

// decimal is a decimal number times scale, rounded; an empty cell is 0.
func (b *build) decimal(column string, scale float64) int64 {
	s := b.row.cells[column]
	if s == "" {
		return 0
	}
	f, err := strconv.ParseFloat(s, 64)
	if err != nil || math.IsNaN(f) || math.Abs(f*scale) > 1<<53 {
		b.wrong(column, "This is not a number.", "digits with a decimal point")
		return 0
	}
	return int64(math.Round(f * scale))
}

func (b *build) flag(column string) bool {
	switch b.row.cells[column] {
	case "true":
		return true
	case "false", "":
		return false
	}
	b.wrong(column, "This is not a yes or no.", "true or false")
	return false
}

func (b *build) date(column string) calendar.Date {
	d, err := calendar.ParseDate(b.must(column))
	if err != nil && b.row.cells[column] != "" {
		b.wrong(column, "This is not a date.", "YYYY-MM-DD")
	}
	return d
}

// list is a cell of values separated by semicolons.
func (b *build) list(column string) []string {
	var out []string
	for part := range strings.SplitSeq(b.row.cells[column], ";") {
		if part = strings.TrimSpace(part); part != "" {
			out = append(out, part)
		}
	}
	return out
}

// illustrative is the basis of a row with that column: sample if it says true, else what the import says its files rest on.
func (b *build) illustrative() event.Basis {
	if b.flag("illustrative") {
		return event.Sample
	}
	return b.opt.Basis
}

// sourceOf says where such a figure comes from.
func (b *build) sourceOf(basis event.Basis) string {
	if basis == event.Sample {
		return "Contoh: dibuat untuk peragaan; tidak ada pihak yang menyatakannya"
	}
	return "berkas impor " + b.table.file
}

// send adds a command. later is added to the stage of the shape, for what must come after the row's first command.
func (b *build) send(later int, path, natural string, basis event.Basis, data any, extra map[string]any, needs ...ref) {
	doc, err := json.Marshal(data)
	body := map[string]any{}
	if err == nil {
		err = json.Unmarshal(doc, &body)
	}
	if err != nil {
		b.wrong("", "The row cannot be written as JSON.", "")
		return
	}
	for k, v := range extra {
		body[k] = v
	}
	body["basis"] = basis
	doc, _ = json.Marshal(body)
	c := command{
		file: b.table.file, line: b.row.line, stage: b.table.shape.stage + later, path: path, body: body, needs: needs,
		key: "import-" + event.CommandID("import", path, b.table.shape.name, natural, b.opt.run, string(doc)), sample: basis == event.Sample,
	}
	b.commands = append(b.commands, c)
}

// creating marks the last command as the one that registers a thing.
func (b *build) creating(thing string) { b.commands[len(b.commands)-1].creates = thing }

// words checks every part of a cell against a vocabulary, so that no row is found wrong only after its file was half sent.
func (b *build) words(column string, known func(id string) (vocabulary.Term, bool)) {
	for _, id := range b.list(column) {
		if _, ok := known(id); !ok {
			b.wrong(column, "There is no such id in the vocabulary.", "ids of problems.csv, sectors.csv, preconditions.csv and the settings")
			return
		}
	}
}

// basisOf reads the basis of a statement from the source that a row names: pages of government sites are official, other
// pages press, what was derived is the project's reading.
func basisOf(source string) event.Basis {
	switch {
	case strings.HasPrefix(source, "derived"):
		return event.Reading
	case strings.Contains(source, ".go.id"):
		return event.Official
	}
	return event.Press
}

// leaveSamples takes the made-up statements out of a row that also states something real, where samples are not allowed, and
// says how many. A row that states nothing else is refused as a whole.
func (b *build) leaveSamples() (left int, refused bool) {
	if b.opt.AllowSample {
		return 0, false
	}
	stated := len(b.commands)
	b.commands = slices.DeleteFunc(b.commands, func(c command) bool { return c.sample })
	if stated > 0 && len(b.commands) == 0 {
		return 0, true
	}
	return stated - len(b.commands), false
}
