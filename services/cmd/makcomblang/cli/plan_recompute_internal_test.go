package cli

import (
	"bytes"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
)

// TestRecomputeEndsByWhatWasShown holds the three exit codes apart: the same bytes, a proof that holds under another engine,
// and neither.
func TestRecomputeEndsByWhatWasShown(t *testing.T) {
	t.Chdir(t.TempDir())
	if err := os.WriteFile("key", []byte("mak_live_x"), 0o600); err != nil {
		t.Fatal(err)
	}
	const differs = `"differences":[{"what":"pairs","where":"[1].need","told":"a","recomputed":"b"}]`
	answers := map[string]string{
		"/api/v1/plans/p-same/recompute":    `{"same":true,"sentence":{"en":"The same."},"differences":[]}`,
		"/api/v1/plans/p-proven/recompute":  `{"same":false,"engine":1,"engine_now":2,"proof":{"holds":true,"status":"bounded"},"sentence":{"en":"Proven: by version 1."},` + differs + `}`,
		"/api/v1/plans/p-wrong/recompute":   `{"same":false,"engine":1,"engine_now":2,"proof":{"holds":false,"why":"x"},"sentence":{"en":"Different: x."},` + differs + `}`,
		"/api/v1/plans/p-differs/recompute": `{"same":false,"sentence":{"en":"Different: 1 part."},` + differs + `}`,
		"/api/v1/plans/..%2Fkeys/recompute": `{"same":true,"sentence":{"en":"Escaped."},"differences":[]}`,
	}
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = fmt.Fprint(w, answers[r.URL.EscapedPath()])
	}))
	defer srv.Close()
	const line = "pairs at [1].need: a was recorded, b came out\n"
	for id, want := range map[string]struct {
		code     int
		out, err string
	}{
		"p-same":    {exitOK, "The same.\n", ""},
		"p-proven":  {exitPartly, line, "Proven: by version 1.\n"},
		"p-wrong":   {exitFailed, line, "makcomblang: Different: x.\n"},
		"p-differs": {exitFailed, line, "makcomblang: Different: 1 part.\n"},
		"../keys":   {exitOK, "Escaped.\n", ""},
	} {
		var out, said bytes.Buffer
		code := Main([]string{"plan", "recompute", id, "--server", srv.URL, "--key-file", "key"}, strings.NewReader(""), &out, &said)
		if code != want.code || out.String() != want.out || said.String() != want.err {
			t.Errorf("%s: ended with %d, %q and %q, want %+v", id, code, out.String(), said.String(), want)
		}
	}
}
