// Command gen writes docs/asyncapi.json. It is run by `go generate` in the folder above.
package main

import (
	"log"
	"os"
	"path/filepath"

	"makcomblang.id/pkg/contract/asyncapi"
)

func main() {
	out := filepath.Join("..", "..", "..", "docs", "asyncapi.json")
	if err := os.WriteFile(out, asyncapi.Document(), 0o644); err != nil {
		log.Fatal(err)
	}
}
