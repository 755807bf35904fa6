package bulletin_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"makcomblang.id/pkg/calendar"
	"makcomblang.id/pkg/contract"
	"makcomblang.id/pkg/event"
	"makcomblang.id/pkg/fault"
	"makcomblang.id/services/subscriptions/bulletin"
)

func TestTheLastEditionOfADay(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		cadence  bulletin.Cadence
		today    calendar.Date
		from, to calendar.Date
	}{
		{bulletin.Weekly, "2026-11-23", "2026-11-16", "2026-11-22"}, // a Monday: the week that ended yesterday
		{bulletin.Weekly, "2026-11-22", "2026-11-09", "2026-11-15"},
		{bulletin.Weekly, "2026-11-29", "2026-11-16", "2026-11-22"},
		{bulletin.Weekly, "2027-01-01", "2026-12-21", "2026-12-27"}, // over the turn of the year
		{bulletin.Fortnightly, "2026-11-23", "2026-11-09", "2026-11-22"},
		{bulletin.Fortnightly, "2026-11-30", "2026-11-09", "2026-11-22"},
		{bulletin.Fortnightly, "2026-12-07", "2026-11-23", "2026-12-06"},
		{bulletin.Weekly, "2025-12-31", "2025-12-22", "2025-12-28"}, // before the anchor
	} {
		e := bulletin.Last(c.cadence, c.today)
		if e.From != c.from || e.To != c.to || !event.ValidToken(e.ID) {
			t.Errorf("%d days on %s: got %+v, want %s to %s", c.cadence, c.today, e, c.from, c.to)
		}
	}
}

// said is one fact of a story.
type said struct {
	at      string
	subject string
	data    any
	basis   event.Basis
}

var wib = time.FixedZone("WIB", 7*3600)

func compile(t *testing.T, sample bool, facts []said) (contract.BulletinPublished, event.Basis, bool) {
	t.Helper()
	c := bulletin.NewCompiler(bulletin.Last(bulletin.Weekly, "2026-11-23"), wib, sample)
	for i, s := range facts {
		at, err := time.ParseInLocation("2006-01-02 15:04", s.at, wib)
		if err != nil {
			t.Fatal(err)
		}
		f := event.Fact{Subject: s.subject, Time: at.UTC(), Basis: s.basis}
		if raw, ok := s.data.(agreed); ok {
			f.Type = "match.agreed.v1"
			f.Data, _ = json.Marshal(contract.MatchSides(raw))
		} else {
			f.Type = contract.TypeOf(s.data)
		}
		c.Add(uint64(i+1), f, s.data)
	}
	return c.Edition()
}

// agreed stands for the fact of a later contract.
type agreed contract.MatchSides

func story() []said {
	sides := contract.MatchSides{Innovation: "edat", Owner: "rsud", Region: "92.06", Need: "9206-malaria"}
	return []said{
		{"2026-11-02 08:00", "92", &contract.RegionRegistered{Name: "Papua Barat"}, event.Official},
		{"2026-11-02 08:00", "9206", &contract.RegionRegistered{Name: "Kabupaten Teluk Bintuni"}, event.Official},
		{"2026-11-02 08:00", "9207", &contract.RegionRegistered{Name: "Kabupaten Teluk Wondama"}, event.Official},
		{"2026-11-02 09:00", "rsud", &contract.OwnerRegistered{Name: "RSUD X"}, event.Press},
		{"2026-11-02 09:00", "edat", &contract.InnovationRegistered{InnovationProfile: contract.InnovationProfile{Title: "EDAT", Owner: "rsud", Sector: "kesehatan"}}, event.Press},
		{"2026-11-02 09:00", "edat", &contract.InnovationLivenessChecked{State: "continuing", CheckedOn: "2026-10-01"}, event.Press},
		{"2026-11-02 10:00", "9206", &contract.NeedDeclared{Need: "9206-malaria", Problem: "malaria", Statement: "Malaria"}, event.Official},
		{"2026-11-16 00:00", "9207", &contract.NeedDeclared{Need: "9207-air", Problem: "air", Statement: "Air bersih"}, event.Reading},
		{"2026-11-17 08:00", "9206", &contract.RecommendationRanked{Region: "92.06", Needs: []contract.RankedNeed{{Need: "9206-malaria", Candidates: []contract.Candidate{{Innovation: "edat"}}}}}, ""},
		{"2026-11-17 08:00", "9207-air", &contract.NeedUnanswered{Region: "92.07"}, ""},
		{"2026-11-17 09:00", "m-1", &contract.MatchProposed{Innovation: "edat", Owner: "rsud", Region: "92.06", Need: "9206-malaria"}, event.Press},
		{"2026-11-18 09:00", "m-1", &contract.MatchApproved{MatchSides: sides}, ""},
		{"2026-11-22 23:59", "m-1", agreed(sides), ""},
		{"2026-11-23 00:00", "late", &contract.InnovationRegistered{InnovationProfile: contract.InnovationProfile{Title: "Terlambat", Owner: "rsud"}}, event.Press},
	}
}

