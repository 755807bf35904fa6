package subscriptions

import (
	"context"
	"time"

	"makcomblang.id/services/internal/web"
	"makcomblang.id/services/subscriptions/subscription"
)

// previewEntry is one thing that would be told.
type previewEntry struct {
	Title  string   `json:"title" doc:"What happened."`
	Lines  []string `json:"lines,omitempty" doc:"More of it, such as suggestions with their reasons."`
	Basis  string   `json:"basis,omitempty" enum:"official,press,reading,sample" doc:"What it rests on."`
	Region string   `json:"region,omitempty" doc:"Name of the region it is about."`
	Why    string   `json:"why" doc:"Why you are told."`
	Link   string   `json:"link,omitempty" doc:"Where to read on."`
}

// preview is what a subscription would tell now.
type preview struct {
	Total    int            `json:"total" doc:"How many of the latest facts it would have told you of."`
	Items    []previewEntry `json:"items" nullable:"false" doc:"The first of them, oldest first."`
	WhatsApp string         `json:"whatsapp" doc:"The same as text for WhatsApp."`
}

// lately is what a subscription would have told of the latest facts, also of those before it was opened.
func (s *Service) lately(ctx context.Context, st subscription.State, most int) (entries []entry, total, scanned int, err error) {
	head := s.log.Position()
	from := head - min(head, previewScan)
	st.Since = 0
	entries, total, err = s.heardBy(ctx, st, from, head, most)
	return entries, total, int(head - from), err
}

func (s *Service) wouldTell(ctx context.Context, st subscription.State) (opening, error) {
	_, total, scanned, err := s.lately(ctx, st, 0)
	out := opening{Matches: total, Scanned: scanned}
	if total == 0 {
		out.Warnings = []string{"filter.silent"}
	}
	out.Warnings = append(out.Warnings, s.known.strangers(st.Filter.Regions, st.Filter.Hosts)...)
	return out, err
}

func (s *Service) preview(ctx context.Context, who web.Caller, in *idInput) (*preview, error) {
	st, _, err := s.reader(ctx, who, in.ID)
	if err != nil {
		return nil, err
	}
	entries, total, _, err := s.lately(ctx, st, shownEntries+1)
	if err != nil {
		return nil, err
	}
	out := preview{Total: total, Items: []previewEntry{}}
	for _, e := range entries {
		out.Items = append(out.Items, previewEntry{e.Title, e.Lines, string(e.Basis), e.Region, e.Why, e.Link})
	}
	if total > 0 {
		out.WhatsApp = s.digest(st, entries, total, time.Time{}, "").WhatsApp
	}
	return &out, nil
}
