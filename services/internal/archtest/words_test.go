package archtest

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// avoided are words that no sentence for people holds: they speak of marriage, of trade, of a league table or of blame. Other
// tests look for them in templates and catalogues; this one in what programs say themselves.
var avoided = regexp.MustCompile(`(?i)\b(dipasangkan|jodoh|pasangan|peringkat|skor|gagal|mandek|ditolak|penawaran|ditawarkan|harga|harganya|sertifikat|` +
	`rekomendasi|studi banding|menimpa|musim)\b`)

func TestSentencesInSourcesAvoidWords(t *testing.T) {
	t.Parallel()
	read := 0
	err := filepath.WalkDir("../..", func(name string, d fs.DirEntry, err error) error {
		slash := filepath.ToSlash(name)
		switch {
		case err != nil:
			return err
		case d.IsDir() && slash == "../../e2e":
			return fs.SkipDir
		case !strings.HasSuffix(slash, ".go") || strings.HasSuffix(slash, "_test.go"):
			return nil
		}
		fset := token.NewFileSet()
		file, err := parser.ParseFile(fset, name, nil, 0)
		if err != nil {
			return err
		}
		read++
		ast.Inspect(file, func(n ast.Node) bool {
			if text, ok := n.(*ast.BasicLit); ok && text.Kind == token.STRING {
				if word := avoided.FindString(text.Value); word != "" {
					t.Errorf("%s: %q is a word to avoid", fset.Position(text.Pos()), word)
				}
			}
			return true
		})
		return nil
	})
	if err != nil || read < 300 {
		t.Fatalf("%d files were read: %v", read, err)
	}
}
