package deployments

import (
	"fmt"
	"regexp"
	"strings"
)

// m is a mapping that keeps its order, l a list; together with strings, numbers and booleans all that the files need.
type (
	m  []kv
	l  []any
	kv struct {
		key   string
		value any
	}
)

func (v m) get(key string) any {
	for _, e := range v {
		if e.key == key {
			return e.value
		}
	}
	return nil
}

// plain are the strings that YAML reads as strings without quotes.
var plain = regexp.MustCompile(`^[A-Za-z/][A-Za-z0-9_./-]*( [A-Za-z0-9_./,()-]+)*$`)

// reserved are words that YAML reads as something else.
var reserved = regexp.MustCompile(`(?i)^(true|false|yes|no|on|off|null|y|n)$`)

func scalar(v any) string {
	s, ok := v.(string)
	if !ok {
		return fmt.Sprint(v)
	}
	if plain.MatchString(s) && !reserved.MatchString(s) {
		return s
	}
	return fmt.Sprintf("%q", s)
}

// yaml writes documents with a comment before them.
func yaml(comment string, docs ...m) string {
	var b strings.Builder
	for line := range strings.SplitSeq(strings.TrimSpace(comment), "\n") {
		b.WriteString(strings.TrimRight("# "+line, " ") + "\n")
	}
	for i, d := range docs {
		if i > 0 {
			b.WriteString("---\n")
		}
		mapping(&b, d, "")
	}
	return b.String()
}

func mapping(b *strings.Builder, v m, indent string) {
	for i, e := range v {
		if i > 0 || !strings.HasSuffix(b.String(), "- ") {
			b.WriteString(indent)
		}
		b.WriteString(scalar(e.key) + ":")
		value(b, e.value, indent+"  ")
	}
}

func value(b *strings.Builder, v any, indent string) {
	switch v := v.(type) {
	case m:
		if len(v) == 0 {
			b.WriteString(" {}\n")
			return
		}
		b.WriteString("\n")
		mapping(b, v, indent)
	case l:
		if len(v) == 0 {
			b.WriteString(" []\n")
			return
		}
		b.WriteString("\n")
		for _, item := range v {
			b.WriteString(indent + "- ")
			if inner, ok := item.(m); ok {
				mapping(b, inner, indent+"  ")
			} else {
				b.WriteString(scalar(item) + "\n")
			}
		}
	default:
		b.WriteString(" " + scalar(v) + "\n")
	}
}
