package event

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"
)

// reader takes a canonical document apart from the front; the first mismatch sticks.
type reader struct {
	rest []byte
	err  error
}

func (r *reader) fail(what string) {
	if r.err == nil {
		r.err = fmt.Errorf("%w: %s", ErrNotCanonical, what)
	}
}

func (r *reader) literal(s string) {
	if r.err != nil {
		return
	}
	if len(r.rest) < len(s) || string(r.rest[:len(s)]) != s {
		r.fail(s)
		return
	}
	r.rest = r.rest[len(s):]
}

// at says whether the attribute with this name comes next, and steps over its name if so.
func (r *reader) at(name string) bool {
	n := len(name) + 4
	if r.err != nil || len(r.rest) < n || r.rest[0] != ',' || r.rest[1] != '"' ||
		string(r.rest[2:2+len(name)]) != name || r.rest[n-2] != '"' || r.rest[n-1] != ':' {
		return false
	}
	r.rest = r.rest[n:]
	return true
}

func (r *reader) required(name string) string {
	if !r.at(name) {
		r.fail(name)
		return ""
	}
	return r.text(name)
}

func (r *reader) optional(name string) string {
	if !r.at(name) {
		return ""
	}
	return r.text(name)
}

func (r *reader) text(name string) string {
	if len(r.rest) == 0 || r.rest[0] != '"' {
		r.fail(name)
		return ""
	}
	end := bytes.IndexByte(r.rest[1:], '"')
	if end < 0 {
		r.fail(name)
		return ""
	}
	if plain := r.rest[1 : 1+end]; bytes.IndexByte(plain, '\\') < 0 {
		r.rest = r.rest[end+2:]
		return string(plain)
	}
	return r.escaped(name)
}

func (r *reader) escaped(name string) string {
	for i := 1; i < len(r.rest); i++ {
		switch r.rest[i] {
		case '\\':
			i++
		case '"':
			var s string
			if json.Unmarshal(r.rest[:i+1], &s) != nil {
				r.fail(name)
			}
			r.rest = r.rest[i+1:]
			return s
		}
	}
	r.fail(name)
	return ""
}

func (r *reader) number(name string) uint64 {
	if !r.at(name) {
		r.fail(name)
		return 0
	}
	end := bytes.IndexByte(r.rest, ',')
	if end < 0 {
		r.fail(name)
		return 0
	}
	n, err := strconv.ParseUint(string(r.rest[:end]), 10, 64)
	if err != nil {
		r.fail(name)
	}
	r.rest = r.rest[end:]
	return n
}
