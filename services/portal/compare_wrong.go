package portal

import (
	"regexp"
	"strconv"

	"makcomblang.id/pkg/fault"
	"makcomblang.id/services/internal/planning"
	"makcomblang.id/services/internal/refusal"
)

// besideWhat are the fields of a run by the names that faults have for them. Weights that are all nothing are told at the
// first.
var besideWhat = map[string]string{
	"policy": "tujuan", "trips": "perjalanan", "visits": "kunjungan", "absorbs": "serap", "budget": "anggaran", "pinned": "sematkan", "forbidden": "kecualikan",
	"weights": "bobot.need",
}

var (
	runPlace  = regexp.MustCompile(`^scenarios\[(\d+)\]\.(.+)$`)
	pairPlace = regexp.MustCompile(`^(pinned|forbidden)(\[\d+\])$`)
)

// beside puts what is refused beside the fields that it is about: those of a run with this letter, or, without one, of the run
// that the fault names. What is no mistake of the form is handed back.
func (a *whatIf) beside(v *visit, letter string, err error) error {
	if err == nil {
		return nil
	}
	all := fault.All(err)
	for _, e := range all {
		if e.Kind != fault.KindInvalid {
			return err
		}
	}
	for _, e := range all {
		a.wrong.add(a.fieldOf(letter, e.Field), v.refusal(e))
	}
	return nil
}

// fieldOf is the name of the field of the form; that of the first run's aim for what no field stands for.
func (a *whatIf) fieldOf(letter, place string) string {
	switch place {
	case "period":
		return "periode"
	case "scope.list":
		return "daftar"
	case "scope.region":
		return "wilayah"
	}
	if m := runPlace.FindStringSubmatch(place); m != nil {
		at, _ := strconv.Atoi(m[1]) // digits
		letter, place = a.usedLetter(at), m[2]
	}
	suffix := ""
	if m := pairPlace.FindStringSubmatch(place); m != nil {
		place, suffix = m[1], m[2]
	}
	name, known := besideWhat[place]
	if !known || letter == "" {
		return "a.tujuan"
	}
	return letter + "." + name + suffix
}

// usedLetter is the letter of a run by its place among those that are used.
func (a *whatIf) usedLetter(at int) string {
	for _, run := range a.runs {
		if run.aim == "" {
			continue
		}
		if at == 0 {
			return run.letter
		}
		at--
	}
	return ""
}

// refusal says a fault in the language of the page: what is wrong and what is allowed, in the words of this form if it has some.
func (v *visit) refusal(e *fault.Error) string {
	if key := "compare.wrong." + e.Code; v.words[key] != "" {
		return v.say(key, "most", planning.MostPairs)
	}
	says, allowed := refusal.Say(string(v.lang), e)
	if allowed == "" {
		return says
	}
	return v.say("compare.wrong.said", "says", says, "allowed", allowed)
}
