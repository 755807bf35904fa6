package eventlog

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"

	"makcomblang.id/pkg/event"
)

// chain checks what is read from the log: sequences without a gap, each aggregate's versions and hashes linked, and the
// rolling SHA-256 over all documents, one a line, which is the SHA-256 of an export of the log.
type chain struct {
	last    uint64
	tip     string          // event.Hash of the last document
	links   map[string]link // by kind.id
	rolling hash.Hash
}

type link struct {
	version uint64
	hash    string
}

func newChain() chain { return chain{links: make(map[string]link), rolling: sha256.New()} }

// next takes the next document and says what is wrong with its place in the chains, or "".
func (c *chain) next(seq uint64, key string, f event.Fact, hash string, doc []byte) string {
	var broken string
	if seq != c.last+1 {
		broken = fmt.Sprintf("facts %d to %d are missing", c.last+1, seq-1)
	}
	c.last, c.tip = seq, hash
	_, _ = c.rolling.Write(doc)
	_, _ = c.rolling.Write([]byte{'\n'})
	prev := c.links[key]
	if broken == "" && (f.Version != prev.version+1 || f.PrevHash != prev.hash) {
		broken = fmt.Sprintf("fact %d does not follow the fact before it of %s", seq, key)
	}
	c.links[key] = link{version: f.Version, hash: hash}
	return broken
}

// skip notes a document that could not be decoded.
func (c *chain) skip(seq uint64, doc []byte) {
	c.last, c.tip = seq, event.Hash(doc)
	_, _ = c.rolling.Write(doc)
	_, _ = c.rolling.Write([]byte{'\n'})
}

// head is the rolling hash so far.
func (c *chain) head() string { return hex.EncodeToString(c.rolling.Sum(nil)) }
