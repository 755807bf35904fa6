package demo

import (
	"fmt"
	"io"
	"sort"
	"strings"
)

// Banner is the first line of the story: what of it is made up.
const banner = `DATA CONTOH. Kebutuhan, kuota, dan keberlanjutan di halaman ini dibuat untuk peragaan. Tidak ada pemerintah yang menyatakannya.
SAMPLE DATA. Needs, quotas and continuity on this page were made for demonstration. No government stated them.`

// teller writes the story, or nothing when a JSON document is wanted.
type teller struct {
	out   io.Writer
	quiet bool
	n     int
}

func newTeller(out io.Writer, quiet bool) *teller { return &teller{out: out, quiet: quiet} }

func (t *teller) first() {
	if !t.quiet {
		_, _ = fmt.Fprintf(t.out, "%s\n\nDate %s · period %s · %s\n", banner, asOf, period, scopeLabel)
	}
}

// scene begins a new scene.
func (t *teller) scene(title string) {
	t.n++
	if !t.quiet {
		_, _ = fmt.Fprintf(t.out, "\n%d. %s\n", t.n, title)
	}
}

// line says one thing.
func (t *teller) line(format string, args ...any) {
	if !t.quiet {
		_, _ = fmt.Fprintf(t.out, "   "+format+"\n", args...)
	}
}

func (t *teller) end(r Result) {
	t.line("")
	t.line("%d regions, %d practices, %d facts in %.1f s.", r.Regions, r.Innovations, r.Facts, float64(r.ElapsedMS)/1000)
	t.line("Look around: makcomblang serve --demo --data var/data, then http://127.0.0.1:8080")
}

// counts lists a map of counts, largest first.
func counts(m map[string]int) string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	sort.Slice(keys, func(i, j int) bool {
		if m[keys[i]] != m[keys[j]] {
			return m[keys[i]] > m[keys[j]]
		}
		return keys[i] < keys[j]
	})
	parts := make([]string, 0, len(keys))
	for _, k := range keys {
		parts = append(parts, fmt.Sprintf("%s %d", k, m[k]))
	}
	return strings.Join(parts, ", ")
}
