package vault_test

import (
	"bytes"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	"go.uber.org/goleak"

	"makcomblang.id/pkg/fault"
	"makcomblang.id/services/internal/eventlog/eventlogtest"
	"makcomblang.id/services/internal/vault"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func server(t *testing.T) *nats.Conn {
	t.Helper()
	nc := eventlogtest.Connect(t, eventlogtest.Start(t, t.TempDir()))
	if err := vault.Ensure(t.Context(), nc, 1); err != nil {
		t.Fatal(err)
	}
	return nc
}

func open(t *testing.T, nc *nats.Conn, key vault.Key, further ...vault.Key) *vault.Vault {
	t.Helper()
	v, err := vault.Open(t.Context(), nc, key, further...)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func put(t *testing.T, v *vault.Vault, name, value string) {
	t.Helper()
	if err := v.Put(t.Context(), name, []byte(value)); err != nil {
		t.Fatal(err)
	}
}

func wantValue(t *testing.T, v *vault.Vault, name, want string) {
	t.Helper()
	if got, err := v.Get(t.Context(), name); err != nil || string(got) != want {
		t.Errorf("%s: got %q, %v, want %q", name, got, err, want)
	}
}

func TestRecordsComeBack(t *testing.T) {
	t.Parallel()
	v := open(t, server(t), vault.NewKey())
	put(t, v, "endpoint.e-1.secret", "whsec_1")
	put(t, v, "endpoint.e-1.secret", "whsec_2")
	put(t, v, "contact.p-1", "")
	wantValue(t, v, "endpoint.e-1.secret", "whsec_2")
	wantValue(t, v, "contact.p-1", "")
	names, err := v.Names(t.Context(), "endpoint.")
	if err != nil || !slices.Equal(names, []string{"endpoint.e-1.secret"}) {
		t.Errorf("got %v, %v", names, err)
	}
	_, err = v.Get(t.Context(), "contact.p-2")
	if f, ok := fault.As(err); !ok || f.Code != "vault.not_found" || f.Kind != fault.KindNotFound {
		t.Errorf("got %v", err)
	}
}

func TestADeletedRecordLeavesNothing(t *testing.T) {
	t.Parallel()
	nc := server(t)
	v := open(t, nc, vault.NewKey())
	put(t, v, "contact.p-1", "budi@example.invalid")
	for range 2 {
		if err := v.Delete(t.Context(), "contact.p-1"); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := v.Get(t.Context(), "contact.p-1"); fault.KindOf(err) != fault.KindNotFound {
		t.Errorf("got %v", err)
	}
	js, err := jetstream.New(nc)
	if err != nil {
		t.Fatal(err)
	}
	s, err := js.Stream(t.Context(), "KV_VAULT")
	if err != nil || s.CachedInfo().State.Msgs != 0 {
		t.Errorf("got %d messages, %v, want none", s.CachedInfo().State.Msgs, err)
	}
	put(t, v, "contact.p-1", "again")
	wantValue(t, v, "contact.p-1", "again")
}

func TestRecordsAreSealed(t *testing.T) {
	t.Parallel()
	nc, key := server(t), vault.NewKey()
	v := open(t, nc, key)
	put(t, v, "contact.p-1", "rahasia")
	first, err := v.Raw(t.Context(), "contact.p-1")
	if err != nil || bytes.Contains(first, []byte("rahasia")) {
		t.Fatalf("the bucket holds the value: %v", err)
	}
	put(t, v, "contact.p-1", "rahasia")
	second, err := v.Raw(t.Context(), "contact.p-1")
	if err != nil || bytes.Equal(first, second) {
		t.Errorf("equal values lie there alike: %v", err)
	}
	bad := map[string][]byte{
		"moved": first, "empty": {}, "short": first[:5], "cut": first[:len(first)-1], "version": append([]byte{9}, first[1:]...),
		"flipped": append(slices.Clone(first[:len(first)-1]), first[len(first)-1]^1),
	}
	for name, doc := range bad {
		if err := v.PutRaw(t.Context(), name, doc); err != nil {
			t.Fatal(err)
		}
		if _, err := v.Get(t.Context(), name); err == nil || fault.KindOf(err) != fault.KindInternal {
			t.Errorf("%s: got %v", name, err)
		}
	}
	if _, err := open(t, nc, vault.NewKey()).Get(t.Context(), "contact.p-1"); err == nil || !strings.Contains(err.Error(), "another master key") {
		t.Errorf("another key: got %v", err)
	}
}

func TestNamesAndSizesAreChecked(t *testing.T) {
	t.Parallel()
	v := open(t, server(t), vault.NewKey())
	for _, bad := range []string{"", "a..b", ".a", "a.", "A", "a b", "*", ">", "a.>"} {
		_, err := v.Get(t.Context(), bad)
		if err == nil || v.Put(t.Context(), bad, nil) == nil || v.Delete(t.Context(), bad) == nil {
			t.Errorf("%q is taken", bad)
		}
	}
	if err := v.Put(t.Context(), "big", make([]byte, 64<<10+1)); err == nil {
		t.Error("a record of any size is taken")
	}
	if err := v.Put(t.Context(), "big", make([]byte, 64<<10)); err != nil {
		t.Errorf("the largest record: %v", err)
	}
}

func TestRotation(t *testing.T) {
	t.Parallel()
	nc, dir := server(t), t.TempDir()
	path := filepath.Join(dir, "master.key")
	old, err := vault.CreateKey(path)
	if err != nil {
		t.Fatal(err)
	}
	v := open(t, nc, old)
	for _, name := range []string{"a", "b", "c"} {
		put(t, v, name, "value of "+name)
	}
	cursor := v.DeriveKey("cursor")

	// It was interrupted when the new key was on disk and one record was written with it.
	fresh, err := vault.CreateKey(vault.Next(path))
	if err != nil {
		t.Fatal(err)
	}
	put(t, open(t, nc, fresh), "b", "value of b")
	v, err = vault.OpenFile(t.Context(), nc, path)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"a", "b", "c"} {
		wantValue(t, v, name, "value of "+name)
		wantValue(t, open(t, nc, fresh), name, "value of "+name)
	}
	if kept, err := vault.LoadKey(path); err != nil || kept != fresh {
		t.Errorf("the key file does not hold the new key: %v", err)
	}
	if _, err := vault.LoadKey(vault.Next(path)); err == nil {
		t.Error("the waiting key is still there")
	}
	if _, err := open(t, nc, old).Get(t.Context(), "a"); err == nil {
		t.Error("the old key still reads")
	}
	if bytes.Equal(cursor, v.DeriveKey("cursor")) {
		t.Error("derived keys stayed")
	}

	if err := vault.RotateFile(t.Context(), v, path); err != nil { // and whole, in one go
		t.Fatal(err)
	}
	v, err = vault.OpenFile(t.Context(), nc, path)
	if err != nil {
		t.Fatal(err)
	}
	wantValue(t, v, "c", "value of c")
	if _, err := open(t, nc, fresh).Get(t.Context(), "c"); err == nil {
		t.Error("the key before still reads")
	}
}

func TestARotationThatCannotReadKeepsTheOldKey(t *testing.T) {
	t.Parallel()
	nc, old := server(t), vault.NewKey()
	v := open(t, nc, old)
	put(t, v, "a", "1")
	put(t, open(t, nc, vault.NewKey()), "b", "of a key that is lost")
	put(t, v, "c", "3")
	fresh := vault.NewKey()
	if err := v.Rotate(t.Context(), fresh); err == nil {
		t.Fatal("no error")
	}
	wantValue(t, v, "a", "1")
	wantValue(t, v, "c", "3")
	if err := v.Delete(t.Context(), "b"); err != nil {
		t.Fatal(err)
	}
	if err := v.Rotate(t.Context(), fresh); err != nil {
		t.Fatal(err)
	}
	wantValue(t, open(t, nc, fresh), "c", "3")
}

func TestADumpIsSealedAndLoads(t *testing.T) {
	t.Parallel()
	key := vault.NewKey()
	v := open(t, server(t), key)
	put(t, v, "contact.p-1", "rahasia")
	put(t, v, "endpoint.e-1.secret", "whsec_1")
	var dump bytes.Buffer
	if err := v.Dump(t.Context(), &dump); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(dump.String(), "rahasia") || strings.Count(dump.String(), "\n") != 2 {
		t.Errorf("got %s", dump.String())
	}
	empty := server(t)
	damaged := strings.Replace(dump.String(), `"sealed":"A`, `"sealed":"B`, 1)
	crossed := strings.Replace(dump.String(), "contact.p-1", "contact.p-2", 1)
	for name, doc := range map[string]string{"damaged": damaged, "crossed": crossed, "cut": dump.String()[:dump.Len()-20], "bad name": strings.Replace(dump.String(), "contact.p-1", "contact.>", 1)} {
		if err := open(t, empty, key).Load(t.Context(), strings.NewReader(doc)); err == nil {
			t.Errorf("%s: loaded", name)
		}
	}
	if err := open(t, empty, vault.NewKey()).Load(t.Context(), bytes.NewReader(dump.Bytes())); err == nil {
		t.Error("loaded with another key")
	}
	restored := open(t, empty, key)
	if names, err := restored.Names(t.Context(), ""); err != nil || len(names) != 0 {
		t.Errorf("a refused dump left %v, %v", names, err)
	}
	if err := restored.Load(t.Context(), bytes.NewReader(dump.Bytes())); err != nil {
		t.Fatal(err)
	}
	wantValue(t, restored, "contact.p-1", "rahasia")
	wantValue(t, restored, "endpoint.e-1.secret", "whsec_1")
}

func TestEnsureRefusesAnotherBucket(t *testing.T) {
	t.Parallel()
	nc := server(t)
	if err := vault.Ensure(t.Context(), nc, 1); err != nil {
		t.Errorf("a second time: %v", err)
	}
	js, err := jetstream.New(nc)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := js.UpdateKeyValue(t.Context(), jetstream.KeyValueConfig{Bucket: "VAULT", History: 5}); err != nil {
		t.Fatal(err)
	}
	if err := vault.Ensure(t.Context(), nc, 1); err == nil {
		t.Error("a bucket with history is taken")
	}
	v := open(t, nc, vault.NewKey())
	nc.Close()
	if err := v.Put(t.Context(), "a", nil); fault.KindOf(err) != fault.KindUnavailable {
		t.Errorf("without a connection: got %v", err)
	}
}
