package demo

import (
	"bufio"
	"bytes"
	"fmt"

	"makcomblang.id/pkg/event"
)

// recompute reads an export of the log and links every aggregate's documents anew: versions without a gap, each document
// carrying the hash of the one before it.
func recompute(export []byte) (facts int, r LogResult) {
	type link struct {
		version uint64
		hash    string
	}
	last := map[string]link{}
	r.Chains = "ok"
	lines := bufio.NewScanner(bytes.NewReader(export))
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		facts++
		f, err := event.Decode(lines.Bytes())
		if err != nil {
			r.Chains = fmt.Sprintf("broken: line %d is no fact", facts)
			continue
		}
		key := f.Kind() + "/" + f.Subject
		prev := last[key]
		if f.Version != prev.version+1 {
			r.Gaps++
		}
		if f.PrevHash != prev.hash && r.Chains == "ok" {
			r.Chains = fmt.Sprintf("broken: line %d does not follow the fact before it of %s", facts, key)
		}
		last[key] = link{version: f.Version, hash: event.Hash(lines.Bytes())}
	}
	if err := lines.Err(); err != nil {
		r.Chains = "broken: the export cannot be read"
	}
	return facts, r
}
