package vault

import "context"

// PutRaw writes a record past the encryption.
func (v *Vault) PutRaw(ctx context.Context, name string, doc []byte) error {
	_, err := v.kv.Put(ctx, name, doc)
	return err
}

// Raw reads a record as it lies in the bucket.
func (v *Vault) Raw(ctx context.Context, name string) ([]byte, error) {
	entry, err := v.kv.Get(ctx, name)
	if err != nil {
		return nil, err
	}
	return entry.Value(), nil
}

// Next is where a new key waits.
func Next(path string) string { return next(path) }
