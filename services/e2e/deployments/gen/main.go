// Command gen writes the deployment files of the repository, from the folder of the package that it belongs to.
package main

import (
	"log"
	"os"
	"path/filepath"

	"makcomblang.id/services/e2e/deployments"
)

func main() {
	for name, text := range deployments.Files() {
		path := filepath.Join("..", "..", "..", name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			log.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			log.Fatal(err)
		}
	}
}