func TestAnEdition(t *testing.T) {
	t.Parallel()
	got, basis, ok := compile(t, false, story())
	want := contract.BulletinPublished{
		From: "2026-11-16", To: "2026-11-22", Position: 13,
		Counts: contract.BulletinCounts{
			Regions: 2, RegionsWithNeeds: 2, Declared: 2, Answered: 1, Unanswered: 1, Practices: 1, PracticesRunning: 1,
			Proposed: 1, Approved: 1, Agreed: 1,
		},
		Matches: []contract.BulletinMatch{{ID: "m-1", Title: "EDAT", Owner: "RSUD X", Region: "92.06", Name: "Kabupaten Teluk Bintuni", Basis: "press"}},
		Needs:   []contract.BulletinNeed{{ID: "9207-air", Region: "92.07", Name: "Kabupaten Teluk Wondama", Problem: "air", Statement: "Air bersih", Answered: "no", Basis: "reading"}},
	}
	if diff := cmp.Diff(want, got, cmp.Comparer(sameEmpty)); diff != "" || basis != event.Reading || !ok {
		t.Errorf("got basis %s, %v (-want +got):\n%s", basis, ok, diff)
	}
}

func sameEmpty(a, b []contract.BulletinPractice) bool { return len(a) == len(b) }

// A match that is approved and not agreed is a number and nothing else.
func TestNothingIsNamedBeforeItIsAgreed(t *testing.T) {
	t.Parallel()
	facts := story()[:12]
	got, _, _ := compile(t, false, facts)
	raw, err := json.Marshal(got)
	if err != nil {
		t.Fatal(err)
	}
	if got.Counts.Approved != 1 || got.Counts.Agreed != 0 || len(got.Matches) != 0 {
		t.Errorf("got %s", raw)
	}
	facts = append(facts, said{"2026-11-19 09:00", "m-1", &contract.MatchReopened{}, ""})
	if got, _, _ = compile(t, false, facts); got.Counts.Approved != 0 || got.Counts.Proposed != 1 {
		t.Errorf("reopened: got %+v", got.Counts)
	}
}

// What is made up, and what was decided about it, is in no bulletin but that of a demonstration.
func TestSampleDataStaysOut(t *testing.T) {
	t.Parallel()
	facts := story()
	for i := range facts {
		if facts[i].subject == "edat" || facts[i].subject == "9207" {
			facts[i].basis = event.Sample
		}
	}
	got, basis, _ := compile(t, false, facts)
	want := contract.BulletinCounts{Regions: 1, RegionsWithNeeds: 1, Declared: 1, Answered: 1}
	if got.Counts != want || basis != event.Official || len(got.Needs)+len(got.Matches)+len(got.Practices) != 0 {
		t.Errorf("got %+v of basis %s, want %+v", got, basis, want)
	}
	if got, basis, _ = compile(t, true, facts); got.Counts.Agreed != 1 || basis != event.Sample {
		t.Errorf("a demonstration: got %+v of basis %s", got.Counts, basis)
	}
	if _, _, ok := compile(t, false, nil); ok {
		t.Error("got a bulletin of an empty log")
	}
}

func TestACorrectionNamesWhatItTakesOut(t *testing.T) {
	t.Parallel()
	s := bulletin.State{}.Apply(1, event.Fact{}, &contract.BulletinPublished{From: "2026-11-16", To: "2026-11-22", Needs: []contract.BulletinNeed{{ID: "a"}, {ID: "b"}}})
	for _, c := range []struct {
		state bulletin.State
		in    bulletin.Correct
		code  string
	}{
		{s, bulletin.Correct{Note: "Kebutuhan a dicatat dua kali.", Drop: []string{"a"}}, ""},
		{s, bulletin.Correct{Note: "x", Drop: []string{"c"}}, "bulletin.entry"},
		{s, bulletin.Correct{Note: " "}, "bulletin.note"},
		{s, bulletin.Correct{Note: "Hubungi 081234567890"}, "text.personal"},
		{s, bulletin.Correct{Note: "dua\nbaris"}, "text.form"},
		{bulletin.State{}, bulletin.Correct{Note: "x"}, "bulletin.unknown"},
	} {
		data, err := c.in.Decide(c.state)
		code := ""
		if f, ok := fault.As(err); ok {
			code = f.Code
		}
		if code != c.code {
			t.Errorf("%+v: got %q, want %q", c.in, code, c.code)
		}
		if err == nil {
			if after := s.Apply(2, event.Fact{}, data); len(after.Needs) != 1 || len(s.Needs) != 2 || len(after.Corrections) != 1 {
				t.Errorf("got %+v", after)
			}
		}
	}
	if (bulletin.Publish{}).Decide(s) != nil {
		t.Error("an edition came out twice")
	}
}
