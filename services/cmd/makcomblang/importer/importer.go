package importer

import (
	"context"
	"crypto/rand"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"makcomblang.id/pkg/calendar"
	"makcomblang.id/pkg/event"
	"makcomblang.id/services/cmd/makcomblang/client"
)

// Options of an import.
type Options struct {
	Period      calendar.Period // visiting period of capacities and offers, whose files do not name one
	Basis       event.Basis     // what needs, capacities and offers rest on that are not made up; empty is reading
	AllowSample bool            // take rows that are made up
	SkipBad     bool            // send the good rows although others are bad
	DryRun      bool            // check only
	Progress    func(file string, done, all int)

	run string // names this import, so that a value can go back to what an earlier import said
}

// FileReport counts one file's rows.
type FileReport struct {
	File    string `json:"file"`
	Shape   string `json:"shape"`
	Rows    int    `json:"rows"`
	Facts   int    `json:"facts"`   // appended now
	Already int    `json:"already"` // there before
	Bad     int    `json:"bad"`     // rows that were not sent, or refused
	Samples int    `json:"samples"` // made-up figures of otherwise real rows that were left out
	Waiting int    `json:"waiting"` // rows about a practice of arrivals.csv beside the file, to be imported after it
}

// Report is the result of an import.
type Report struct {
	Files      []FileReport `json:"files"`
	Complaints []Complaint  `json:"complaints"`
	Applied    bool         `json:"applied"` // rows were sent
	Position   uint64       `json:"position"`
}

// Facts is how many facts were appended.
func (r Report) Facts() int {
	n := 0
	for _, f := range r.Files {
		n += f.Facts
	}
	return n
}

// Paths returns the importable CSV files of a folder, or the path itself if it is a file. Files that are no rows of the
// register (vocabularies, expectations, arrivals that are kept apart) are left out of a folder.
func Paths(path string, sample bool) ([]string, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, fmt.Errorf("the file or folder cannot be read: %w", err)
	}
	if !info.IsDir() {
		return []string{path}, nil
	}
	names := []string{"regions", "lagging", "region-settings", "owners", "innovations", "visit-offers"}
	if sample {
		names = append(names, "needs", "sample-regions", "sample-innovations")
	}
	var paths []string
	for _, name := range names {
		file := filepath.Join(path, name+".csv")
		if _, err := os.Stat(file); err == nil {
			paths = append(paths, file)
		}
	}
	if len(paths) == 0 {
		return nil, fmt.Errorf("the folder holds none of the files %s", strings.Join(names, ".csv, ")+".csv")
	}
	return paths, nil
}

// Run checks the files and, if nothing is wrong or SkipBad is set, sends their rows. The report says what happened; the
// error says only that it could not go on, after which the same import can be run again.
func Run(ctx context.Context, c *client.Client, paths []string, opt Options) (Report, error) {
	var r Report
	var commands []command
	opt.run = rand.Text()
	if opt.Basis == "" {
		opt.Basis = event.Reading
	}
	for _, path := range paths {
		cmds, file, complaints, err := prepare(path, opt)
		if err != nil {
			return r, err
		}
		commands = append(commands, cmds...)
		r.Files = append(r.Files, file)
		r.Complaints = append(r.Complaints, complaints...)
	}
	known, err := existing(ctx, c, commands)
	if err != nil {
		return r, err
	}
	commands = r.refer(commands, known, expected(paths))
	if opt.DryRun || len(r.Complaints) > 0 && !opt.SkipBad {
		r.count()
		return r, nil
	}
	r.Applied = true
	err = r.apply(ctx, c, commands, opt)
	r.count()
	return r, err
}

// prepare reads one file and builds its commands; rows with complaints give none.
func prepare(path string, opt Options) ([]command, FileReport, []Complaint, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, FileReport{}, nil, fmt.Errorf("the file cannot be read: %w", err)
	}
	defer func() { _ = f.Close() }()
	t, complaints := read(filepath.Base(path), f)
	report := FileReport{File: filepath.Base(path), Shape: t.shape.name, Rows: len(t.rows)}
	bad := map[int]bool{}
	for _, c := range complaints {
		bad[c.Row] = true
	}
	var commands []command
	var madeUp []int // rows that are refused for it
	for _, r := range t.rows {
		b := &build{opt: opt, table: &t, row: r}
		t.shape.build(b)
		left, refused := b.leaveSamples()
		if report.Samples += left; refused && len(b.complaints) == 0 && !bad[r.line] {
			madeUp = append(madeUp, r.line)
		}
		complaints = append(complaints, b.complaints...)
		if len(b.complaints) == 0 && !bad[r.line] {
			commands = append(commands, b.commands...)
		}
	}
	if len(madeUp) > 0 {
		complaints = append(complaints, samples(report.File, madeUp))
	}
	return commands, report, complaints, nil
}

