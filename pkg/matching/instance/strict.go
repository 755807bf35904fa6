package instance

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// largest is the largest magnitude a number in a file may have: beyond it some
// readers of JSON lose digits.
const largest = int64(1) << 53

// An InputError says where a file breaks the rules and why. Place is the path
// of the value, such as regions[3].max.
type InputError struct {
	Place  string
	Reason string
}

func (e *InputError) Error() string {
	if e.Place == "" {
		return "instance: " + e.Reason
	}
	return "instance: " + e.Place + ": " + e.Reason
}

func refuse(place, format string, args ...any) error {
	return &InputError{Place: place, Reason: fmt.Sprintf(format, args...)}
}

// reader walks a JSON document token by token and knows the place it is at.
type reader struct {
	dec   *json.Decoder
	lines *lines
	whole string // what the document is
}

// newReader reads a document that is to be an object with the fields named.
func newReader(r io.Reader, fields string) *reader {
	l := &lines{from: r}
	dec := json.NewDecoder(l)
	dec.UseNumber()
	return &reader{dec, l, "a JSON object with " + fields}
}

// lines remembers where lines end, to name the line of a mistake.
type lines struct {
	from io.Reader
	read int64
	ends []int64
}

func (l *lines) Read(to []byte) (int, error) {
	n, err := l.from.Read(to)
	for k, b := range to[:n] {
		if b == '\n' {
			l.ends = append(l.ends, l.read+int64(k))
		}
	}
	l.read += int64(n)
	return n, err
}

func (r *reader) token(place string) (json.Token, error) {
	t, err := r.dec.Token()
	var syntax *json.SyntaxError
	at := r.dec.InputOffset()
	if errors.As(err, &syntax) {
		at = max(at, syntax.Offset-1)
	}
	line, _ := slices.BinarySearch(r.lines.ends, at)
	switch {
	case err == nil:
		return t, nil
	case r.lines.read == 0 && errors.Is(err, io.EOF):
		return nil, refuse(place, "the file is empty; want %s", r.whole)
	case errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF):
		return nil, refuse(place, "the document ends here, in line %d", line+1)
	case syntax == nil:
		return nil, fmt.Errorf("instance: %w", err)
	case at == 0 && strings.Contains(syntax.Error(), "'ï'"):
		return nil, refuse(place, "the file begins with a byte order mark; save it as UTF-8 without one")
	default:
		return nil, refuse(place, "not JSON, in line %d: %s", line+1, mistake(syntax))
	}
}

func (r *reader) open(place string, want json.Delim) error {
	t, err := r.token(place)
	if err != nil {
		return err
	}
	switch {
	case t == want:
		return nil
	case place == "":
		return refuse(place, "want %s", r.whole)
	case want == '{':
		return refuse(place, "want an object")
	}
	return refuse(place, "want a list")
}

// mistake says in words what is wrong at a character that is not JSON there.
func mistake(err *json.SyntaxError) string {
	text := strings.TrimPrefix(err.Error(), "invalid character ")
	where, unquoted := strconv.QuotedPrefix(text)
	why := strings.TrimSpace(strings.TrimPrefix(text, where))
	switch {
	case unquoted != nil:
		return text
	case strings.HasPrefix(why, "looking for beginning of value"):
		return where + " begins no value; want a number in digits, a text in double quotes, a list or an object"
	case strings.HasPrefix(why, "looking for beginning of object key"), why == "": // of the first field it says nothing
		return where + " begins no name of a field; want a text in double quotes"
	case why == "after object key:value pair":
		return where + " stands after a field; want a comma or }"
	case why == "after array element":
		return where + " stands after an element; want a comma or ]"
	case why == "after object key":
		return where + " stands after the name of a field; want a colon"
	}
	return where + " does not belong here: " + why
}

// object reads one object; each field is handed to its function by exact name.
func (r *reader) object(place string, fields map[string]func(place string) error, needed ...string) error {
	if err := r.open(place, '{'); err != nil {
		return err
	}
	seen := make(map[string]bool, len(fields))
	for r.dec.More() {
		name, err := r.text(place)
		if err != nil {
			return err
		}
		at := join(place, name)
		read, ok := fields[name]
		switch {
		case !ok:
			return refuse(at, "unknown field; there are %s (names are cased exactly)", strings.Join(slices.Sorted(maps.Keys(fields)), ", "))
		case seen[name]:
			return refuse(at, "the field is given twice")
		}
		seen[name] = true
		if err := read(at); err != nil {
			return err
		}
	}
	if _, err := r.token(place); err != nil {
		return err
	}
	for _, name := range needed {
		if !seen[name] {
			return refuse(join(place, name), "the field is missing")
		}
	}
	return nil
}

// list reads one array and calls each for every element.
func (r *reader) list(place string, each func(place string, k int) error) error {
	if err := r.open(place, '['); err != nil {
		return err
	}
	for k := 0; r.dec.More(); k++ {
		if err := each(place+"["+strconv.Itoa(k)+"]", k); err != nil {
			return err
		}
	}
	_, err := r.token(place)
	return err
}

func (r *reader) text(place string) (string, error) {
	t, err := r.token(place)
	if err != nil {
		return "", err
	}
	s, ok := t.(string)
	if !ok {
		return "", refuse(place, "want a text")
	}
	if strings.ContainsRune(s, '\uFFFD') {
		return "", refuse(place, "the text is not valid UTF-8")
	}
	return s, nil
}

func (r *reader) id(place string) (string, error) {
	s, err := r.text(place)
	if err == nil && s == "" {
		return "", refuse(place, "an id must not be empty")
	}
	return s, err
}

// integer reads a whole number between -2^53 and 2^53.
func (r *reader) integer(place string) (int64, error) {
	t, err := r.token(place)
	if err != nil {
		return 0, err
	}
	num, ok := t.(json.Number)
	if !ok {
		return 0, refuse(place, "want a whole number")
	}
	v, err := strconv.ParseInt(num.String(), 10, 64)
	if errors.Is(err, strconv.ErrRange) || (err == nil && (v > largest || v < -largest)) {
		return 0, refuse(place, "the number is past 2^53")
	}
	if err != nil {
		return 0, refuse(place, "want a whole number written with digits only")
	}
	return v, nil
}

// count reads a whole number between 0 and 2^31-1.
func (r *reader) count(place string) (int, error) {
	v, err := r.integer(place)
	if err != nil {
		return 0, err
	}
	if v < 0 || v > 1<<31-1 {
		return 0, refuse(place, "want a number between 0 and 2^31-1")
	}
	return int(v), nil
}

// finish refuses anything after the document.
func (r *reader) finish() error {
	if _, err := r.dec.Token(); !errors.Is(err, io.EOF) {
		return refuse("document", "there is more after its end")
	}
	return nil
}

func join(place, name string) string {
	if place == "" {
		return name
	}
	return place + "." + name
}

// into returns a field reader that stores what read returns.
func into[T any](dst *T, read func(string) (T, error)) func(string) error {
	return func(place string) error {
		v, err := read(place)
		if err == nil {
			*dst = v
		}
		return err
	}
}
