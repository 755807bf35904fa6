package subscriptions

import (
	"bytes"
	"context"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"encoding/xml"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"makcomblang.id/pkg/calendar"
	"makcomblang.id/pkg/contract"
	"makcomblang.id/pkg/event"
	"makcomblang.id/services/internal/policy"
	"makcomblang.id/services/internal/web"
	"makcomblang.id/services/subscriptions/bulletin"
)

//go:embed ui
var peoplePages embed.FS

func (s *Service) bulletinRoutes(site *web.Site) {
	public := web.Op{Method: http.MethodGet, Tag: feedTag, Action: policy.PublicRead, Public: true}
	list, one := public, public
	list.Path, list.ID, list.Summary = "/bulletins", "list-bulletins", "The public bulletins, newest first"
	web.Query(site, list, s.listBulletins)
	one.Path, one.ID, one.Summary = "/bulletins/{id}", "get-bulletin", "One public bulletin as it stands, with its corrections"
	web.Query(site, one, s.getBulletin)
	web.Command(site, op(http.MethodPost, "/bulletins/{id}/correct", "correct-bulletin", "Put a published bulletin right", policy.BulletinWrite), s.postCorrection)
	web.Page(site, "/buletin", policy.PublicRead, s.bulletinFront)
	web.Page(site, "/buletin/{id}", policy.PublicRead, s.bulletinPage)
	web.Page(site, "/feeds/bulletin.atom", policy.FeedRead, s.bulletinFeed)
}

// published is one bulletin with its id.
type published struct {
	ID string
	bulletin.State
}

// archive gives the bulletins, newest first. A bulletin of sample data is shown by a demonstration alone.
func (s *Service) archive() (all []published) {
	s.bulletins.All(func(id string, st bulletin.State, _ uint64) bool {
		if st.Exists() && (s.opt.Demo || st.Basis != event.Sample) {
			all = append(all, published{id, st})
		}
		return true
	})
	slices.SortFunc(all, func(a, b published) int { return strings.Compare(string(b.From)+b.ID, string(a.From)+a.ID) })
	return all
}

func (s *Service) edition(id string) (published, error) {
	for _, p := range s.archive() {
		if p.ID == id {
			return p, nil
		}
	}
	return published{}, noBulletin()
}

type bulletinView struct {
	ID          string                      `json:"id" doc:"Id of the bulletin."`
	From        calendar.Date               `json:"from" doc:"First day."`
	To          calendar.Date               `json:"to" doc:"Last day."`
	Basis       string                      `json:"basis" enum:"official,press,reading,sample" doc:"Weakest basis of what it counts."`
	Counts      contract.BulletinCounts     `json:"counts" doc:"Figures at the end of the period."`
	Matches     []contract.BulletinMatch    `json:"matches" nullable:"false" doc:"Agreed in the period."`
	Practices   []contract.BulletinPractice `json:"new_practices" nullable:"false" doc:"Entered the register in the period."`
	Needs       []contract.BulletinNeed     `json:"new_needs" nullable:"false" doc:"Declared in the period."`
	Corrections []string                    `json:"corrections" nullable:"false" doc:"What was put right, oldest first."`
	Text        string                      `json:"text" doc:"The bulletin as a block of text, for WhatsApp."`
}

type bulletinList struct {
	Items []bulletinView `json:"items" nullable:"false" doc:"The bulletins, newest first."`
}

func (s *Service) bulletinView(p published) bulletinView {
	v := bulletinView{
		ID: p.ID, From: p.From, To: p.To, Basis: string(p.Basis), Counts: p.Counts, Matches: append([]contract.BulletinMatch{}, p.Matches...),
		Practices: append([]contract.BulletinPractice{}, p.Practices...), Needs: append([]contract.BulletinNeed{}, p.Needs...),
		Corrections: []string{}, Text: bulletinText(s.opt.Name, s.link("/buletin/"+p.ID), p.State),
	}
	for _, c := range p.Corrections {
		v.Corrections = append(v.Corrections, c.Note)
	}
	return v
}

func (s *Service) listBulletins(context.Context, web.Caller, *struct{}) (*bulletinList, error) {
	out := bulletinList{Items: []bulletinView{}}
	for _, p := range s.archive() {
		out.Items = append(out.Items, s.bulletinView(p))
	}
	return &out, nil
}

func (s *Service) getBulletin(_ context.Context, who web.Caller, in *idInput) (*bulletinView, error) {
	p, err := s.edition(in.ID)
	if err != nil {
		return nil, err
	}
	_, version, _ := s.bulletins.Get(in.ID)
	who.ETag(version)
	v := s.bulletinView(p)
	return &v, nil
}

