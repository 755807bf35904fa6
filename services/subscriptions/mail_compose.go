package subscriptions

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"makcomblang.id/pkg/calendar"
	"makcomblang.id/pkg/contract"
	"makcomblang.id/pkg/event"
	"makcomblang.id/services/internal/eventlog"
	"makcomblang.id/services/subscriptions/endpoint"
	"makcomblang.id/services/subscriptions/subscription"
)

const (
	shownEntries = 15      // of one mail; more is a number and a link
	shownBytes   = 7 << 10 // of the words of all entries, so that a mail with text and HTML stays below 20 kB
	pastedMost   = 5       // entries in the block for WhatsApp
)

// letter is a mail before it is written.
type letter struct {
	frame
	Lead        string
	Groups      []letterGroup
	More        int
	Action      string // label of the one link that asks for something, for a confirmation
	ActionLink  string
	Site        string
	Unsubscribe string
	WhatsApp    string
}

type letterGroup struct {
	Region  string
	Entries []entry
}

// heardBy gives what of the log, behind from and up to a place, a subscription is told.
func (s *Service) heardBy(ctx context.Context, st subscription.State, from, to uint64, most int) (entries []entry, total int, err error) {
	subject, ok := s.directory.ByActor(st.Owner, s.opt.Now())
	if !ok {
		return nil, 0, nil // no key of its holder is valid any more
	}
	holder := holderOf(subject)
	err = s.log.Each(ctx, from+1, to, func(rec eventlog.Record) error {
		if e, ok := s.tells(st, holder, rec); ok {
			if total++; len(entries) < most {
				entries = append(entries, e)
			}
		}
		return nil
	})
	return entries, total, err
}

// entries words these facts, as far as the subscription is still told of them.
func (s *Service) entries(ctx context.Context, st subscription.State, seqs []uint64) (entries []entry, err error) {
	subject, ok := s.directory.ByActor(st.Owner, s.opt.Now())
	if !ok {
		return nil, nil
	}
	holder := holderOf(subject)
	for _, seq := range seqs {
		err := s.log.Each(ctx, seq, seq, func(rec eventlog.Record) error {
			if e, ok := s.tells(st, holder, rec); ok {
				entries = append(entries, e)
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return entries, nil
}

// tells says whether a subscription is told of a fact, and in which words.
func (s *Service) tells(st subscription.State, holder endpoint.Holder, rec eventlog.Record) (entry, bool) {
	spec, ok := contract.Lookup(rec.Fact.Type)
	if !ok || spec.Audience == contract.Internal || rec.Seq <= st.Since {
		return entry{}, false
	}
	met, ok := subscription.Match(st.Filter, s.known.about(rec))
	if !ok || !holder.MayHear(rec.Fact, rec.Data) {
		return entry{}, false
	}
	return s.entryOf(rec, met)
}

// digest composes the mail of a subscription from what it is told.
func (s *Service) digest(st subscription.State, entries []entry, total int, due time.Time, unsubscribe string) letter {
	l := letter{frame: frame{Name: s.opt.Name}, Site: s.link("/"), Unsubscribe: unsubscribe}
	l.Title = fmt.Sprintf("%d kabar", total)
	if total == 1 {
		l.Title = entries[0].Title
	}
	if !due.IsZero() {
		day := dateWords(calendar.DateOf(due.In(st.Zone())))
		l.Lead = "Ringkasan " + day + "."
		if st.Settings.Cadence == subscription.Weekly {
			l.Lead = "Ringkasan minggu sampai " + day + "."
		}
	}
	size := 0
	for i, e := range entries {
		for _, line := range slices.Concat(e.Lines, []string{e.Title, e.Why}) {
			size += len(line)
		}
		if i == shownEntries || size > shownBytes && i > 0 {
			break
		}
		if e.Basis == event.Sample {
			l.Banner = sampleBanner
		}
		at := slices.IndexFunc(l.Groups, func(g letterGroup) bool { return g.Region == e.Region })
		if at < 0 {
			at = len(l.Groups)
			l.Groups = append(l.Groups, letterGroup{Region: e.Region})
		}
		l.Groups[at].Entries = append(l.Groups[at].Entries, e)
		l.More = total - i - 1
	}
	if len(st.Filter.Regions) == 1 && total > 1 {
		l.Title += " untuk " + s.known.regionName(st.Filter.Regions[0])
	}
	l.WhatsApp = s.pasted(l, entries)
	return l
}

// pasted is the text that an officer can paste into WhatsApp.
func (s *Service) pasted(l letter, entries []entry) string {
	var b strings.Builder
	fmt.Fprintf(&b, "*%s: %s*\n", l.Name, l.Title)
	if l.Banner != "" {
		b.WriteString("_" + l.Banner + "_\n")
	}
	for _, e := range entries[:min(len(entries), pastedMost)] {
		b.WriteString("- " + clip(e.Title, 120) + basisNote(e.Basis) + "\n")
	}
	if n := len(entries) - pastedMost; n > 0 {
		b.WriteString("dan lainnya\n")
	}
	b.WriteString(l.Site + "\n")
	return b.String()
}

func basisNote(b event.Basis) string {
	if b == "" {
		return ""
	}
	return " (" + basisWord(b) + ")"
}

// html writes the mail as HTML: no picture, no script, nothing that is loaded.
func (s *Service) html(l letter) (string, error) {
	var b bytes.Buffer
	if err := s.tongues["id"].pages.ExecuteTemplate(&b, "mail", l); err != nil {
		return "", fmt.Errorf("subscriptions: mail: %w", err)
	}
	return b.String(), nil
}

// text writes the same as plain text.
func (l letter) text() string {
	var b strings.Builder
	b.WriteString(l.Title + "\n\n")
	for _, part := range []string{l.Banner, l.Lead} {
		if part != "" {
			b.WriteString(part + "\n\n")
		}
	}
	if l.ActionLink != "" {
		b.WriteString(l.Action + ":\n" + l.ActionLink + "\n\n")
	}
	for _, g := range l.Groups {
		if g.Region != "" {
			b.WriteString("== " + g.Region + " ==\n\n")
		}
		for _, e := range g.Entries {
			b.WriteString("* " + e.Title + basisNote(e.Basis) + ", " + e.Time + "\n")
			for _, line := range e.Lines {
				b.WriteString("  - " + line + "\n")
			}
			b.WriteString("  " + e.Why + "\n")
			if e.Link != "" {
				b.WriteString("  " + e.Link + "\n")
			}
			b.WriteString("\n")
		}
	}
	if l.More > 0 {
		fmt.Fprintf(&b, "Dan %d lainnya: %s\n\n", l.More, l.Site)
	}
	if l.WhatsApp != "" {
		b.WriteString("-- Teks untuk WhatsApp --\n" + l.WhatsApp + "\n")
	}
	b.WriteString("--\n" + l.Name + ". Bukan situs resmi Kementerian PANRB.\n")
	if l.Unsubscribe != "" {
		b.WriteString("Berhenti berlangganan: " + l.Unsubscribe + "\n")
	}
	return b.String()
}
