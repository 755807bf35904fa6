package web

import (
	"embed"
	"encoding/json"
	"sync"
)

//go:embed id.json en.json
var catalogues embed.FS

// words are the sentences of this package in Indonesian and English, and the Indonesian sentences that services add for
// the codes of their own faults.
type words struct {
	mu     sync.RWMutex
	byLang map[string]map[string]string
}

func newWords() *words {
	w := &words{byLang: map[string]map[string]string{}}
	for _, lang := range []string{"id", "en"} {
		var sentences map[string]string
		body, err := catalogues.ReadFile(lang + ".json")
		if err == nil {
			err = json.Unmarshal(body, &sentences)
		}
		if err != nil {
			panic("web: catalogue " + lang + ": " + err.Error())
		}
		w.byLang[lang] = sentences
	}
	return w
}

// in gives a sentence, empty if there is none.
func (w *words) in(lang, key string) string {
	w.mu.RLock()
	defer w.mu.RUnlock()
	return w.byLang[lang][key]
}

// Say adds Indonesian sentences for the codes of faults, shown on problem pages in place of the English message.
func (s *Site) Say(indonesian map[string]string) {
	s.words.mu.Lock()
	defer s.words.mu.Unlock()
	for code, sentence := range indonesian {
		s.words.byLang["id"]["code."+code] = sentence
	}
}
