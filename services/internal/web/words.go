package web

import (
	"embed"
	"encoding/json"
)

//go:embed id.json en.json
var catalogues embed.FS

// words are the words of problem pages by language; what a refusal says is in package refusal.
type words map[string]map[string]string

func newWords() words {
	w := words{}
	for _, lang := range languages {
		var sentences map[string]string
		body, err := catalogues.ReadFile(lang + ".json")
		if err == nil {
			err = json.Unmarshal(body, &sentences)
		}
		if err != nil {
			panic("web: catalogue " + lang + ": " + err.Error()) // it is part of the program
		}
		w[lang] = sentences
	}
	return w
}

// in gives a sentence, empty if there is none.
func (w words) in(lang, key string) string { return w[lang][key] }
