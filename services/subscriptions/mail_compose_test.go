package subscriptions_test

import (
	"bytes"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"makcomblang.id/pkg/contract"
	"makcomblang.id/pkg/event"
	"makcomblang.id/services/internal/policy"
)

// recommend registers a practice and ranks it for the needs of a region.
func (p *postHouse) recommend(region string, needs int) {
	p.t.Helper()
	token := strings.Replace(region, ".", "", 1)
	p.append(p.others["innovation"], "edat", &contract.InnovationRegistered{InnovationProfile: contract.InnovationProfile{
		Title: "EDAT <script>", Owner: "bintuni", MainProblem: "malaria",
	}}, event.Press)
	var ranked []contract.RankedNeed
	for n := range needs {
		ranked = append(ranked, contract.RankedNeed{Need: fmt.Sprintf("%s-n%d", token, n), Candidates: []contract.Candidate{{
			Innovation: "edat", Score: 850_000, Parts: contract.Parts{"maturity": 900_000, "fit": 800_000, "need": 100_000}, Unknown: []string{"capacity"},
		}}})
	}
	r := p.append(p.others["recommendation"], token, &contract.RecommendationRanked{Region: region, Rubric: 1, Needs: ranked}, event.Press)
	if err := p.log.Wait(p.t.Context(), r.Seq); err != nil {
		p.t.Fatal(err)
	}
}

func TestEveryRecommendationHasItsReasonBeside(t *testing.T) {
	t.Parallel()
	p := newPost(t, "2026-11-23T22:00:00Z")
	p.place("92.06", "Kabupaten Teluk Bintuni", 1)
	p.open(p.As(policy.Region, "92.06"), `{"channel":"office","address":"dinkes@example.id","cadence":"at-once","types":["recommendation.ranked.v1"],"regions":["92.06"]}`)
	p.open(p.As(policy.Region, "92.07"), `{"channel":"office","address":"lain@example.id","cadence":"at-once"}`) // a neighbour
	p.recommend("92.06", 1)
	for range 2 {
		m := p.mail()
		if m.To == "lain@example.id" {
			if strings.Contains(m.Text, "Saran praktik") {
				t.Errorf("the neighbour was told what is for the parties:\n%s", m.Text)
			}
			continue
		}
		text := strings.ReplaceAll(m.Text, "\r\n", " ")
		for _, want := range []string{
			"Saran praktik untuk Kabupaten Teluk Bintuni (Media)", "EDAT <script> (bintuni). Disarankan karena menjawab kebutuhan",
			"tingkat kesesuaian kuat, terutama pada", "1 syarat belum dipastikan",
			"karena berlangganan jenis kabar recommendation.ranked.v1, wilayah Kabupaten Teluk Bintuni", site + "/daerah/9206",
		} {
			if !strings.Contains(text, want) {
				t.Errorf("the mail lacks %q:\n%s", want, m.Text)
			}
		}
		if strings.Contains(m.HTML, "<script") || !strings.Contains(m.HTML, "EDAT &lt;script&gt;") {
			t.Errorf("got HTML %s", m.HTML)
		}
	}
}

// However much happened, a digest stays below 20 kB with text and HTML, and says what it left out.
func TestADigestStaysSmall(t *testing.T) {
	t.Parallel()
	p := newPost(t, "2026-11-23T22:00:00Z")
	p.open(p.As(policy.Coordinator, ""), `{"channel":"person","address":"a@example.id","cadence":"daily"}`)
	for i := range 30 {
		p.place(fmt.Sprintf("92.%02d", i+1), "Kabupaten "+strings.Repeat("Panjang Sekali ", 6), 3)
	}
	p.recommend("92.01", 3)
	p.at("2026-11-24T01:00:00Z")
	m := p.mail()
	if m.Size >= 20_000 || len(m.Text)+len(m.HTML) >= 20_000 {
		t.Errorf("the mail has %d bytes, text %d, HTML %d", m.Size, len(m.Text), len(m.HTML))
	}
	if !strings.Contains(m.Subject, "122 kabar") || !strings.Contains(m.Text, "lainnya: "+site) {
		t.Errorf("got %q:\n%s", m.Subject, m.Text)
	}
	for _, bad := range []string{"<img", "<script", "<style", "<link", " style=", "src="} {
		if strings.Contains(m.HTML, bad) {
			t.Errorf("the mail holds %q", bad)
		}
	}
	checkWords(t, "mail", m.Text)
}

