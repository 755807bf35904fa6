package faults

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"makcomblang.id/services/cmd/makcomblang/app"
	"makcomblang.id/services/cmd/makcomblang/demo"
)

// TestStory tells the demonstration's whole story over the cluster while every role is killed and started again, and
// compares what it ends with to the all-in-one.
func TestStory(t *testing.T) {
	form(t)
	c := startCluster(t)
	key, err := os.ReadFile(filepath.Join(c.dir, "access1", "coordinator.key"))
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 3*patience)
	defer cancel()
	type ending struct {
		doc []byte
		err error
	}
	done := make(chan ending, 1)
	go func() {
		var out bytes.Buffer
		err := demo.Run(ctx, &out, demo.Options{Dataset: "../../../data", JSON: true, Server: c.base, Key: strings.TrimSpace(string(key))})
		done <- ending{out.Bytes(), err}
	}()
	for _, role := range app.Roles() {
		c.killRole(role)
	}
	got := <-done
	if got.err != nil {
		t.Fatal(got.err)
	}
	var alone bytes.Buffer
	if err := demo.Run(ctx, &alone, demo.Options{Dataset: "../../../data", JSON: true}); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(settled(t, alone.Bytes()), settled(t, got.doc)); diff != "" {
		t.Errorf("the cluster ends otherwise than the all-in-one (-alone +cluster):\n%s", diff)
	}
	c.sameViews(c.lastFact())
}

// settled is the result without what depends on how fast the machine was and on attempts that were made again.
func settled(t *testing.T, doc []byte) map[string]any {
	t.Helper()
	var all map[string]any
	if err := json.Unmarshal(doc, &all); err != nil {
		t.Fatalf("%v in %s", err, doc)
	}
	for _, key := range []string{"elapsed_ms", "webhook"} {
		delete(all, key)
	}
	return all
}
