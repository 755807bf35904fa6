package blob_test

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	"go.uber.org/goleak"

	"makcomblang.id/pkg/fault"
	"makcomblang.id/services/internal/blob"
	"makcomblang.id/services/internal/eventlog/eventlogtest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func open(t *testing.T) (*blob.Blobs, *nats.Conn) {
	t.Helper()
	nc := eventlogtest.Connect(t, eventlogtest.Start(t, t.TempDir()))
	if err := blob.Ensure(t.Context(), nc, 1); err != nil {
		t.Fatal(err)
	}
	b, err := blob.Open(t.Context(), nc)
	if err != nil {
		t.Fatal(err)
	}
	return b, nc
}

func stream(t *testing.T, nc *nats.Conn) jetstream.Stream {
	t.Helper()
	js, err := jetstream.New(nc)
	if err != nil {
		t.Fatal(err)
	}
	s, err := js.Stream(t.Context(), "OBJ_BLOBS")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestBlobsComeBackByTheirHash(t *testing.T) {
	t.Parallel()
	b, nc := open(t)
	blobs := map[string][]byte{"empty": {}, "small": []byte("sertifikat"), "large": bytes.Repeat([]byte("0123456789"), 50_000)}
	var want []string
	for name, data := range blobs {
		hash, err := b.Put(t.Context(), data)
		if err != nil || hash != blob.Hash(data) {
			t.Fatalf("%s: put: got %s, %v", name, hash, err)
		}
		want = append(want, hash)
		if got, err := b.Get(t.Context(), hash); err != nil || !bytes.Equal(got, data) {
			t.Errorf("%s: got %d bytes, %v", name, len(got), err)
		}
	}
	slices.Sort(want)
	if got, err := b.Hashes(t.Context()); err != nil || !slices.Equal(got, want) {
		t.Errorf("got %v, %v, want %v", got, err, want)
	}
	before := stream(t, nc).CachedInfo().State.LastSeq
	if _, err := b.Put(t.Context(), blobs["large"]); err != nil {
		t.Fatal(err)
	}
	if after := stream(t, nc).CachedInfo().State.LastSeq; after != before {
		t.Errorf("the same bytes were written again: %d, then %d", before, after)
	}
}

func TestWhatIsNotThere(t *testing.T) {
	t.Parallel()
	b, nc := open(t)
	for _, hash := range []string{"", "x", blob.Hash([]byte("never stored")), strings.ToUpper(blob.Hash(nil)), blob.Hash(nil) + "00", strings.Repeat("../", 21)} {
		if _, err := b.Get(t.Context(), hash); fault.KindOf(err) != fault.KindNotFound {
			t.Errorf("%q: got %v", hash, err)
		}
	}
	if got, err := b.Hashes(t.Context()); err != nil || len(got) != 0 {
		t.Errorf("got %v, %v", got, err)
	}
	if _, err := b.Put(t.Context(), make([]byte, 64<<20+1)); err == nil {
		t.Error("a blob of any size is taken")
	}
	nc.Close()
	if _, err := b.Get(t.Context(), blob.Hash(nil)); fault.KindOf(err) != fault.KindUnavailable {
		t.Errorf("without a connection: got %v", err)
	}
}

func TestDamageIsNoticedAndRepairedByTheSameBytes(t *testing.T) {
	t.Parallel()
	b, nc := open(t)
	js, err := jetstream.New(nc)
	if err != nil {
		t.Fatal(err)
	}
	store, err := js.ObjectStore(t.Context(), "BLOBS")
	if err != nil {
		t.Fatal(err)
	}
	data := []byte("sertifikat")
	if _, err := store.PutBytes(t.Context(), blob.Hash(data), []byte("lain")); err != nil {
		t.Fatal(err)
	}
	if _, err := b.Get(t.Context(), blob.Hash(data)); !errors.Is(err, blob.ErrDamaged) {
		t.Errorf("got %v", err)
	}
	if _, err := b.Put(t.Context(), data); err != nil {
		t.Fatal(err)
	}
	if got, err := b.Get(t.Context(), blob.Hash(data)); err != nil || !bytes.Equal(got, data) {
		t.Errorf("got %q, %v", got, err)
	}
}

func TestALostChunkIsDamageToo(t *testing.T) {
	t.Parallel()
	b, nc := open(t)
	data := []byte("sertifikat")
	hash, err := b.Put(t.Context(), data)
	if err != nil {
		t.Fatal(err)
	}
	if err := stream(t, nc).Purge(t.Context(), jetstream.WithPurgeSubject("$O.BLOBS.C.>")); err != nil {
		t.Fatal(err)
	}
	if _, err := b.Get(t.Context(), hash); !errors.Is(err, blob.ErrDamaged) {
		t.Errorf("got %v", err)
	}
	if _, err := b.Put(t.Context(), data); err != nil {
		t.Fatal(err)
	}
	if got, err := b.Get(t.Context(), hash); err != nil || !bytes.Equal(got, data) {
		t.Errorf("stored anew: got %q, %v", got, err)
	}
}

func TestManyAtOnce(t *testing.T) {
	t.Parallel()
	here, nc := open(t)
	there, err := blob.Open(t.Context(), nc) // as another process
	if err != nil {
		t.Fatal(err)
	}
	errs := make(chan error)
	for i := range 8 {
		b := []*blob.Blobs{here, there}[i%2]
		go func() {
			data := fmt.Appendf(nil, "sertifikat %d", i/4)
			hash, err := b.Put(t.Context(), data)
			if err == nil {
				_, err = b.Get(t.Context(), hash)
			}
			errs <- err
		}()
	}
	for range 8 {
		if err := <-errs; err != nil {
			t.Error(err)
		}
	}
	if got, err := here.Hashes(t.Context()); err != nil || len(got) != 2 {
		t.Errorf("got %v, %v", got, err)
	}
}

func TestEnsureRefusesABucketThatForgets(t *testing.T) {
	t.Parallel()
	_, nc := open(t)
	if err := blob.Ensure(t.Context(), nc, 1); err != nil {
		t.Errorf("a second time: %v", err)
	}
	js, err := jetstream.New(nc)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := js.UpdateObjectStore(t.Context(), jetstream.ObjectStoreConfig{Bucket: "BLOBS", TTL: time.Hour}); err != nil {
		t.Fatal(err)
	}
	if err := blob.Ensure(t.Context(), nc, 1); err == nil {
		t.Error("a bucket that forgets is taken")
	}
}
