package fault

import "fmt"

// Text is a sentence, or a phrase of one, that keeps its parameters apart from its words, so that an edge can say it in
// another language. The zero Text is empty.
type Text struct {
	format     string
	args       []any
	english    string // as [Text.String] gives it
	indonesian string // of a text that brings both languages
}

// Textf is an English text with parameters, for verbs as in fmt. A catalogue of another language knows it by its format,
// so a format is a constant. A parameter may be a Text, which is then told in the same language; every other one reads
// the same in all languages: a number, a code, an id. Never what the caller sent.
func Textf(format string, args ...any) Text {
	t := Text{format: format, args: args, english: format}
	if len(args) > 0 {
		t.english = fmt.Sprintf(format, args...)
	}
	return t
}

// Note is a parameter for whoever runs the server, such as what exactly is wrong with the log. It stands in the English
// text only: people elsewhere could do nothing with it.
type Note string

// Bilingual is a text that its author gives in both languages; no catalogue is asked about it.
func Bilingual(english, indonesian string) Text {
	return Text{format: english, english: english, indonesian: indonesian}
}

// Plain is a text that reads the same in all languages, such as a list of the words that a field takes.
func Plain(text string) Text { return Bilingual(text, text) }

// String is the text in English.
func (t Text) String() string { return t.english }

// Indonesian is the text in Indonesian; find gives the Indonesian format of an English one, and false if there is none.
// It gives false for a text that is not known in full.
func (t Text) Indonesian(find func(format string) (string, bool)) (string, bool) {
	if t.indonesian != "" || t.format == "" {
		return t.indonesian, true
	}
	format, ok := find(t.format)
	if !ok {
		return "", false
	}
	args := make([]any, 0, len(t.args))
	for _, arg := range t.args {
		switch arg := arg.(type) {
		case Note:
		case Text:
			inner, ok := arg.Indonesian(find)
			if !ok {
				return "", false
			}
			args = append(args, inner)
		default:
			args = append(args, arg)
		}
	}
	if len(args) == 0 {
		return format, true
	}
	return fmt.Sprintf(format, args...), true
}

// Saying returns a copy with another Message.
func (e *Error) Saying(t Text) *Error {
	c := *e
	c.Message, c.says = t.String(), t
	return &c
}

// Allowing returns a copy that says what the field may hold.
func (e *Error) Allowing(t Text) *Error {
	c := *e
	c.Allowed, c.allows = t.String(), t
	return &c
}

// Texts gives Message and Allowed with their parameters apart.
func (e *Error) Texts() (says, allows Text) {
	return textOf(e.Message, e.says), textOf(e.Allowed, e.allows)
}

// textOf is the kept text, unless the field was set since.
func textOf(field string, kept Text) Text {
	if kept.english != field {
		return Text{format: field, english: field}
	}
	return kept
}
