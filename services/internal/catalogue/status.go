package catalogue

import (
	"slices"

	"makcomblang.id/pkg/calendar"
	"makcomblang.id/pkg/event"
)

// Status is the legal status of a region as it stands on a day. LastKnown says
// that the list that gave it has ended and none that follows is known; Guided
// that the region left the list and is in its three guided years.
type Status struct {
	State     string // "" (none known), lagging, graduated
	List      string
	From      calendar.Date
	Until     calendar.Date
	LastKnown bool
	Guided    bool
	Source    string
	Basis     event.Basis
}

// StatusOn gives the status of a region on a day: of those that had begun, the
// one that began last. Without a day it is the last known one.
func (c *Catalogue) StatusOn(code string, on calendar.Date) Status {
	c.mu.RLock()
	defer c.mu.RUnlock()
	p := c.byRegion[tokenOf(code)]
	if p == nil {
		return Status{}
	}
	return p.statusOn(on)
}

func (p *place) statusOn(on calendar.Date) Status {
	var best Status
	for _, s := range p.statuses {
		if (on != "" && s.From > on) || s.From < best.From {
			continue
		}
		over := on != "" && s.Until != "" && s.Until < on
		best = Status{
			State: s.Status, List: s.List, From: s.From, Until: s.Until, Source: s.Source, Basis: s.basis,
			LastKnown: over && s.Status == "lagging", Guided: s.Status == "graduated" && !over,
		}
	}
	return best
}

// ListedIn gives the codes of the regions on a list of lagging regencies, in
// order of code. Without a day it is the whole list; with one, those that were
// in force on it, or of which the list is the last known word.
func (c *Catalogue) ListedIn(list string, on calendar.Date) []string {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return c.listedIn(list, on)
}

func (c *Catalogue) listedIn(list string, on calendar.Date) []string {
	var codes []string
	for _, p := range c.byRegion {
		listed := slices.ContainsFunc(p.statuses, func(s status) bool { return s.Status == "lagging" && s.List == list })
		if listed && on != "" {
			now := p.statusOn(on)
			listed = now.State == "lagging" && now.List == list
		}
		if listed {
			codes = append(codes, p.code.Dotted())
		}
	}
	slices.Sort(codes)
	return codes
}
