package subscriptions

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"makcomblang.id/pkg/contract"
	"makcomblang.id/pkg/event"
	"makcomblang.id/pkg/matching"
	"makcomblang.id/services/internal/eventlog"
	"makcomblang.id/services/subscriptions/subscription"
)

const (
	clipTitle = 200 // characters
	clipList  = 3   // suggestions that a mail shows for one need
)

// entry is one thing that is told to a person.
type entry struct {
	Title  string
	Lines  []string // more of it, such as suggestions with their reasons
	Basis  event.Basis
	Region string // name of the region it is about, "" for none
	Why    string // "you get this because"
	Link   string
	Time   string
}

// entryOf words a fact for a person; ok is false for a fact that has no words for people.
func (s *Service) entryOf(rec eventlog.Record, met []subscription.Condition) (e entry, ok bool) {
	k := s.known
	e = entry{Basis: rec.Fact.Basis, Why: s.why(met), Time: dateWords(jakartaDay(rec.Fact.Time))}
	if who := contract.ConcernedBy(rec.Fact, rec.Data); len(who.Regions) > 0 && who.Regions[0] != "" {
		e.Region = k.regionName(who.Regions[0])
		e.Link = s.link("/daerah/" + who.Regions[0])
	}
	switch rec.Fact.Kind() {
	case "match":
		e.Link = s.link("/usulan/" + rec.Fact.Subject)
	case "innovation":
		e.Link = s.link("/inovasi/" + rec.Fact.Subject)
	case "bulletin":
		e.Link = s.link("/buletin/" + rec.Fact.Subject)
	}
	e.Title, e.Lines = s.titleAndLines(rec, e.Region)
	if e.Title == "" {
		return e, false
	}
	if e.Basis == event.Sample && !strings.HasPrefix(e.Title, "Contoh: ") {
		e.Title = "Contoh: " + e.Title
	}
	e.Title = clip(e.Title, clipTitle)
	return e, true
}

func (s *Service) titleAndLines(rec eventlog.Record, region string) (string, []string) {
	k := s.known
	sides := func(verb string, m contract.MatchSides) (string, []string) {
		return verb + ": " + k.practice(m.Innovation).Title + " untuk " + region, nil
	}
	switch d := rec.Data.(type) {
	case *contract.RecommendationRanked:
		return "Saran praktik untuk " + region, s.suggestions(d)
	case *contract.MatchProposed:
		return sides("Usulan padanan", contract.MatchSides{Innovation: d.Innovation})
	case *contract.MatchApproved:
		return sides("Usulan padanan disetujui", d.MatchSides)
	case *contract.MatchReopened:
		return sides("Usulan padanan dibuka kembali", d.MatchSides)
	case *contract.MatchCancelled:
		return sides("Usulan padanan dibatalkan karena rencananya ditarik", d.MatchSides)
	case *contract.QuestionAsked:
		return "Pertanyaan tentang " + k.practice(d.Practice).Title, []string{clip(d.AskedText, clipTitle)}
	case *contract.QuestionAnswered:
		return "Pertanyaan tentang " + k.practice(d.Practice).Title + " sudah dijawab", nil
	case *contract.NeedAnswered:
		return region + ": ada praktik untuk kebutuhan " + problemName(d.Problem) + ", yaitu " + k.practice(d.Innovation).Title, nil
	case *contract.NeedUnanswered:
		return region + ": kebutuhan " + problemName(d.Problem) + " belum ada praktik yang dapat disarankan", nil
	case *contract.BulletinPublished:
		var lines []string
		for _, l := range countLines(d.Counts) {
			lines = append(lines, l.Said())
		}
		return "Buletin " + spanWords(d.From, d.To) + " terbit", lines
	case *contract.BulletinCorrected:
		return "Ralat buletin: " + d.Note, nil
	}
	title := titleOf(rec, region, k.practice(rec.Fact.Subject).Title)
	if title == rec.Fact.Type {
		return "", nil
	}
	return title, nil
}

// suggestions words the best practices for each need, each with its reason beside it.
func (s *Service) suggestions(d *contract.RecommendationRanked) (lines []string) {
	for _, n := range d.Needs {
		need := s.known.need(n.Need)
		if len(n.Candidates) == 0 {
			lines = append(lines, "Kebutuhan "+clip(need.Statement, 120)+": belum ada praktik yang dapat disarankan.")
			continue
		}
		for i, c := range n.Candidates {
			if i == clipList {
				lines = append(lines, fmt.Sprintf("dan %d lainnya untuk kebutuhan ini", len(n.Candidates)-i))
				break
			}
			p := s.known.practice(c.Innovation)
			lines = append(lines, fmt.Sprintf("%s (%s). Disarankan karena menjawab kebutuhan \"%s\" (tingkat kepentingan %d); %s.",
				clip(p.Title, 120), s.known.ownerName(p.Owner), clip(need.Statement, 120), need.Priority, s.reasons(c)))
		}
	}
	return lines
}

// reasons words the score of a suggestion: its band, its strongest parts, and what nobody has answered yet.
func (s *Service) reasons(c contract.Candidate) string {
	parts := make([]string, 0, len(c.Parts))
	for name := range c.Parts {
		parts = append(parts, name)
	}
	slices.SortFunc(parts, func(a, b string) int { return cmp.Or(cmp.Compare(c.Parts[b], c.Parts[a]), cmp.Compare(a, b)) })
	text := "tingkat kesesuaian " + s.known.band(c.Score)
	if len(parts) > 0 {
		var names []string
		for _, name := range parts[:min(2, len(parts))] {
			names = append(names, strings.ToLower(matching.PartName(matching.Indonesian, name)))
		}
		text += ", terutama pada " + strings.Join(names, " dan ")
	}
	if n := len(c.Unknown); n > 0 {
		text += fmt.Sprintf("; %d syarat belum dipastikan", n)
	}
	return text
}

// why says which conditions of the reader's own filter let a thing through.
func (s *Service) why(met []subscription.Condition) string {
	if len(met) == 0 {
		return "Anda menerima ini karena berlangganan semua kabar yang boleh Anda baca."
	}
	var parts []string
	for _, c := range met {
		switch c.List {
		case "types":
			parts = append(parts, "jenis kabar "+c.Value)
		case "regions":
			parts = append(parts, "wilayah "+s.known.regionName(c.Value))
		case "sectors":
			parts = append(parts, "bidang "+sectorName(c.Value))
		case "problems":
			parts = append(parts, "masalah "+problemName(c.Value))
		case "hosts":
			parts = append(parts, "pemilik inovasi "+s.known.ownerName(c.Value))
		case "statuses":
			parts = append(parts, map[string]string{"lagging": "daerah berstatus daerah tertinggal", "graduated": "daerah tertinggal terentaskan"}[c.Value])
		case "bases":
			parts = append(parts, "dasar "+plainBasis(c.Value))
		}
	}
	return "Anda menerima ini karena berlangganan " + strings.Join(parts, ", ") + "."
}

// clip shortens a text to so many characters.
func clip(text string, n int) string {
	runes := []rune(text)
	if len(runes) <= n {
		return text
	}
	return string(runes[:n-1]) + "…"
}
