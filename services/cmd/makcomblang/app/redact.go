package app

import (
	"fmt"
	"regexp"

	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"
)

// private is what must not stand in a log, wherever it came from: addresses and numbers of people, keys and secrets.
var private = regexp.MustCompile(`[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+` + // mail
	`|(\+62|\b62|\b0)[ -]?8[0-9]([ -]?[0-9]){6,11}\b` + // mobile numbers
	`|mak_live_[A-Za-z0-9_-]+|whsec_[A-Za-z0-9+/=]+|whsk_[A-Za-z0-9+/=]+|\bSU[A-Z2-7]{56}\b` + // keys
	`|://[^/\s:@]+:[^/\s@]+@`) // passwords in addresses

const hidden = "[hidden]"

func redact(text string) string {
	if !suspicious(text) {
		return text
	}
	return private.ReplaceAllString(text, hidden)
}

// suspicious says whether private can match at all: nearly no entry of a log has an at sign, nine digits that belong
// together, or a key in it, and looking for those costs a hundredth of the expression.
func suspicious(text string) bool {
	digits := 0
	for i := range len(text) {
		switch c := text[i]; {
		case c >= '0' && c <= '9':
			if digits++; digits == 9 {
				return true
			}
		case c == '@', c == '_', c == 'U' && i > 0 && text[i-1] == 'S':
			return true
		case c != ' ' && c != '-':
			digits = 0
		}
	}
	return false
}

// redacting hides what is private in the message and the fields of every entry.
type redacting struct{ zapcore.Core }

// With implements zapcore.Core.
func (c redacting) With(fields []zapcore.Field) zapcore.Core {
	return redacting{c.Core.With(redacted(fields))}
}

// Check implements zapcore.Core.
func (c redacting) Check(e zapcore.Entry, checked *zapcore.CheckedEntry) *zapcore.CheckedEntry {
	if c.Enabled(e.Level) {
		return checked.AddCore(e, c)
	}
	return checked
}

// Write implements zapcore.Core.
func (c redacting) Write(e zapcore.Entry, fields []zapcore.Field) error {
	e.Message, e.Stack = redact(e.Message), redact(e.Stack)
	return c.Core.Write(e, redacted(fields))
}

func redacted(fields []zapcore.Field) []zapcore.Field {
	out := make([]zapcore.Field, len(fields))
	for i, f := range fields {
		out[i] = f
		switch f.Type {
		case zapcore.StringType:
			out[i].String = redact(f.String)
		case zapcore.ErrorType:
			if err, ok := f.Interface.(error); ok && err != nil {
				out[i] = zap.String(f.Key, redact(err.Error()))
			}
		case zapcore.StringerType, zapcore.ReflectType, zapcore.ByteStringType, zapcore.ArrayMarshalerType, zapcore.ObjectMarshalerType, zapcore.InlineMarshalerType:
			enc := zapcore.NewMapObjectEncoder()
			f.AddTo(enc)
			for key, value := range enc.Fields {
				out[i] = zap.String(key, redact(fmt.Sprint(value)))
			}
		}
	}
	return out
}