// bulletinFront shows the newest bulletin, or that there is none yet.
func (s *Service) bulletinFront(r *web.PageRequest) (*web.Rendered, error) {
	if all := s.archive(); len(all) > 0 {
		return s.renderBulletin(r, all[0])
	}
	l, f, header := s.frame(r.Request, r.Query.Get("lang"))
	f.Title = l.say("Buletin", "Bulletin")
	return l.render("bulletin", bulletinSheet{frame: f}, header)
}

func (s *Service) bulletinPage(r *web.PageRequest) (*web.Rendered, error) {
	p, err := s.edition(r.Param("id"))
	if err != nil {
		return nil, err
	}
	return s.renderBulletin(r, p)
}

type bulletinSheet struct {
	frame
	Bulletin *published
	Lines    []countLine
	Text     string
	Archive  []archived
}

type archived struct{ ID, Title string }

func (s *Service) renderBulletin(r *web.PageRequest, p published) (*web.Rendered, error) {
	l, f, header := s.frame(r.Request, r.Query.Get("lang"))
	f.Title = l.bulletinTitle(p.State)
	sheet := bulletinSheet{
		frame: f, Bulletin: &p, Lines: l.countLines(p.Counts),
		Text: bulletinText(s.opt.Name, s.link("/buletin/"+p.ID), p.State),
	}
	for _, other := range s.archive() {
		if other.ID != p.ID {
			sheet.Archive = append(sheet.Archive, archived{other.ID, l.bulletinTitle(other.State)})
		}
	}
	return l.render("bulletin", sheet, header)
}

func (l *tongue) render(name string, data any, header http.Header) (*web.Rendered, error) {
	var b bytes.Buffer
	if err := l.pages.ExecuteTemplate(&b, name, data); err != nil {
		return nil, fmt.Errorf("subscriptions: page %s: %w", name, err)
	}
	return &web.Rendered{Body: b.Bytes(), Header: header}, nil
}

// neverPublished is when a feed without entries was changed last: a fixed time, so that it is the same at each request.
var neverPublished = time.Date(2026, time.January, 1, 0, 0, 0, 0, time.UTC)

// bulletinFeed is the archive as Atom; a correction makes an entry newer.
func (s *Service) bulletinFeed(r *web.PageRequest) (*web.Rendered, error) {
	const self = "/feeds/bulletin.atom"
	feed := atomFeed{
		Lang: "id", ID: urn("feed:bulletin"), Title: plainXML(s.opt.Name + ": buletin"), Updated: stamp(neverPublished),
		Author: atomAuthor{plainXML(s.opt.Name)}, Links: []atomLink{{Rel: "self", Type: "application/atom+xml", Href: self}},
	}
	for i, p := range s.archive() {
		if i == newsKept {
			break
		}
		feed.Updated = max(feed.Updated, stamp(p.Updated()))
		if p.Basis == event.Sample {
			feed.Subtitle = sampleBanner
		}
		feed.Entries = append(feed.Entries, atomEntry{
			ID: factURN(p.Fact), Title: plainXML(bulletinTitle(p.State)), Updated: stamp(p.Updated()), Published: stamp(p.At),
			Categories: []atomCategory{{Term: string(p.Basis), Scheme: "urn:makcomblang:basis", Label: basisWord(p.Basis)}},
			Link:       atomLink{Rel: "alternate", Type: "text/html", Href: "/buletin/" + p.ID},
			Summary:    plainXML(bulletinText(s.opt.Name, "/buletin/"+p.ID, p.State)),
		})
	}
	body, err := xml.Marshal(feed)
	if err != nil {
		return nil, err
	}
	return atomAnswer(r, append([]byte(xml.Header), body...))
}

// atomAnswer gives a feed, or 304 when the reader has it.
func atomAnswer(r *web.PageRequest, body []byte) (*web.Rendered, error) {
	sum := sha256.Sum256(body)
	tag := `"` + hex.EncodeToString(sum[:12]) + `"`
	header := http.Header{"Etag": {tag}, "Cache-Control": {"public, max-age=60"}}
	if hasTag(r.Request.Header.Values("If-None-Match"), tag) {
		return &web.Rendered{Status: http.StatusNotModified, ContentType: atomType, Header: header}, nil
	}
	return &web.Rendered{ContentType: atomType, Body: body, Header: header}, nil
}