// samples complains of all rows of a file that are made up at once: what is to be done about them is one thing.
func samples(file string, rows []int) Complaint {
	c := Complaint{File: file, Row: rows[0], Message: "The row is made up for demonstration.", Allowed: "sample rows only with --allow-sample"}
	if len(rows) > 1 {
		c.Rows, c.Message = len(rows), fmt.Sprintf("This row and %d more are made up for demonstration.", len(rows)-1)
	}
	return c
}

// existing asks the server which things are there already that rows refer to.
func existing(ctx context.Context, c *client.Client, commands []command) (map[string]bool, error) {
	known := map[string]bool{}
	for _, list := range []struct{ kind, path string }{
		{"region", "/api/v1/regions"}, {"owner", "/api/v1/owners"}, {"innovation", "/api/v1/innovations"},
	} {
		wanted := slices.ContainsFunc(commands, func(c command) bool {
			return slices.ContainsFunc(c.needs, func(r ref) bool { return strings.HasPrefix(r.thing, list.kind+"/") })
		})
		for cursor := ""; wanted; {
			var page struct {
				Items []struct {
					ID   string `json:"id"`
					Code string `json:"code"`
				} `json:"items"`
				Next string `json:"next"`
			}
			if err := c.Get(ctx, list.path+"?limit=200"+cursor, &page); err != nil {
				return nil, err
			}
			for _, item := range page.Items {
				id := item.ID
				if list.kind == "region" {
					id = strings.ReplaceAll(item.Code, ".", "")
				}
				known[list.kind+"/"+id] = true
			}
			if page.Next == "" {
				break
			}
			cursor = "&cursor=" + page.Next
		}
	}
	return known, nil
}

// expected are the practices of an arrivals.csv that stands beside the files and is not among them: it is kept apart so
// that it can arrive later, and rows about its practices wait for it.
func expected(paths []string) map[string]bool {
	things := map[string]bool{}
	for _, path := range paths {
		beside := filepath.Join(filepath.Dir(path), "arrivals.csv")
		if slices.Contains(paths, beside) {
			continue
		}
		commands, _, _, err := prepare(beside, Options{})
		if err != nil {
			continue
		}
		for _, c := range commands {
			if c.creates != "" {
				things[c.creates] = true
			}
		}
	}
	return things
}

// refer drops commands that refer to what neither the server nor the files have.
func (r *Report) refer(commands []command, known, later map[string]bool) []command {
	for _, c := range commands {
		if c.creates != "" {
			known[c.creates] = true
		}
	}
	type place struct {
		file string
		line int
	}
	out := map[place]bool{}
	for _, c := range commands {
		for _, n := range c.needs {
			at := place{c.file, c.line}
			if known[n.thing] || out[at] {
				continue
			}
			out[at] = true
			if later[n.thing] {
				r.file(c.file).Waiting++
				continue
			}
			kind, _, _ := strings.Cut(n.thing, "/")
			r.Complaints = append(r.Complaints, Complaint{File: c.file, Row: c.line, Column: n.column, Message: "There is no such " + kind + ".", Allowed: "ids that are registered, or in the same import"})
		}
	}
	return slices.DeleteFunc(commands, func(c command) bool { return out[place{c.file, c.line}] })
}

func (r *Report) file(name string) *FileReport {
	return &r.Files[slices.IndexFunc(r.Files, func(f FileReport) bool { return f.File == name })]
}

// count fills in the numbers of bad rows and puts the complaints in the order of the files.
func (r *Report) count() {
	rows, more := map[string]map[int]bool{}, map[string]int{}
	for _, c := range r.Complaints {
		if rows[c.File] == nil {
			rows[c.File] = map[int]bool{}
		}
		rows[c.File][c.Row] = true
		more[c.File] += max(0, c.Rows-1)
	}
	for i := range r.Files {
		r.Files[i].Bad = len(rows[r.Files[i].File]) + more[r.Files[i].File]
	}
	slices.SortStableFunc(r.Complaints, func(a, b Complaint) int {
		if a.File != b.File {
			return strings.Compare(a.File, b.File)
		}
		return a.Row - b.Row
	})
}
