package subscriptions_test

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"makcomblang.id/pkg/contract"
	"makcomblang.id/pkg/event"
	"makcomblang.id/services/internal/policy"
	"makcomblang.id/services/internal/web/webtest"
)

type factPage struct {
	Items []struct {
		Position uint64          `json:"position"`
		Fact     json.RawMessage `json:"fact"`
	} `json:"items"`
	After uint64 `json:"after"`
	More  bool   `json:"more"`
}

func (h *house) page(who webtest.Caller, query string) (p factPage) {
	h.t.Helper()
	who.Get("/api/v1/facts" + query).Want(http.StatusOK).Decode(&p)
	return p
}

// story appends four facts: public, parties, public sample, public of another region.
func (h *house) story() {
	h.t.Helper()
	h.append(h.regions, "9206", &contract.RegionRegistered{Name: "Kabupaten Teluk Bintuni", Level: "regency"}, event.Official)
	sides := contract.MatchSides{Innovation: "edat", Owner: "rsud", Region: "92.06", Need: "9206-malaria"}
	h.append(h.others["match"], "m-1", &contract.MatchApproved{MatchSides: sides}, "")
	h.append(h.regions, "9206", &contract.NeedDeclared{Need: "9206-x", Problem: "malaria", Priority: 2, Statement: "Contoh: <air> & \"sanitasi\"", Source: "uji"}, event.Sample)
	last := h.append(h.regions, "1110", &contract.RegionRegistered{Name: "Kabupaten Aceh Singkil", Level: "regency"}, event.Official)
	if err := h.log.Wait(h.t.Context(), last.Seq); err != nil {
		h.t.Fatal(err)
	}
}

func TestFactsByAudience(t *testing.T) {
	t.Parallel()
	for _, demo := range []bool{false, true} {
		h := newHouse(t, func(o *optionsOf) { o.Demo = demo })
		h.story()
		public := []uint64{1, 4}
		if demo {
			public = []uint64{1, 3, 4}
		}
		cases := []struct {
			name  string
			who   webtest.Caller
			query string
			want  []uint64
		}{
			{"the public", h.As(policy.Public, ""), "", public},
			{"an integrator", h.As(policy.Integrator, ""), "", []uint64{1, 3, 4}},
			{"the region", h.As(policy.Region, "92.06"), "", []uint64{1, 2, 3, 4}},
			{"its province's delegate", h.As(policy.Hub, "92"), "", []uint64{1, 2, 3, 4}},
			{"another region", h.As(policy.Region, "11.10"), "", []uint64{1, 3, 4}},
			{"by region", h.As(policy.Coordinator, ""), "?region=9206", []uint64{1, 2, 3}},
			{"by province", h.As(policy.Coordinator, ""), "?region=11", []uint64{4}},
			{"by type", h.As(policy.Coordinator, ""), "?types=region.registered.v1,match.approved.v1", []uint64{1, 2, 4}},
			{"behind a position", h.As(policy.Coordinator, ""), "?after=2&limit=1", []uint64{3}},
		}
		for _, c := range cases {
			var got []uint64
			for _, it := range h.page(c.who, c.query).Items {
				got = append(got, it.Position)
			}
			if fmt.Sprint(got) != fmt.Sprint(c.want) {
				t.Errorf("demo %v: %s: got %v, want %v", demo, c.name, got, c.want)
			}
		}
		h.stop()
	}
}

func TestFactsAreTheSameBytesAndPagesMeet(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.story()
	who, after, seen := h.As(policy.Coordinator, ""), uint64(0), 0
	for more := true; more; {
		p := h.page(who, fmt.Sprintf("?after=%d&limit=3", after))
		for _, it := range p.Items {
			recs, err := h.log.Read(t.Context(), it.Position, 1)
			if err != nil || !bytes.Equal(recs[0].Doc, it.Fact) {
				t.Errorf("position %d: got other bytes than the log, %v", it.Position, err)
			}
			seen++
		}
		after, more = p.After, p.More
	}
	if seen != 4 || after != 4 {
		t.Errorf("got %d facts up to %d, want 4 up to 4", seen, after)
	}
	for _, bad := range []string{"?after=x", "?limit=0", "?limit=5000", "?region=Papua", "?types=x", "?tipe=x", "?after=-1"} {
		if status := who.Get("/api/v1/facts" + bad).Status; status != http.StatusUnprocessableEntity {
			t.Errorf("%s: got %d, want 422", bad, status)
		}
	}
}

