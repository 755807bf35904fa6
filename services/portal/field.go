package portal

import (
	"slices"
	"strconv"
	"strings"

	"makcomblang.id/services/internal/planning"
)

// field is one field of a form that shows again what was filled in, with what is wrong with it beside it.
type field struct {
	Name, Text, Value, Hint string   // Hint stands in an empty field
	Options                 []option // of a choice
	Suggest                 []string // names that are offered while one types
	Least, Most             int      // of a whole number; Most 0: it is none
	Rupiah                  bool
	Wrong                   []string
}

// ID is the id of the field in the page.
func (f field) ID() string { return fieldID(f.Name) }

func fieldID(name string) string {
	return strings.NewReplacer(".", "-", "[", "-", "]", "").Replace(name)
}

// wrongs are sentences by the name of the field that they are about.
type wrongs map[string][]string

// add notes a sentence once.
func (w wrongs) add(field, sentence string) {
	if !slices.Contains(w[field], sentence) {
		w[field] = append(w[field], sentence)
	}
}

// wrongLine is a line of the summary of what is to be mended.
type wrongLine struct{ ID, Where, Text string }

// wholeNumber reads a field that may be empty.
func wholeNumber(text string, least, most int, into *int) bool {
	if text == "" {
		return true
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < least || n > most {
		return false
	}
	*into = n
	return true
}

// rupiah reads an amount of money as people write it: 500000000, 500.000.000 or Rp 500.000.000; nothing is 0.
func rupiah(text string, into *int64) bool {
	digits := strings.TrimSpace(strings.TrimPrefix(strings.ReplaceAll(text, " ", ""), "Rp"))
	if digits == "" {
		return true
	}
	if groups := strings.FieldsFunc(digits, func(r rune) bool { return r == '.' || r == ',' }); len(groups) > 1 {
		for i, g := range groups {
			if len(g) != 3 && (i > 0 || len(g) > 3) {
				return false // 1.5 is no group of thousands
			}
		}
		digits = strings.Join(groups, "")
	}
	n, err := strconv.ParseInt(digits, 10, 64)
	if err != nil || n < 0 || n > planning.MostRupiah {
		return false
	}
	*into = n
	return true
}