func checkWords(t *testing.T, name, text string) {
	t.Helper()
	if word := avoided().FindString(text); word != "" {
		t.Errorf("%s uses the avoided word %s", name, word)
	}
}

func TestSampleDataIsLabelledInMails(t *testing.T) {
	t.Parallel()
	p := newPost(t, "2026-11-23T22:00:00Z")
	p.open(p.As(policy.Region, "92.06"), `{"channel":"person","address":"a@example.id","cadence":"at-once"}`)
	p.append(p.regions, "9901", &contract.NeedDeclared{Need: "9901-x", Problem: "malaria", Priority: 1, Statement: "x", Source: "uji"}, event.Sample)
	m := p.mail()
	for _, part := range []string{m.Text, m.HTML} {
		if !strings.Contains(part, "DATA CONTOH") || !strings.Contains(part, "Contoh: wilayah 9901") {
			t.Errorf("the mail does not label what is made up:\n%s", part)
		}
	}
}

func TestASavedSubscriptionIsPreviewed(t *testing.T) {
	t.Parallel()
	h := newHouse(t) // without a relay
	who := h.As(policy.Integrator, "")
	h.append(h.regions, "9206", &contract.RegionRegistered{Name: "Kabupaten Teluk Bintuni", Level: "regency"}, event.Official)
	h.append(h.regions, "9206", &contract.RegionStatusSet{Status: "lagging", List: "x", From: "2020-01-01", Until: "2024-12-31", Source: "Perpres 63/2020"}, event.Official)
	last := h.need(1)
	var o struct {
		ID     string
		Result struct {
			Matches  int
			Warnings []string
		}
	}
	who.Post(fmt.Sprintf("/api/v1/subscriptions?min_position=%d", last.Seq),
		`{"channel":"page","cadence":"daily","statuses":["lagging"],"problems":["malaria"],"label":"malaria"}`).Want(http.StatusCreated).Decode(&o)
	if o.Result.Matches != 1 || len(o.Result.Warnings) != 0 {
		t.Errorf("got %+v", o.Result)
	}
	var v struct {
		Total    int
		WhatsApp string
		Items    []struct{ Title, Why, Region string }
	}
	who.Get("/api/v1/subscriptions/" + o.ID + "/preview").Want(http.StatusOK).Decode(&v)
	if v.Total != 1 || v.Items[0].Why != "Anda menerima ini karena berlangganan masalah Malaria, daerah berstatus daerah tertinggal." ||
		!strings.Contains(v.WhatsApp, "- Kabupaten Teluk Bintuni menyatakan kebutuhan: belajar (Resmi)") {
		t.Errorf("got %+v", v)
	}
	h.As(policy.Region, "92.06").Get("/api/v1/subscriptions/" + o.ID).Want(http.StatusNotFound)
	who.Post("/api/v1/subscriptions/"+o.ID+"/change", `{"cadence":"daily","regions":["11"]}`).Want(http.StatusOK).Decode(&o)
	if o.Result.Matches != 0 || fmt.Sprint(o.Result.Warnings) != "[filter.silent filter.region_unknown]" {
		t.Errorf("a filter that matches nothing: got %+v", o.Result)
	}
	who.Post("/api/v1/subscriptions/"+o.ID+"/change", `{"cadence":"daily","problems":["nope"]}`).Want(http.StatusUnprocessableEntity)
	if p := who.Post("/api/v1/subscriptions", `{"channel":"person","address":"a@example.id","cadence":"daily"}`).Want(http.StatusConflict).Problem(); p.Code != "mail.off" {
		t.Errorf("got %s", p.Code)
	}
}

