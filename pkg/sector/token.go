// Package sector owns the ids and the vocabularies that say what a practice is
// about: the sector, the problem it addresses, and what must be there before it
// can work.
//
// The words themselves are data, read from CSV files, so that a ministry can
// change them without a release; this package owns their form, their names in
// two languages and the lookup. It also owns the form of every aggregate id,
// because such an id becomes a part of a subject, a path and a file name.
package sector

import "makcomblang.id/pkg/fault"

// Token is an id that is safe in a subject of the log, a URL path and a key: 1
// to 64 of the characters a to z, 0 to 9 and hyphen.
type Token string

const (
	maxToken     = 64
	tokenAllowed = "1 to 64 characters: a to z, 0 to 9 and hyphen"
)

// ParseToken reads a Token; it refuses anything else with code token.form.
func ParseToken(s string) (Token, error) { return parseToken[Token](s, "token.form") }

// MarshalText refuses a Token that was not parsed.
func (t Token) MarshalText() ([]byte, error) { return text(ParseToken(string(t))) }

// UnmarshalText reads what ParseToken reads.
func (t *Token) UnmarshalText(b []byte) error { return set(t, b, ParseToken) }

// Sector is the id of a field of public service, such as "health".
type Sector string

// ParseSector reads the form of a Sector; it refuses anything else with code
// sector.form. Whether the sector is known is asked of a [Vocabulary].
func ParseSector(s string) (Sector, error) { return parseToken[Sector](s, "sector.form") }

// MarshalText refuses a Sector that was not parsed.
func (s Sector) MarshalText() ([]byte, error) { return text(ParseSector(string(s))) }

// UnmarshalText reads what ParseSector reads.
func (s *Sector) UnmarshalText(b []byte) error { return set(s, b, ParseSector) }

// Problem is the id of what a region suffers from and a practice addresses, such
// as "clean-water".
type Problem string

// ParseProblem reads the form of a Problem; it refuses anything else with code
// problem.form.
func ParseProblem(s string) (Problem, error) { return parseToken[Problem](s, "problem.form") }

// MarshalText refuses a Problem that was not parsed.
func (p Problem) MarshalText() ([]byte, error) { return text(ParseProblem(string(p))) }

// UnmarshalText reads what ParseProblem reads.
func (p *Problem) UnmarshalText(b []byte) error { return set(p, b, ParseProblem) }

// Precondition is the id of what a region must have before it can take a
// practice over, such as "village-cadres".
type Precondition string

// ParsePrecondition reads the form of a Precondition; it refuses anything else
// with code precondition.form.
func ParsePrecondition(s string) (Precondition, error) {
	return parseToken[Precondition](s, "precondition.form")
}

// MarshalText refuses a Precondition that was not parsed.
func (p Precondition) MarshalText() ([]byte, error) { return text(ParsePrecondition(string(p))) }

// UnmarshalText reads what ParsePrecondition reads.
func (p *Precondition) UnmarshalText(b []byte) error { return set(p, b, ParsePrecondition) }

func parseToken[ID ~string](s, code string) (ID, error) {
	ok := len(s) >= 1 && len(s) <= maxToken
	for i := 0; ok && i < len(s); i++ {
		c := s[i]
		ok = c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-'
	}
	if !ok {
		return "", fault.Invalid("", code, "This is not the form of an id.", tokenAllowed)
	}
	return ID(s), nil
}

func text[ID ~string](id ID, err error) ([]byte, error) { return []byte(id), err }

func set[ID ~string](into *ID, b []byte, parse func(string) (ID, error)) error {
	id, err := parse(string(b))
	if err != nil {
		return err
	}
	*into = id
	return nil
}
