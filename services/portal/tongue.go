package portal

import (
	"embed"
	"encoding/json"
	"fmt"
	"html/template"
	"strconv"
	"strings"
	"time"

	"makcomblang.id/pkg/calendar"
	"makcomblang.id/pkg/event"
	"makcomblang.id/pkg/matching"
	"makcomblang.id/pkg/region"
	"makcomblang.id/services/internal/vocabulary"
)

//go:embed ui/words ui/templates
var ui embed.FS

// tongue is one language of the pages: its words, its way of writing dates and numbers, and the templates bound to it.
type tongue struct {
	lang  matching.Lang
	words map[string]string
	pages *template.Template
}

// languages of the pages, the first is the default.
func languages() []string { return []string{"id", "en"} }

func loadTongues(asset func(name string) string) (map[string]*tongue, error) {
	all := map[string]*tongue{}
	for _, lang := range languages() {
		l := &tongue{lang: matching.Lang(lang), words: map[string]string{}}
		raw, err := ui.ReadFile("ui/words/" + lang + ".json")
		if err == nil {
			err = json.Unmarshal(raw, &l.words)
		}
		if err != nil {
			return nil, fmt.Errorf("portal: read words %s: %w", lang, err)
		}
		l.pages, err = template.New("portal").Funcs(l.functions(asset)).ParseFS(ui, "ui/templates/*.html")
		if err != nil {
			return nil, fmt.Errorf("portal: read templates: %w", err)
		}
		all[lang] = l
	}
	return all, nil
}

// functions are what templates can call. An unknown word is an error, so that a test of every template finds it.
func (l *tongue) functions(asset func(name string) string) template.FuncMap {
	return template.FuncMap{
		"t": func(key string, pairs ...any) (string, error) {
			if _, ok := l.words[key]; !ok {
				return "", fmt.Errorf("no word for %q", key)
			}
			return l.say(key, pairs...), nil
		},
		"date": l.date, "moment": l.moment, "num": l.number, "basis": l.basis, "asset": asset,
		"iso": func(t time.Time) string { return t.UTC().Format(time.RFC3339) },
	}
}

// say gives the words of a key; pairs are names and values for the {name}s in it.
func (l *tongue) say(key string, pairs ...any) string {
	text, ok := l.words[key]
	if !ok {
		return "[" + key + "]"
	}
	if len(pairs) == 0 {
		return text
	}
	fill := make([]string, 0, len(pairs))
	for i := 0; i+1 < len(pairs); i += 2 {
		value := fmt.Sprint(pairs[i+1])
		if n, isNumber := pairs[i+1].(int); isNumber {
			value = l.number(n)
		}
		fill = append(fill, "{"+fmt.Sprint(pairs[i])+"}", value)
	}
	return strings.NewReplacer(fill...).Replace(text)
}

// number writes 3500 as people of the language do: 3.500 or 3,500.
func (l *tongue) number(n int) string {
	digits, sign := strconv.Itoa(n), ""
	if n < 0 {
		digits, sign = digits[1:], "-"
	}
	separator := "."
	if l.lang == matching.English {
		separator = ","
	}
	for at := len(digits) - 3; at > 0; at -= 3 {
		digits = digits[:at] + separator + digits[at:]
	}
	return sign + digits
}

// millionths writes a sum of millionths with two decimals.
func (l *tongue) millionths(n int64) string { return l.decimal(matching.Decimal(n, 2)) }

// difference writes what larger is more than smaller with two decimals, as the difference of what millionths writes of each.
func (l *tongue) difference(larger, smaller int64) string {
	return l.decimal(matching.DecimalDifference(larger, smaller, 2))
}

// thousandths writes millionths with three decimals, for differences that two would hide.
func (l *tongue) thousandths(n int64) string { return l.decimal(matching.Decimal(n, 3)) }

// decimal writes 1234.50 as people of the language do: 1.234,50 or 1,234.50.
func (l *tongue) decimal(text string) string {
	digits, negative := strings.CutPrefix(text, "-")
	whole, part, _ := strings.Cut(digits, ".")
	n, _ := strconv.Atoi(whole) // digits, as they were written
	comma := ","
	if l.lang == matching.English {
		comma = "."
	}
	sign := ""
	if negative {
		sign = "-"
	}
	return sign + l.number(n) + comma + part
}

// date writes 21 November 2026; empty for no date.
func (l *tongue) date(d calendar.Date) string {
	if d == "" {
		return ""
	}
	t := d.Time()
	return strconv.Itoa(t.Day()) + " " + l.say("month."+strconv.Itoa(int(t.Month()))) + " " + strconv.Itoa(t.Year())
}

// moment writes a time in Jakarta with its zone: 21 November 2026 pukul 09.00 WIB.
func (l *tongue) moment(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	local := at.In(region.Jakarta.Location())
	return l.say("moment", "date", l.date(calendar.DateOf(local)), "hour", local.Format("15"), "minute", local.Format("04"),
		"zone", region.Jakarta.Abbreviation())
}

// name gives the name of a term of a vocabulary.
func (l *tongue) name(kind, id string) string {
	idn, en := vocabulary.Names(kind, id)
	if l.lang == matching.English {
		return en
	}
	return idn
}

// half picks the own half of a text that stands in both languages, "bobot belum resmi / weights not official".
func (l *tongue) half(text string) string {
	idn, en, both := strings.Cut(text, " / ")
	if both && l.lang == matching.English {
		return en
	}
	return idn
}

// basis gives the word for what a statement rests on: Resmi, Media, Bacaan tim, Contoh.
func (l *tongue) basis(b event.Basis) string { return matching.ExplainBasis(l.lang, b) }

// rupiah writes an amount of money.
func (l *tongue) rupiah(n int64) string { return "Rp" + l.number(int(n)) }
