// Package vocabulary owns the lists of terms that the services speak: sectors,
// problems, preconditions and settings, and the enumerations of the API, with
// their names in Indonesian and English. The lists are part of the program, so that a service knows them
// without a file beside it; a test holds them to the shipped data.
package vocabulary

import (
	"bytes"
	_ "embed" // the lists
	"fmt"
	"slices"

	"makcomblang.id/pkg/sector"
)

//go:embed sectors.csv
var sectorsCSV []byte

//go:embed problems.csv
var problemsCSV []byte

//go:embed preconditions.csv
var preconditionsCSV []byte

// Term is one entry of a list. Sector is set for problems.
type Term struct {
	ID     string `json:"id" doc:"What a client sends."`
	NameID string `json:"name_id" doc:"Name in Indonesian."`
	NameEN string `json:"name_en" doc:"Name in English."`
	Sector string `json:"sector,omitempty" doc:"Sector that a problem belongs to."`
}

// list is one list with its index; a program whose own lists are broken cannot
// work, so reading them panics.
type list struct {
	terms []Term
	index map[string]int
}

var (
	sectorVocabulary = must(sector.ReadSectors(bytes.NewReader(sectorsCSV)))
	sectors          = toList(sectorVocabulary)
	problems         = toList(must(sector.ReadProblems(bytes.NewReader(problemsCSV), sectorVocabulary)))
	preconditions    = toList(must(sector.ReadPreconditions(bytes.NewReader(preconditionsCSV))))
)

func must[T any](v T, err error) T {
	if err != nil {
		panic(fmt.Sprintf("vocabulary: %v", err))
	}
	return v
}

func toList[I ~string](v *sector.Vocabulary[I]) list {
	l := list{index: map[string]int{}}
	for _, t := range v.Terms() {
		l.index[string(t.ID)] = len(l.terms)
		l.terms = append(l.terms, Term{ID: string(t.ID), NameID: t.NameID, NameEN: t.NameEN, Sector: string(t.Sector)})
	}
	return l
}

func (l list) find(id string) (Term, bool) {
	i, ok := l.index[id]
	if !ok {
		return Term{}, false
	}
	return l.terms[i], true
}

// Sectors gives all sectors in the order of the list.
func Sectors() []Term { return slices.Clone(sectors.terms) }

// Problems gives all problems in the order of the list.
func Problems() []Term { return slices.Clone(problems.terms) }

// Preconditions gives all preconditions in the order of the list.
func Preconditions() []Term { return slices.Clone(preconditions.terms) }

// Sector gives the sector with this id.
func Sector(id string) (Term, bool) { return sectors.find(id) }

// Problem gives the problem with this id.
func Problem(id string) (Term, bool) { return problems.find(id) }

// Precondition gives the precondition with this id.
func Precondition(id string) (Term, bool) { return preconditions.find(id) }

// Names gives the names of a term of a kind (sector, problem, precondition,
// setting); an unknown term comes back as its id. It serves as matching.Names.
func Names(kind, id string) (indonesian, english string) {
	var t Term
	var ok bool
	switch kind {
	case "sector":
		t, ok = Sector(id)
	case "problem":
		t, ok = Problem(id)
	case "precondition":
		t, ok = Precondition(id)
	case "setting":
		t, ok = Setting(id)
	}
	if !ok {
		return id, id
	}
	return t.NameID, t.NameEN
}
