// Command gen writes docs/api/openapi.yaml from the routes of all services, and docs/error-codes.md from the catalogue of
// refusals. It is run by `go generate` in the folder above.
package main

import (
	"context"
	"log"
	"os"
	"path/filepath"

	"makcomblang.id/services/cmd/makcomblang/app"
	"makcomblang.id/services/internal/refusal"
)

func main() {
	docs := filepath.Join("..", "..", "..", "..", "docs")
	if err := os.WriteFile(filepath.Join(docs, "error-codes.md"), refusal.Document(), 0o644); err != nil {
		log.Fatal(err)
	}
	if err := run(filepath.Join(docs, "api", "openapi.yaml")); err != nil {
		log.Fatal(err)
	}
}

func run(out string) error {
	dir, err := os.MkdirTemp("", "makcomblang-openapi-")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	a, err := app.Open(context.Background(), app.Config{Data: dir, LogLevel: "error"})
	if err != nil {
		return err
	}
	defer a.Close()
	doc, err := a.OpenAPI()
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(out), 0o755); err != nil {
		return err
	}
	return os.WriteFile(out, doc, 0o644)
}