func TestBadSubscriptionsNameTheFieldAndLeaveNoAddress(t *testing.T) {
	t.Parallel()
	p := newPost(t, "2026-11-23T22:00:00Z")
	who := p.As(policy.Integrator, "")
	for body, field := range map[string]string{
		`{"channel":"person","cadence":"daily"}`:                                                 "address",
		`{"channel":"person","cadence":"daily","address":"rahasia"}`:                             "address",
		`{"channel":"person","cadence":"daily","address":"a@x.id\r\nBcc: rahasia@x.id"}`:         "address",
		`{"channel":"person","cadence":"daily","address":"rahasia@x.id, b@x.id"}`:                "address",
		`{"channel":"page","cadence":"daily","address":"rahasia@x.id"}`:                          "address",
		`{"channel":"office","cadence":"hourly","address":"rahasia@x.id"}`:                       "cadence",
		`{"channel":"office","cadence":"daily","address":"rahasia@x.id","time_zone":"Mars"}`:     "time_zone",
		`{"channel":"office","cadence":"daily","address":"rahasia@x.id","types":["rahasia.v1"]}`: "types",
		`{"channel":"page","cadence":"daily","sectors":["nope"]}`:                                "sectors[0]",
		`{"channel":"page","cadence":"daily","problems":["malaria","nope"]}`:                     "problems[1]",
		`{"channel":"office","cadence":"daily","address":"rahasia@x.id","label":"rahasia@x.id"}`: "label",
		`{"channel":"surat","cadence":"daily","address":"rahasia@x.id"}`:                         "channel",
	} {
		r := who.Post("/api/v1/subscriptions", body).Want(http.StatusUnprocessableEntity)
		found := false
		for _, e := range r.Problem().Errors {
			found = found || e.Field == field
		}
		if !found || bytes.Contains(r.Body, []byte("rahasia")) {
			t.Errorf("%s: got %s, want the field %s and no value", body, r.Body, field)
		}
	}
	p.As(policy.Public, "").Post("/api/v1/subscriptions", `{"channel":"page","cadence":"daily"}`).Want(http.StatusUnauthorized)
	p.open(who, `{"channel":"person","address":"rahasia@example.id","cadence":"daily"}`)
	recs, err := p.log.Read(t.Context(), 1, 100)
	if err != nil {
		t.Fatal(err)
	}
	for _, rec := range recs {
		if bytes.Contains(rec.Doc, []byte("rahasia")) {
			t.Errorf("the address stands in the log: %s", rec.Doc)
		}
	}
	if body := who.Get("/api/v1/subscriptions").Body; bytes.Contains(body, []byte("rahasia")) {
		t.Errorf("the address is shown: %s", body)
	}
}

// The public hears of the bulletin by mail as well, with its figures.
func TestTheBulletinByMail(t *testing.T) {
	t.Parallel()
	p := newPost(t, "2026-11-23T22:00:00Z")
	p.open(p.As(policy.Integrator, ""), `{"channel":"person","address":"wartawan@example.id","cadence":"at-once","types":["bulletin.published.v1"]}`)
	p.place("92.06", "Kabupaten Teluk Bintuni", 1) // not asked for
	p.append(p.others["bulletin"], "b-1", &contract.BulletinPublished{
		From: "2026-11-16", To: "2026-11-22", Counts: contract.BulletinCounts{Regions: 514, RegionsWithNeeds: 40},
	}, event.Press)
	m := p.mail()
	for _, want := range []string{"Buletin 16 sampai 22 November 2026 terbit (Media)", "40 dari 514 kabupaten dan kota", site + "/buletin/b-1"} {
		if !strings.Contains(m.Text, want) {
			t.Errorf("the mail lacks %q:\n%s", want, m.Text)
		}
	}
}
