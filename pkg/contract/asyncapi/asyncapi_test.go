package asyncapi_test

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"makcomblang.id/pkg/contract"
	"makcomblang.id/pkg/contract/asyncapi"
)

const written = "../../../docs/asyncapi.json"

func TestTheWrittenDocumentIsCurrent(t *testing.T) {
	t.Parallel()
	want, err := os.ReadFile(written)
	if err != nil || !bytes.Equal(asyncapi.Document(), want) {
		t.Errorf("docs/asyncapi.json is not current, run make generate: %v", err)
	}
}

// What leaves the system is in the document, what does not leave it is not.
func TestEveryTypeThatLeavesIsDescribed(t *testing.T) {
	t.Parallel()
	var doc struct {
		Channels map[string]struct {
			Messages map[string]any `json:"messages"`
		} `json:"channels"`
	}
	if err := json.Unmarshal(asyncapi.Document(), &doc); err != nil {
		t.Fatal(err)
	}
	for _, s := range contract.All() {
		for name, channel := range doc.Channels {
			_, described := channel.Messages[s.Type]
			if wanted := s.Audience != contract.Internal; described != wanted {
				t.Errorf("%s in %s: described %v, want %v", s.Type, name, described, wanted)
			}
		}
	}
}

// The parser of the AsyncAPI initiative reads the document. It is an npm package; `npm ci` in tools/asyncapi installs it
// once, a test never does.
func TestTheParserOfTheInitiativeTakesIt(t *testing.T) {
	t.Parallel()
	tool, err := filepath.Abs("../../../tools/asyncapi")
	if err != nil {
		t.Fatal(err)
	}
	node, err := exec.LookPath("node")
	if err != nil {
		t.Skip("SKIPPED: node is not installed, docs/asyncapi.json was not validated")
	}
	if _, err := os.Stat(filepath.Join(tool, "node_modules", "@asyncapi", "parser")); err != nil {
		t.Skip("SKIPPED: @asyncapi/parser is not installed (npm ci in tools/asyncapi), docs/asyncapi.json was not validated")
	}
	run := func(path string) (string, error) {
		out, err := exec.CommandContext(t.Context(), node, filepath.Join(tool, "check.cjs"), path).CombinedOutput()
		return string(out), err
	}
	if out, err := run(written); err != nil {
		t.Errorf("the parser refuses it: %v\n%s", err, out)
	}
	broken := filepath.Join(t.TempDir(), "broken.json")
	doc := strings.Replace(string(asyncapi.Document()), `"action": "send"`, `"action": "shout"`, 1)
	if err := os.WriteFile(broken, []byte(doc), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := run(broken); err == nil {
		t.Errorf("the parser takes a broken document: the check checks nothing\n%s", out)
	}
}
