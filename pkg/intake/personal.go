package intake

import "strings"

const (
	minPhone  = 9  // digits of the shortest Indonesian number with its area code
	maxPhone  = 15 // digits of the longest number of ITU-T E.164
	minPerson = 16 // digits of a NIK; a NIP has 18
	maxPerson = 18
)

// Personal says whether the text seems to hold an e-mail address, a telephone
// number, or the number of a person (NIK, NIP). It is a simple net for what
// people paste without thinking and no proof of absence: a name passes it.
func Personal(text string) bool {
	lower := strings.ToLower(text)
	for _, chat := range []string{"wa.me/", "t.me/", "mailto:", "tel:+"} {
		if strings.Contains(lower, chat) {
			return true
		}
	}
	for word := range strings.FieldsSeq(lower) {
		if address(word) {
			return true
		}
	}
	return number(lower)
}

// address: something, an at sign, and a name with a dot inside.
func address(word string) bool {
	user, host, found := strings.Cut(strings.Trim(word, "<>()[],;:.\"'"), "@")
	if !found || user == "" {
		return false
	}
	dot := strings.IndexByte(host, '.')
	return dot > 0 && dot < len(host)-1
}

// number walks over runs of digits in which single separators may stand, as
// people write telephone numbers. Longer gaps end a run, so that two dates or
// two years do not become one number; so does a letter or slash before it, which
// makes it a part of an address of a page or of a decree's number.
func number(text string) bool {
	for i := 0; i < len(text); {
		if !digit(text[i]) && text[i] != '+' {
			i++
			continue
		}
		end, digits := run(text, i)
		if end == i {
			i++
			continue
		}
		if (i == 0 || !wordy(text[i-1])) && suspicious(digits, text[i] == '+', end-i == len(digits)) {
			return true
		}
		i = end
	}
	return false
}

// run reads digits from i on, over single separators or a bracket with a space;
// it gives the end and the digits alone.
func run(text string, i int) (end int, digits string) {
	var found []byte
	end = i
	for at := i; at < len(text); {
		switch {
		case digit(text[at]):
			found = append(found, text[at])
			at++
			end = at
		case at == i && text[at] == '+':
			at++
		case separator(text[at]) && at-end < 2 && len(found) > 0:
			at++
		default:
			return end, string(found)
		}
		if at-end > 2 {
			return end, string(found)
		}
	}
	return end, string(found)
}

func suspicious(digits string, plus, unbroken bool) bool {
	n := len(digits)
	switch {
	case plus:
		return n >= minPhone && n <= maxPhone
	case unbroken && n >= minPerson && n <= maxPerson:
		return true
	case strings.HasPrefix(digits, "628"):
		return n >= minPhone && n <= maxPhone
	case strings.HasPrefix(digits, "0") && !strings.HasPrefix(digits, "00"):
		return n >= minPhone && n <= maxPhone
	}
	return false
}

func digit(c byte) bool { return c >= '0' && c <= '9' }

// separator: a line break inside a number is none, since texts are one line.
func separator(c byte) bool { return c == ' ' || c == '-' || c == '.' || c == '(' || c == ')' }

func wordy(c byte) bool {
	return c >= 'a' && c <= 'z' || c == '/' || c == '_' || c == '=' || c == ',' || c >= 0x80
}
