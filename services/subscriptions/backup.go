package subscriptions

import (
	"context"
	"encoding/binary"
	"encoding/json"

	"makcomblang.id/pkg/fault"
	"makcomblang.id/services/internal/eventlog"
	"makcomblang.id/services/internal/vault"
)

// HandedOut gives the last fact up to which all deliveries were put into the queue, for a backup. Read it before the queue: what
// it covers is then in the queue or done, and what it does not cover is handed out again from the facts.
func HandedOut(ctx context.Context, v *vault.Vault) (eventlog.Mark, error) {
	at, _, err := loadMark(ctx, v)
	if err != nil {
		return at, err
	}
	old, err := loadOldPlace(ctx, v)
	if old > at.Seq {
		at = eventlog.Mark{Seq: old}
	}
	return at, err
}

// BeginBehind makes the fan-out of a restored log go on behind what was handed out at the backup.
func BeginBehind(ctx context.Context, v *vault.Vault, at eventlog.Mark) error {
	raw, err := json.Marshal(at)
	if err == nil {
		err = v.Put(ctx, placeName, raw)
	}
	if err == nil {
		err = v.Put(ctx, oldPlaceName, binary.BigEndian.AppendUint64(nil, at.Seq))
	}
	return err
}

// loadMark gives the stored place; ok is false if there is none.
func loadMark(ctx context.Context, v store) (at eventlog.Mark, ok bool, err error) {
	raw, err := v.Get(ctx, placeName)
	if fault.KindOf(err) == fault.KindNotFound {
		return at, false, nil
	}
	if err == nil {
		err = json.Unmarshal(raw, &at)
	}
	return at, err == nil, err
}

// loadOldPlace gives the place as the program before this one left it, 0 if it left none.
func loadOldPlace(ctx context.Context, v store) (uint64, error) {
	raw, err := v.Get(ctx, oldPlaceName)
	if fault.KindOf(err) == fault.KindNotFound || err == nil && len(raw) != 8 {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	return binary.BigEndian.Uint64(raw), nil
}
