package vault

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/nats-io/nats.go/jetstream"
)

// line is one record of a dump, as encrypted as in the bucket.
type line struct {
	Name   string `json:"name"`
	Sealed []byte `json:"sealed"`
}

// Dump writes every record as a line of JSON, encrypted, in order of the names. It is worth nothing without the key file.
func (v *Vault) Dump(ctx context.Context, w io.Writer) error {
	names, err := v.Names(ctx, "")
	if err != nil {
		return err
	}
	buf := bufio.NewWriter(w)
	out := json.NewEncoder(buf)
	for _, name := range names {
		entry, err := v.kv.Get(ctx, name)
		if errors.Is(err, jetstream.ErrKeyNotFound) {
			continue // deleted meanwhile
		}
		if err != nil {
			return away("dump", err)
		}
		if err := out.Encode(line{Name: name, Sealed: entry.Value()}); err != nil {
			return fmt.Errorf("vault: dump: %w", err)
		}
	}
	if err := buf.Flush(); err != nil {
		return fmt.Errorf("vault: dump: %w", err)
	}
	return nil
}

// Load writes the records of a dump. Every line is opened with the vault's keys before the first is written, so a dump of
// another key, or a damaged one, changes nothing. Records that the dump does not name stay.
func (v *Vault) Load(ctx context.Context, r io.Reader) error {
	var records []line
	in := json.NewDecoder(r)
	in.DisallowUnknownFields()
	for {
		var l line
		err := in.Decode(&l)
		if errors.Is(err, io.EOF) {
			break
		}
		if err == nil {
			err = checkName(l.Name)
		}
		if err == nil {
			_, err = v.open(l.Name, l.Sealed)
		}
		if err != nil {
			return fmt.Errorf("vault: load: line %d: %w", len(records)+1, err)
		}
		records = append(records, l)
	}
	for _, l := range records {
		if _, err := v.kv.Put(ctx, l.Name, l.Sealed); err != nil {
			return away("load", err)
		}
	}
	return nil
}
