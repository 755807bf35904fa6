package app_test

import (
	"bytes"
	"os"
	"testing"

	"makcomblang.id/services/cmd/makcomblang/app"
)

func TestTheWrittenAPIIsCurrent(t *testing.T) {
	t.Parallel()
	a, err := app.Open(t.Context(), app.Config{Data: t.TempDir(), LogLevel: "error"})
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	got, err := a.OpenAPI()
	if err != nil {
		t.Fatal(err)
	}
	want, err := os.ReadFile("../../../../docs/api/openapi.yaml")
	if err != nil || !bytes.Equal(got, want) {
		t.Errorf("docs/api/openapi.yaml is not current, run make generate: %v", err)
	}
}
