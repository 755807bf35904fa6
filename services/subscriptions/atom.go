package subscriptions

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/xml"
	"net/http"
	"slices"
	"strings"
	"time"

	"makcomblang.id/pkg/event"
	"makcomblang.id/pkg/fault"
	"makcomblang.id/pkg/region"
	"makcomblang.id/services/internal/web"
)

const (
	sampleBanner = "DATA CONTOH. Entri berlabel Contoh dibuat untuk peragaan. Tidak ada pemerintah yang menyatakannya."
	atomType     = "application/atom+xml; charset=utf-8"
)

type atomFeed struct {
	XMLName  xml.Name    `xml:"http://www.w3.org/2005/Atom feed"`
	Lang     string      `xml:"xml:lang,attr"`
	ID       string      `xml:"id"`
	Title    string      `xml:"title"`
	Subtitle string      `xml:"subtitle,omitempty"`
	Updated  string      `xml:"updated"`
	Author   atomAuthor  `xml:"author"`
	Links    []atomLink  `xml:"link"`
	Entries  []atomEntry `xml:"entry"`
}

type atomAuthor struct {
	Name string `xml:"name"`
}

type atomLink struct {
	Rel  string `xml:"rel,attr"`
	Type string `xml:"type,attr,omitempty"`
	Href string `xml:"href,attr"`
}

type atomCategory struct {
	Term   string `xml:"term,attr"`
	Scheme string `xml:"scheme,attr"`
	Label  string `xml:"label,attr,omitempty"`
}

type atomEntry struct {
	ID         string         `xml:"id"`
	Title      string         `xml:"title"`
	Updated    string         `xml:"updated"`
	Published  string         `xml:"published"`
	Categories []atomCategory `xml:"category"`
	Link       atomLink       `xml:"link"`
	Summary    string         `xml:"summary"`
}

// basisWord is the label that people see.
func basisWord(b event.Basis) string {
	switch b {
	case event.Official:
		return "Resmi"
	case event.Press:
		return "Media"
	case event.Reading:
		return "Bacaan tim"
	case event.Sample:
		return "Contoh"
	}
	return "Keputusan"
}

func (s *Service) regionFeed(r *web.PageRequest) (*web.Rendered, error) {
	code, err := region.ParseCode(fileID(r))
	if err != nil {
		return nil, noFeed()
	}
	name, items, since, ok := s.news.latest(s.news.regions, code.Token(), s.opt.Demo)
	if !ok {
		return nil, noFeed()
	}
	if name == "" {
		name = "wilayah " + code.Dotted()
	}
	return s.atom(r, "region:"+code.Token(), s.opt.Name+": "+name, "/feeds/regions/"+code.Token()+".atom", items, since)
}

func (s *Service) sectorFeed(r *web.PageRequest) (*web.Rendered, error) {
	id := fileID(r)
	_, items, since, ok := s.news.latest(s.news.sectors, id, s.opt.Demo)
	if !ok {
		return nil, noFeed()
	}
	return s.atom(r, "sector:"+id, s.opt.Name+": bidang "+id, "/feeds/sectors/"+id+".atom", items, since)
}

// fileID takes the id from a name such as 9206.atom; "" for any other name.
func fileID(r *web.PageRequest) string {
	id, found := strings.CutSuffix(r.Param("file"), ".atom")
	if !found {
		return ""
	}
	return id
}

func noFeed() error { return fault.NotFoundf("feed.unknown", "There is no such feed.") }

// atom renders a feed, or answers 304 when the reader has it.
func (s *Service) atom(r *web.PageRequest, key, title, self string, items []item, since time.Time) (*web.Rendered, error) {
	updated := since
	if len(items) > 0 {
		updated = items[0].at
	}
	feed := atomFeed{
		Lang: "id", ID: urn("feed:" + key), Title: plainXML(title), Updated: stamp(updated), Author: atomAuthor{plainXML(s.opt.Name)},
		Links: []atomLink{{Rel: "self", Type: "application/atom+xml", Href: self}},
	}
	for _, it := range items {
		if it.basis == event.Sample {
			feed.Subtitle = sampleBanner
		}
		feed.Entries = append(feed.Entries, entryOf(it))
	}
	body, err := xml.Marshal(feed)
	if err != nil {
		return nil, err
	}
	body = append([]byte(xml.Header), body...)
	sum := sha256.Sum256(body)
	tag := `"` + hex.EncodeToString(sum[:12]) + `"`
	header := http.Header{"Etag": {tag}, "Cache-Control": {"public, max-age=60"}, "Last-Modified": {updated.UTC().Format(http.TimeFormat)}}
	if hasTag(r.Request.Header.Values("If-None-Match"), tag) {
		return &web.Rendered{Status: http.StatusNotModified, ContentType: atomType, Header: header}, nil
	}
	return &web.Rendered{ContentType: atomType, Body: body, Header: header}, nil
}

func entryOf(it item) atomEntry {
	word := basisWord(it.basis)
	return atomEntry{
		ID: factURN(it.fact), Title: plainXML(it.title), Updated: stamp(it.at), Published: stamp(it.at),
		Categories: []atomCategory{
			{Term: string(it.basis), Scheme: "urn:makcomblang:basis", Label: word},
			{Term: it.typ, Scheme: "urn:makcomblang:type"},
		},
		Link:    atomLink{Rel: "alternate", Type: "application/json", Href: placeOf(it.seq)},
		Summary: plainXML(it.title) + ". Dasar: " + word + ".",
	}
}

// hasTag follows RFC 9110: a list of tags, weak or not, or a star.
func hasTag(headers []string, tag string) bool {
	for _, h := range headers {
		for candidate := range strings.SplitSeq(h, ",") {
			candidate = strings.TrimSpace(candidate)
			if candidate == "*" || strings.TrimPrefix(candidate, "W/") == tag {
				return true
			}
		}
	}
	return false
}

func stamp(t time.Time) string { return t.UTC().Format(time.RFC3339) }

// factURN writes the 128 bits of a fact id as a UUID, the form of id that every reader of feeds takes.
func factURN(id string) string {
	if raw, err := hex.DecodeString(id); err == nil && len(raw) == 16 {
		return "urn:uuid:" + strings.Join([]string{id[:8], id[8:12], id[12:16], id[16:20], id[20:]}, "-")
	}
	return urn("fact:" + id)
}

func urn(name string) string {
	sum := sha256.Sum256([]byte(name))
	return factURN(hex.EncodeToString(sum[:16]))
}

// plainXML drops what XML 1.0 cannot hold, whatever stands in a fact.
func plainXML(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' && !slices.Contains([]rune{'\t', '\n', '\r'}, r) || r == 0xFFFE || r == 0xFFFF {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD"))
}
