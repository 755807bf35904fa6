package refusal

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"makcomblang.id/pkg/fault"
)

// Document is the list of published codes in Markdown, with what each says in both languages.
func Document() []byte {
	c := read()
	var b strings.Builder
	b.WriteString("# Error codes\n\nGenerated from `services/internal/refusal/catalogue.json`; [errors.md](errors.md) explains the documents they stand in.\n" +
		"`%d` and `%s` stand for parameters. `invalid` is several wrong fields at once, `internal` a failure of ours.\n\n" +
		"## Kinds\nThe end of `type`, and `title`.\n\n| kind | English | Indonesian |\n|--|--|--|\n")
	for k := fault.KindInvalid; k <= fault.KindInternal; k++ {
		fmt.Fprintf(&b, "| `%s` | %s | %s |\n", k, Title("en", k), Title(Indonesian, k))
	}
	b.WriteString("\n## Codes\n\n| code | English | Indonesian |\n|--|--|--|\n")
	for _, code := range slices.Sorted(maps.Keys(c.Codes)) {
		name := "`" + code + "`"
		if len(c.Codes[code]) == 0 {
			fmt.Fprintf(&b, "| %s | | |\n", name)
		}
		for _, english := range slices.Sorted(maps.Keys(c.Codes[code])) {
			fmt.Fprintf(&b, "| %s | %s | %s |\n", name, cell(english), cell(c.Codes[code][english]))
			name = ""
		}
	}
	return []byte(b.String())
}

// cell escapes what would end a cell of a table.
func cell(text string) string { return strings.ReplaceAll(text, "|", `\|`) }