func TestAPositionBeyondTheEndIsRefused(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.story()
	who := h.As(policy.Coordinator, "")
	who.Get("/api/v1/facts?after=4").Want(http.StatusOK)
	who.Get("/api/v1/live", webtest.Header("Last-Event-ID", "99999999")).Want(http.StatusConflict)
	p := who.Get("/api/v1/facts?after=5").Want(http.StatusConflict).Problem()
	if p.Code != "position.beyond_end" || !strings.Contains(p.Detail, "end at 4") {
		t.Errorf("got %+v", p)
	}
}

type atomRead struct {
	XMLName xml.Name `xml:"http://www.w3.org/2005/Atom feed"`
	ID      string   `xml:"id"`
	Title   string   `xml:"title"`
	Updated string   `xml:"updated"`
	Author  struct {
		Name string `xml:"name"`
	} `xml:"author"`
	Link []struct {
		Rel  string `xml:"rel,attr"`
		Href string `xml:"href,attr"`
	} `xml:"link"`
	Entries []struct {
		ID         string `xml:"id"`
		Title      string `xml:"title"`
		Updated    string `xml:"updated"`
		Summary    string `xml:"summary"`
		Categories []struct {
			Term  string `xml:"term,attr"`
			Label string `xml:"label,attr"`
		} `xml:"category"`
	} `xml:"entry"`
}

// valid checks what RFC 4287 asks of every feed and entry.
func (a atomRead) valid(t *testing.T) {
	t.Helper()
	check := func(what, id, title, updated string) {
		if _, err := time.Parse(time.RFC3339, updated); err != nil || id == "" || title == "" || !strings.HasPrefix(id, "urn:uuid:") {
			t.Errorf("%s: id %q, title %q, updated %q", what, id, title, updated)
		}
	}
	check("feed", a.ID, a.Title, a.Updated)
	if a.Author.Name == "" || len(a.Link) == 0 || a.Link[0].Rel != "self" {
		t.Errorf("got author %q and links %v", a.Author.Name, a.Link)
	}
	ids := map[string]bool{}
	for _, e := range a.Entries {
		check("entry", e.ID, e.Title, e.Updated)
		if ids[e.ID] || len(e.Categories) == 0 || e.Summary == "" {
			t.Errorf("entry %s: repeated %v, categories %v", e.ID, ids[e.ID], e.Categories)
		}
		ids[e.ID] = true
	}
}

func TestAtomFeedOfARegion(t *testing.T) {
	t.Parallel()
	for _, demo := range []bool{false, true} {
		h := newHouse(t, func(o *optionsOf) { o.Demo = demo })
		h.story()
		public := h.As(policy.Public, "")
		r := public.Get("/feeds/regions/9206.atom").Want(http.StatusOK)
		if got := r.Header.Get("Content-Type"); got != "application/atom+xml; charset=utf-8" {
			t.Errorf("got content type %s", got)
		}
		var feed atomRead
		if err := xml.Unmarshal(r.Body, &feed); err != nil {
			t.Fatal(err)
		}
		feed.valid(t)
		want := []string{"Kabupaten Teluk Bintuni masuk daftar wilayah"}
		if demo {
			want = append([]string{"Contoh: Kabupaten Teluk Bintuni menyatakan kebutuhan: Contoh: <air> & \"sanitasi\""}, want...)
		}
		var got []string
		for _, e := range feed.Entries {
			got = append(got, e.Title)
			if strings.Contains(string(r.Body), "m-1") {
				t.Error("a fact for the parties is in the public feed")
			}
		}
		if fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("demo %v: got %q, want %q", demo, got, want)
		}
		tag := r.Header.Get("ETag")
		public.Get("/feeds/regions/9206.atom", webtest.Header("If-None-Match", `"x", W/`+tag)).Want(http.StatusNotModified)
		public.Get("/feeds/regions/92.atom").Want(http.StatusOK) // the province
		for _, none := range []string{"9299.atom", "9206", "9206.xml", "x.atom", ".atom"} {
			public.Get("/feeds/regions/" + none).Want(http.StatusNotFound)
		}
		h.stop()
	}
}
