package vault

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"makcomblang.id/pkg/event"
	"makcomblang.id/pkg/fault"
)

const (
	bucketName = "VAULT"
	streamName = "KV_VAULT"   // of the bucket, as NATS names it
	subjects   = "$KV.VAULT." // + name
	maxValue   = 64 << 10     // bytes; records are contacts and secrets, not documents
)

// Vault reads and writes records. It is safe for concurrent use.
type Vault struct {
	kv     jetstream.KeyValue
	stream jetstream.Stream // of the bucket

	mu   sync.RWMutex // held for reading while a record is written, so that a rotation sees every record of the old key
	keys []Key        // the first one writes; all read
}

func wanted(replicas int) jetstream.KeyValueConfig {
	return jetstream.KeyValueConfig{
		Bucket: bucketName, Description: "Contacts and secrets, encrypted.", History: 1,
		MaxValueSize: maxValue + 1024, Storage: jetstream.FileStorage, Replicas: replicas,
	}
}

// Ensure makes the bucket if it is missing. It never changes one: a bucket that keeps history or forgets by age is an
// error, since purged records would stay or live ones go.
func Ensure(ctx context.Context, nc *nats.Conn, replicas int) error {
	js, err := jetstream.New(nc)
	if err != nil {
		return fmt.Errorf("vault: jetstream: %w", err)
	}
	kv, err := js.CreateKeyValue(ctx, wanted(replicas))
	if errors.Is(err, jetstream.ErrBucketExists) {
		kv, err = js.KeyValue(ctx, bucketName)
	}
	if err != nil {
		return away("create bucket", err)
	}
	status, err := kv.Status(ctx)
	if err != nil {
		return away("create bucket", err)
	}
	if live := status.Config(); live.History != 1 || live.TTL != 0 || live.Storage != jetstream.FileStorage || live.Replicas != replicas {
		return fmt.Errorf("vault: bucket %s must keep one version for ever, on file, with %d replicas: dump the vault, delete the bucket, "+
			"run setup and load the dump", bucketName, replicas)
	}
	return nil
}

// Open opens the bucket with the master key. Further keys only read: those of an interrupted rotation.
func Open(ctx context.Context, nc *nats.Conn, key Key, further ...Key) (*Vault, error) {
	js, err := jetstream.New(nc)
	if err != nil {
		return nil, fmt.Errorf("vault: jetstream: %w", err)
	}
	kv, err := js.KeyValue(ctx, bucketName)
	if err != nil {
		return nil, away("open", err)
	}
	stream, err := js.Stream(ctx, streamName)
	if err != nil {
		return nil, away("open", err)
	}
	return &Vault{kv: kv, stream: stream, keys: append([]Key{key}, further...)}, nil
}

func away(doing string, err error) error {
	return fmt.Errorf("vault: %s: %w", doing, fault.Unavailable(err, "The vault is away for now."))
}

// checkName keeps names within what the bucket can hold and a person can tell apart: tokens joined by dots.
func checkName(name string) error {
	for part := range strings.SplitSeq(name, ".") {
		if !event.ValidToken(part) {
			return errors.New("vault: a name is tokens of a-z, 0-9, - and _ joined by dots")
		}
	}
	return nil
}

// DeriveKey is Key.Derive of the key that writes.
func (v *Vault) DeriveKey(label string) []byte {
	v.mu.RLock()
	defer v.mu.RUnlock()
	return v.keys[0].Derive(label)
}

// Put writes a record, in place of an earlier one with this name.
func (v *Vault) Put(ctx context.Context, name string, value []byte) error {
	if err := checkName(name); err != nil {
		return err
	}
	if len(value) > maxValue {
		return fmt.Errorf("vault: a record holds at most %d bytes", maxValue)
	}
	v.mu.RLock()
	defer v.mu.RUnlock()
	if _, err := v.kv.Put(ctx, name, v.keys[0].seal(name, value)); err != nil {
		return away("put", err)
	}
	return nil
}

// Create writes a record unless there is one with this name: then it returns a fault of kind conflict. Of several processes
// that make the same record, one succeeds; the others read it.
func (v *Vault) Create(ctx context.Context, name string, value []byte) error {
	if err := checkName(name); err != nil {
		return err
	}
	if len(value) > maxValue {
		return fmt.Errorf("vault: a record holds at most %d bytes", maxValue)
	}
	v.mu.RLock()
	defer v.mu.RUnlock()
	_, err := v.kv.Create(ctx, name, v.keys[0].seal(name, value))
	if errors.Is(err, jetstream.ErrKeyExists) {
		return fault.Conflictf("vault.exists", "There is such a record already.")
	}
	if err != nil {
		return away("create", err)
	}
	return nil
}

// Get reads a record. It returns a fault of kind not_found if there is none, and an error without a fault if the record
// does not open.
func (v *Vault) Get(ctx context.Context, name string) ([]byte, error) {
	if err := checkName(name); err != nil {
		return nil, err
	}
	entry, err := v.kv.Get(ctx, name)
	if errors.Is(err, jetstream.ErrKeyNotFound) {
		return nil, fault.NotFoundf("vault.not_found", "There is no such record.")
	}
	if err != nil {
		return nil, away("get", err)
	}
	return v.open(name, entry.Value())
}

func (v *Vault) open(name string, doc []byte) ([]byte, error) {
	mark, err := markOf(doc)
	if err != nil {
		return nil, err
	}
	v.mu.RLock()
	defer v.mu.RUnlock()
	for _, k := range v.keys {
		if k.mark() == mark {
			return k.open(name, doc)
		}
	}
	return nil, errors.New("vault: the record was written with another master key: give the key file that belongs to this data")
}

// Delete takes a record away, its name too. Taking away what is not there is no error. What is left on disk until the
// server writes that block anew is ciphertext.
//
// It purges the subject instead of using the bucket's own deletion, which would leave a marker with the name for ever.
func (v *Vault) Delete(ctx context.Context, name string) error {
	if err := checkName(name); err != nil {
		return err
	}
	if err := v.stream.Purge(ctx, jetstream.WithPurgeSubject(subjects+name)); err != nil {
		return away("delete", err)
	}
	return nil
}

// Names gives the names of all records that begin with prefix, in order. It asks the stream for its subjects: the
// library's list of keys ends early, without an error, when the connection is lost, and a rotation or a backup must not
// take half a list for the whole.
func (v *Vault) Names(ctx context.Context, prefix string) ([]string, error) {
	info, err := v.stream.Info(ctx, jetstream.WithSubjectFilter(subjects+">"))
	if err != nil {
		return nil, away("names", err)
	}
	names := []string{}
	for subject := range info.State.Subjects {
		if name := strings.TrimPrefix(subject, subjects); strings.HasPrefix(name, prefix) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names, nil
}
