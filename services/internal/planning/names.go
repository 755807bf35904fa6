package planning

import (
	"makcomblang.id/services/internal/catalogue"
	"makcomblang.id/services/internal/vocabulary"
)

// Names give what people call the sides of a pair. What has no name goes by its
// id.
type Names struct{ of *catalogue.Catalogue }

// NamesIn takes the names that a catalogue has.
func NamesIn(c *catalogue.Catalogue) Names { return Names{c} }

func (n Names) practice(id string) string {
	if n.of != nil {
		if p, ok := n.of.Practice(id); ok && p.Title != "" {
			return p.Title
		}
	}
	return id
}

// owner names the owner of a practice.
func (n Names) owner(practice string) string {
	if n.of != nil {
		if p, ok := n.of.Practice(practice); ok {
			if o, ok := n.of.Owner(p.Owner); ok && o.Name != "" {
				return o.Name
			}
		}
	}
	return practice
}

func (n Names) region(code string) string {
	if n.of != nil {
		if r, ok := n.of.Region(code); ok && r.Name != "" {
			return r.Name
		}
	}
	return code
}

// need says what a need is about, in Indonesian and English.
func (n Names) need(id string) (indonesian, english string) {
	if n.of != nil {
		if need, ok := n.of.Need(id); ok {
			return vocabulary.Names("problem", need.Problem)
		}
	}
	return id, id
}
