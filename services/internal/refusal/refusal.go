// Package refusal owns what a refusal says in Indonesian: one catalogue with a sentence for every code, with what is
// allowed, and with the names that the fields of forms have on pages. A fault speaks English where it is made; this package
// exists so that pages and the API tell it in the reader's language without a service knowing who reads. A test reads all
// sources and fails for a fault that the catalogue does not know.
package refusal

import (
	_ "embed"
	"encoding/json"
	"strings"
	"sync"

	"makcomblang.id/pkg/fault"
)

//go:embed catalogue.json
var source []byte

// Indonesian is the language that the catalogue translates into; any other one is told in English.
const Indonesian = "id"

// both is a text of the catalogue that faults do not bring in English.
type both struct {
	EN string `json:"en"`
	ID string `json:"id"`
}

func (b both) in(lang string) string {
	if lang == Indonesian {
		return b.ID
	}
	return b.EN
}

// catalogue is the whole file.
type catalogue struct {
	// Kinds are the titles of problems, and what to say where nothing more is known.
	Kinds map[string]struct {
		Title both `json:"title"`
		Lead  both `json:"lead"`
	} `json:"kinds"`
	// Several is said of more than one wrong field.
	Several both `json:"several"`
	// Codes holds the sentences of each published code, by their English format. A code stays once it is published.
	Codes map[string]map[string]string `json:"codes"`
	// Pages holds what is said on a page in place of the sentence and of what is allowed, to somebody who pressed a button
	// and sent no header.
	Pages map[string]both `json:"pages"`
	// Phrases are texts of any code, by their English format: most say what is allowed.
	Phrases map[string]string `json:"phrases"`
	// Fields are the names that fields of forms have on pages.
	Fields map[string]both `json:"fields"`
}

var read = sync.OnceValue(func() *catalogue {
	var c catalogue
	if err := json.Unmarshal(source, &c); err != nil {
		panic("refusal: the catalogue: " + err.Error()) // it is part of the program
	}
	return &c
})

// Say gives the sentence of a fault and what is allowed in a language. What the catalogue does not know is told in
// Indonesian by its kind alone, never in English.
func Say(lang string, e *fault.Error) (says, allowed string) {
	if lang != Indonesian {
		return e.Message, e.Allowed
	}
	find := func(format string) (string, bool) {
		if text, ok := read().Codes[e.Code][format]; ok {
			return text, true
		}
		text, ok := read().Phrases[format]
		return text, ok
	}
	message, allows := e.Texts()
	says, ok := message.Indonesian(find)
	if !ok || says == "" {
		says = Lead(lang, e.Kind)
	}
	allowed, _ = allows.Indonesian(find)
	return says, allowed
}

// Title gives the title of the problems of a kind.
func Title(lang string, kind fault.Kind) string { return read().Kinds[kind.String()].Title.in(lang) }

// Lead says of a kind what the reader can do; it is the sentence of a fault that has none.
func Lead(lang string, kind fault.Kind) string { return read().Kinds[kind.String()].Lead.in(lang) }

// Several says that more than one field is wrong.
func Several(lang string) string { return read().Several.in(lang) }

// OnPage gives what a page says of a code in place of its sentence, empty if it says the sentence.
func OnPage(lang, code string) string { return read().Pages[code].in(lang) }

// Field gives the name that a field has on a page: its own, or that of the form or list in which it stands. A field that
// no form has keeps its path.
func Field(lang, path string) string {
	bare := path
	if at := strings.IndexByte(bare, '['); at >= 0 {
		bare = bare[:at]
	}
	names := []string{bare, bare[strings.LastIndexByte(bare, '.')+1:]}
	if head, _, nested := strings.Cut(bare, "."); nested {
		names = append(names, head+".")
	}
	for _, name := range names {
		if label, ok := read().Fields[name]; ok {
			return label.in(lang)
		}
	}
	return path
}
