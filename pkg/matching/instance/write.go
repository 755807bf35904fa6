package instance

import (
	"bufio"
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"

	"makcomblang.id/pkg/matching/solve"
)

// document is the order and the names of an instance file.
type document struct {
	Sense       string             `json:"sense"`
	Policy      string             `json:"policy"`
	Proposer    string             `json:"proposer,omitempty"`
	Innovators  []Innovator        `json:"innovators"`
	Owners      []Owner            `json:"owners,omitempty"`
	Regions     []Region           `json:"regions"`
	Needs       []Need             `json:"needs,omitempty"`
	Forbidden   [][2]string        `json:"forbidden,omitempty"`
	Required    [][2]string        `json:"required,omitempty"`
	Preferences *Preferences       `json:"preferences,omitempty"`
	Costs       [][]int64          `json:"costs,omitempty"`
	Budget      *int64             `json:"budget,omitempty"`
	Scores      *[][]int64         `json:"scores,omitempty"`
	ScoresFile  string             `json:"scores_file,omitempty"`
	Candidates  *[]json.RawMessage `json:"candidates,omitempty"`
}

// Write writes the instance as one JSON document. Dense scores become inline
// rows unless ScoresFile names their file, which WriteFile writes.
func (in *Instance) Write(w io.Writer) error {
	doc := document{
		Sense: in.Sense, Policy: in.Policy, Proposer: in.Proposer,
		Innovators: orEmpty(in.Innovators), Owners: in.Owners, Regions: orEmpty(in.Regions), Needs: in.Needs,
		Forbidden: in.Forbidden, Required: in.Required, Preferences: in.Preferences,
		Costs: in.Costs, Budget: in.Budget, ScoresFile: in.ScoresFile,
	}
	if in.Scores != nil {
		doc.Scores = &in.Scores
	}
	if in.Dense != nil && in.ScoresFile == "" {
		rows := [][]int64{}
		for k := range in.Innovators {
			row := make([]int64, in.Columns())
			for c := range row {
				row[c] = int64(in.Dense[k*len(row)+c])
			}
			rows = append(rows, row)
		}
		doc.Scores = &rows
	}
	if in.Candidates != nil {
		doc.Candidates = &[]json.RawMessage{}
	}
	for _, c := range in.Candidates {
		raw, err := json.Marshal([3]any{c.Innovator, c.Column, c.Score})
		if err != nil {
			return fmt.Errorf("instance: write: %w", err)
		}
		*doc.Candidates = append(*doc.Candidates, raw)
	}
	if err := json.NewEncoder(w).Encode(doc); err != nil {
		return fmt.Errorf("instance: write: %w", err)
	}
	return nil
}

// WriteFile writes the instance to path and, if ScoresFile is set, the dense
// scores to the file of that name beside it.
func (in *Instance) WriteFile(path string) error {
	if in.ScoresFile != "" {
		err := toFile(filepath.Join(filepath.Dir(path), in.ScoresFile), func(w io.Writer) error {
			return writeScores(w, in.Dense)
		})
		if err != nil {
			return err
		}
	}
	return toFile(path, in.Write)
}

func toFile(path string, write func(io.Writer) error) error {
	f, err := os.Create(path)
	if err != nil {
		return fmt.Errorf("instance: %w", err)
	}
	w := bufio.NewWriter(f)
	if err := write(w); err != nil {
		_ = f.Close()
		return err
	}
	if err := w.Flush(); err != nil {
		_ = f.Close()
		return fmt.Errorf("instance: %w", err)
	}
	if err := f.Close(); err != nil {
		return fmt.Errorf("instance: %w", err)
	}
	return nil
}

func orEmpty[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}

// sortedCandidates is the sparse form in the order of rows and columns.
func sortedCandidates(p *solve.Problem) []Candidate {
	order := slices.Clone(p.Candidates)
	slices.SortFunc(order, func(a, b solve.Candidate) int {
		if a.Practice != b.Practice {
			return cmp.Compare(a.Practice, b.Practice)
		}
		return cmp.Compare(a.Column, b.Column)
	})
	out := make([]Candidate, len(order))
	for k, c := range order {
		out[k] = Candidate{Innovator: p.Practices[c.Practice].ID, Column: p.ColumnID(c.Column), Score: c.Score}
	}
	return out
}
