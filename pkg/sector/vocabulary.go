package sector

import (
	"slices"

	"makcomblang.id/pkg/fault"
)

// Term is one word of a vocabulary.
type Term[ID ~string] struct {
	ID     ID
	NameID string // Indonesian
	NameEN string // English
	// Sector is where a problem belongs; empty in the other vocabularies.
	Sector Sector
}

// Vocabulary is a closed list of terms in the order of its file. It never
// changes after it was read and may be used by any number of goroutines. A nil
// Vocabulary knows no word.
type Vocabulary[ID ~string] struct {
	kind  string // "sector", "problem" or "precondition": the start of its codes
	terms []Term[ID]
	index map[ID]int
}

// Len gives the number of terms.
func (v *Vocabulary[ID]) Len() int {
	if v == nil {
		return 0
	}
	return len(v.terms)
}

// Terms gives a copy of the terms in the order of the file.
func (v *Vocabulary[ID]) Terms() []Term[ID] {
	if v == nil {
		return nil
	}
	return slices.Clone(v.terms)
}

// Lookup gives the term of an id, and false for an unknown one.
func (v *Vocabulary[ID]) Lookup(id ID) (Term[ID], bool) {
	if v == nil {
		return Term[ID]{}, false
	}
	i, ok := v.index[id]
	if !ok {
		return Term[ID]{}, false
	}
	return v.terms[i], true
}

// Check refuses an id that is not in the vocabulary with code sector.unknown,
// problem.unknown or precondition.unknown.
func (v *Vocabulary[ID]) Check(id ID) error {
	if _, ok := v.Lookup(id); ok {
		return nil
	}
	kind := ""
	if v != nil {
		kind = v.kind
	}
	switch kind {
	case "sector":
		return fault.Invalid("", "sector.unknown", "There is no sector with that id.", "an id of the sector vocabulary")
	case "problem":
		return fault.Invalid("", "problem.unknown", "There is no problem with that id.", "an id of the problem vocabulary")
	case "precondition":
		return fault.Invalid("", "precondition.unknown", "There is no precondition with that id.", "an id of the precondition vocabulary")
	}
	return fault.Invalid("", "term.unknown", "There is no term with that id.", "an id of the term vocabulary")
}

// Name gives the name of an id in English for the language "en", and in
// Indonesian for any other. An unknown id is its own name, so that a page about
// an old fact still says something.
func (v *Vocabulary[ID]) Name(id ID, language string) string {
	term, ok := v.Lookup(id)
	switch {
	case !ok:
		return string(id)
	case language == "en":
		return term.NameEN
	default:
		return term.NameID
	}
}
