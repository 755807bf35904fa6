package event

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"strings"
)

// Root is the first two tokens of every subject of the log.
const Root = "mak.evt"

// ValidToken says whether s can be a token of a subject and so an aggregate id: 1 to 100 of a-z, 0-9, '-' and '_'.
func ValidToken(s string) bool {
	if len(s) == 0 || len(s) > 100 {
		return false
	}
	for i := 0; i < len(s); i++ {
		c := s[i]
		if (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-' && c != '_' {
			return false
		}
	}
	return true
}

// Subject is where a fact stands in the log: mak.evt.<kind>.<id>.<name>.
func (f Fact) LogSubject() string {
	kind, name, _, _ := SplitType(f.Type)
	return Root + "." + kind + "." + f.Subject + "." + name
}

// AggregateFilter is the subject filter of all facts of one aggregate, the scope of its expected sequence.
func AggregateFilter(kind, id string) string { return Root + "." + kind + "." + id + ".>" }

// KindFilter is the subject filter of all facts of one kind of aggregate.
func KindFilter(kind string) string { return Root + "." + kind + ".>" }

// SplitSubject takes a subject of the log apart. ok is false for a subject that is not of the log's form.
func SplitSubject(subject string) (kind, id, name string, ok bool) {
	rest, found := strings.CutPrefix(subject, Root+".")
	if !found {
		return "", "", "", false
	}
	parts := strings.Split(rest, ".")
	if len(parts) != 3 {
		return "", "", "", false
	}
	return parts[0], parts[1], parts[2], true
}

// Hash is the SHA-256 of a document in lower-case hex: what the next fact of the aggregate carries as its PrevHash.
func Hash(doc []byte) string {
	sum := sha256.Sum256(doc)
	return hex.EncodeToString(sum[:])
}

// CommandID is the id of a fact that answers a command: the same actor repeating the same key on the same route gets the
// same id, so a retry can never append twice.
func CommandID(actor, route, kind, id, typ, key string) string {
	return digest("command", actor, route, kind, id, typ, key)
}

// ReactionID is the id of a fact that follows from another fact (or from a date tick): a redelivered cause leads to the
// same id.
func ReactionID(cause, kind, id, typ string) string {
	return digest("reaction", cause, kind, id, typ)
}

// MintID derives the id of a new aggregate from the command that creates it, so that a retried creation names the same
// aggregate.
func MintID(prefix, actor, route, key string) string {
	return prefix + "-" + digest("mint", actor, route, key)[:20]
}

// RequestHash is the hash of a command's body as it is kept in the fact.
func RequestHash(body []byte) string { return digest("request", string(body)) }

// digest hashes the parts with their lengths, so that no two lists of parts run together; 128 bits in hex.
func digest(parts ...string) string {
	h := sha256.New()
	var n [8]byte
	for _, p := range parts {
		binary.BigEndian.PutUint64(n[:], uint64(len(p)))
		h.Write(n[:])
		h.Write([]byte(p))
	}
	var sum [32]byte
	return hex.EncodeToString(h.Sum(sum[:0])[:16])
}
