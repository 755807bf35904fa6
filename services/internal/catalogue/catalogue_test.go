package catalogue_test

import (
	"slices"
	"strconv"
	"testing"
	"time"

	"go.uber.org/goleak"

	"makcomblang.id/pkg/contract"
	"makcomblang.id/pkg/matching"
	"makcomblang.id/services/internal/catalogue"
	"makcomblang.id/services/internal/eventlog"
	"makcomblang.id/services/internal/eventlog/eventlogtest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// small is one practice, one owner, two regions with one need each.
func small() *feed {
	f := newFeed()
	f.add("bintuni", "press", &contract.OwnerRegistered{Name: "Kabupaten Teluk Bintuni", Region: "92.06", Country: "Indonesia"})
	f.add("bintuni", "sample", &contract.OwnerCapacitySet{Period: period, Trips: 2})
	f.add("edat", "press", &contract.InnovationRegistered{InnovationProfile: contract.InnovationProfile{
		Title: "EDAT", Owner: "bintuni", MainProblem: "malaria", Addresses: []string{"malaria", "stunting"}, Preconditions: []string{"village-cadres"},
		Country: "Indonesia", Classified: "reading",
	}})
	f.add("edat", "sample", &contract.InnovationVisitsOffered{Period: period, Outgoing: 1, Incoming: 1, GroupSeats: 10})
	for _, code := range []string{"91.15", "92.07"} {
		f.add(token(code), "reading", &contract.RegionRegistered{Code: code, Name: "Kabupaten " + code, Level: "regency"})
		f.add(token(code), "sample", &contract.NeedDeclared{Need: token(code) + "-malaria", Problem: "malaria", Priority: 4})
	}
	return f
}

func (f *feed) approve(id, code, mode string) {
	m := contract.MatchProposed{Innovation: "edat", Owner: "bintuni", Region: code, Need: token(code) + "-malaria", Period: period, Mode: mode}
	f.add(id, "", &m)
	f.add(id, "", &contract.MatchApproved{})
	f.add("o-bintuni-2027", "", &contract.LoadTaken{Match: id, Side: "owner", Holder: "bintuni", Period: period})
	f.add("r-"+token(code)+"-2027", "", &contract.LoadTaken{Match: id, Side: "region", Holder: code, Period: period})
	f.add("n-"+token(code)+"-malaria-2027", "", &contract.LoadTaken{Match: id, Side: "need", Holder: token(code) + "-malaria", Period: period, Limit: 1})
}

func (f *feed) gate(t *testing.T, need, key string) string {
	t.Helper()
	e, err := f.Evaluate("edat", need, today, period)
	if err != nil {
		t.Fatal(err)
	}
	g, ok := e.Gate(key)
	if !ok {
		t.Fatalf("no gate %s", key)
	}
	return g.Answer.String() + " " + g.Reason
}

func TestApprovedMatchesTakeCapacity(t *testing.T) {
	t.Parallel()
	f := small()
	f.approve("m-1", "91.15", "outgoing")
	if c := f.OwnerCapacity("bintuni", period); c.Left != 1 || c.Taken != 1 || c.Limit() != 2 {
		t.Errorf("owner %+v", c)
	}
	if o := f.OfferLeft("edat", period); o.Outgoing != 0 || o.Incoming != 1 {
		t.Errorf("offer %+v", o)
	}
	if a := f.Absorption("9115", period); a.Stated || a.Visits != catalogue.DefaultAbsorption || a.Left != 1 {
		t.Errorf("region %+v", a)
	}
	if a := f.Planning(nil, today, period).Approved; len(a) != 1 || a[0].ID != "m-1" {
		t.Errorf("approved %+v", a)
	}
	f.approve("m-2", "92.07", "incoming")
	if got := f.gate(t, "9207-malaria", "capacity"); got != "no offer-used" {
		t.Errorf("capacity %s", got)
	}
	f.add("m-2", "", &contract.MatchReopened{})
	f.add("o-bintuni-2027", "", &contract.LoadReleased{Match: "m-2"})
	f.add("r-9207-2027", "", &contract.LoadReleased{Match: "m-2"})
	if got := f.gate(t, "9207-malaria", "capacity"); got != "yes left" {
		t.Errorf("capacity after reopening: %s", got)
	}
	if all := f.Matches(period); len(all) != 2 || all[1].State != catalogue.MatchProposed {
		t.Error("a reopened match waits for a decision again")
	}
}

func TestSessionSeatsAreOutsideTheOwnersTrips(t *testing.T) {
	t.Parallel()
	f := small()
	f.add("bintuni", "sample", &contract.OwnerSessionOpened{Session: "s1", Innovation: "edat", Period: period, Seats: 10})
	f.add("bintuni", "sample", &contract.OwnerCalendarBlocked{Block: "b1", From: "2027-03-01", To: "2027-03-05", Trips: 1, Why: "outside-guests"})
	if c := f.OwnerCapacity("bintuni", period); c.Limit() != 0 || c.Sessions != 1 || c.Blocked != 1 {
		t.Errorf("owner %+v", c)
	}
	f.add("s-s1", "", &contract.LoadTaken{Match: "m-9", Side: "session", Holder: "s1", Period: period})
	if s, ok := f.SessionSeats("s1"); !ok || s.Left != 9 || len(f.Sessions(period)) != 1 {
		t.Errorf("session %+v", s)
	}
	e, err := f.Evaluate("edat", "9115-malaria", today, period)
	if err != nil || e.Session != "s1" || !slices.Equal(e.Modes, []string{"group"}) || !e.Candidate() {
		t.Errorf("modes %v of session %q, %v", e.Modes, e.Session, err)
	}
}

func TestAnswersSetTheirGate(t *testing.T) {
	t.Parallel()
	answer := func(gate, item, says string) *contract.QuestionAnswered {
		return &contract.QuestionAnswered{Answer: says, CheckedOn: "2026-11-01", Gate: gate, Item: item, Owner: "bintuni", Region: "91.15", Practice: "edat"}
	}
	cases := []struct{ gate, item, says, key, want string }{
		{"running", "", "yes", "running", "yes running"},
		{"running", "", "no", "running", "no stopped"},
		{"precondition", "village-cadres", "yes", "precondition:village-cadres", "yes has"},
		{"precondition:village-cadres", "", "no", "precondition:village-cadres", "no lacks"},
		{"conflict", "", "no", "conflict", "no stated-no"},
		{"replicating", "", "no", "replicating", "no stated-no"},
		{"travel", "", "yes", "travel", "yes stated-yes"},
	}
	for _, c := range cases {
		f := small()
		f.add("q-1", "sample", answer(c.gate, c.item, c.says))
		if got := f.gate(t, "9115-malaria", c.key); got != c.want {
			t.Errorf("%s %s: got %s, want %s", c.gate, c.says, got, c.want)
		}
	}
	f := small()
	f.add("q-1", "sample", answer("precondition", "village-cadres", "no"))
	f.add("9115", "official", &contract.RegionAccessProfiled{Has: []string{"village-cadres"}})
	if got := f.gate(t, "9115-malaria", "precondition:village-cadres"); got != "yes has" {
		t.Errorf("a newer profile is the newer word: %s", got)
	}
}

func TestRejectedPairsCoolOff(t *testing.T) {
	t.Parallel()
	f := small()
	f.add("m-1", "", &contract.MatchProposed{Innovation: "edat", Owner: "bintuni", Region: "91.15", Need: "9115-malaria", Period: period})
	f.add("m-1", "", &contract.MatchRejected{Reason: "x"})
	if got := f.gate(t, "9115-malaria", "cooling-off"); got != "no cooling" {
		t.Errorf("rejected: %s", got)
	}
	if got := f.gate(t, "9207-malaria", "cooling-off"); got != "yes none-recorded" {
		t.Errorf("another region: %s", got)
	}
	f.add("m-1", "", &contract.MatchReopened{})
	if got := f.gate(t, "9115-malaria", "cooling-off"); got != "yes none-recorded" {
		t.Errorf("reopened: %s", got)
	}
}

func TestStatusOn(t *testing.T) {
	t.Parallel()
	f := small()
	f.add("9206", "press", &contract.RegionStatusSet{Status: "lagging", List: "perpres-63-2020", From: "2020-01-01", Until: "2024-12-31"})
	f.add("9115", "press", &contract.RegionStatusSet{Status: "lagging", List: "perpres-63-2020", From: "2020-01-01", Until: "2024-12-31"})
	f.add("9206", "press", &contract.RegionStatusSet{Status: "graduated", List: "perpres-63-2020", From: "2025-01-01", Until: "2027-12-31"})
	if s := f.StatusOn("92.06", "2022-01-01"); s.State != "lagging" || s.LastKnown {
		t.Errorf("then %+v", s)
	}
	if s := f.StatusOn("92.06", today); s.State != "graduated" || !s.Guided {
		t.Errorf("now %+v", s)
	}
	if s := f.StatusOn("91.15", today); s.State != "lagging" || !s.LastKnown {
		t.Errorf("last known %+v", s)
	}
	if all, now := f.ListedIn("perpres-63-2020", ""), f.ListedIn("perpres-63-2020", today); len(all) != 2 || !slices.Equal(now, []string{"91.15"}) {
		t.Errorf("listed %v, on the day %v", all, now)
	}
}

func TestIndexesFollowRevisions(t *testing.T) {
	t.Parallel()
	f := small()
	before := f.seq
	f.add("edat", "press", &contract.InnovationRevised{InnovationProfile: contract.InnovationProfile{Title: "EDAT", Owner: "other", MainProblem: "stunting", Country: "Indonesia"}})
	if len(f.PracticesOf("malaria")) != 0 || len(f.PracticesOf("stunting")) != 1 {
		t.Error("the practice has another main problem now")
	}
	if o, _ := f.Owner("bintuni"); len(o.Practices) != 0 {
		t.Errorf("owner still has %v", o.Practices)
	}
	if got := f.TouchedSince(before); !slices.Equal(got, []string{"91.15", "92.07"}) {
		t.Errorf("touched %v", got)
	}
	f.add("9115", "", &contract.NeedWithdrawn{Need: "9115-malaria"})
	if len(f.NeedsOf("91.15")) != 0 || len(f.Needs()) != 1 {
		t.Errorf("needs %v", f.Needs())
	}
	if got := f.TouchedSince(f.seq - 1); !slices.Equal(got, []string{"91.15"}) {
		t.Errorf("touched by the withdrawal: %v", got)
	}
	f.add("edat", "", &contract.InnovationRetired{Reason: "x"})
	if r, err := f.Candidates("9207-malaria", today, period); err != nil || len(r.Candidates)+len(r.Shut) != 0 {
		t.Errorf("a retired practice is in no list: %+v, %v", r, err)
	}
}

func TestSeverityNeedsFigures(t *testing.T) {
	t.Parallel()
	f := small()
	need := func() matching.Part {
		e, _ := f.Evaluate("edat", "9115-malaria", today, period)
		return e.Parts[0]
	}
	if p := need(); p.Value != 800_000 {
		t.Errorf("without figures %d", p.Value)
	}
	f.add("9115", "official", &contract.RegionIndicatorRecorded{Indicator: "malaria-api", Year: 2025, ValueMilli: 90_000})
	for i := range 19 {
		f.add(strconv.Itoa(1101+i), "official",
			&contract.RegionIndicatorRecorded{Indicator: "malaria-api", Year: 2025, ValueMilli: int64(i)})
	}
	if p := need(); p.Value <= 800_000 || len(p.Reasons) != 2 {
		t.Errorf("the worst figure of all: %+v", p)
	}
}

func TestPeriodFor(t *testing.T) {
	t.Parallel()
	if p := newFeed().PeriodFor(today); p != "2027" {
		t.Errorf("without offers %s", p)
	}
	f := small()
	f.add("edat", "sample", &contract.InnovationVisitsOffered{Period: "2026", Virtual: 1})
	f.add("edat", "sample", &contract.InnovationVisitsOffered{Period: "2025", Virtual: 1})
	if p := f.PeriodFor(today); p != "2026" {
		t.Errorf("running %s", p)
	}
	if p := f.PeriodFor("2027-01-01"); p != "2027" {
		t.Errorf("later %s", p)
	}
}

// The catalogue of a real log sees a command's fact when the log says so.
func TestFollowsALog(t *testing.T) {
	t.Parallel()
	log := eventlogtest.New(t)
	c := catalogue.New(log)
	owners := eventlog.NewLedger(log, "owner", func(n int, _ eventlog.Record) int { return n + 1 })
	eventlogtest.Run(t, log)
	receipt, err := owners.Handle(t.Context(), eventlog.Command{Actor: "a", Route: "r", Key: "k", Now: time.Now()}, "bintuni",
		func(int, uint64) (eventlog.Draft, error) {
			return eventlog.Draft{Data: &contract.OwnerRegistered{Name: "Kabupaten Teluk Bintuni", Country: "Indonesia"}, Basis: "press"}, nil
		})
	if err != nil {
		t.Fatal(err)
	}
	if err := log.Wait(t.Context(), receipt.Seq); err != nil {
		t.Fatal(err)
	}
	if o, ok := c.Owner("bintuni"); !ok || o.Basis != "press" || c.Position() != receipt.Seq {
		t.Errorf("owner %+v at %d", o, c.Position())
	}
}

func BenchmarkRank(b *testing.B) {
	f := small()
	for b.Loop() {
		_, _ = f.Candidates("9115-malaria", today, period)
	}
}

func BenchmarkFollow(b *testing.B) {
	f := small()
	check := &contract.InnovationLivenessChecked{State: "continuing", CheckedOn: "2026-11-01"}
	for b.Loop() {
		f.add("edat", "sample", check)
	}
}

// A rebuild of everything known from the log must not grow with the square of
// what one owner has.
func BenchmarkRebuild(b *testing.B) {
	facts := uint64(0)
	for b.Loop() {
		f := newFeed()
		f.add("o", "press", &contract.OwnerRegistered{Name: "O", Country: "Indonesia"})
		for i := range 20_000 {
			id := strconv.Itoa(i)
			f.add(id, "press", &contract.InnovationRegistered{InnovationProfile: contract.InnovationProfile{Title: "T", Owner: "o", MainProblem: "p" + strconv.Itoa(i%60)}})
			f.add(id, "press", &contract.InnovationLivenessChecked{State: "continuing", CheckedOn: "2026-01-01"})
			f.add(id, "press", &contract.InnovationVisitsOffered{Period: period, Virtual: 1})
			f.add("o", "press", &contract.OwnerCapacitySet{Period: period, Trips: i})
			f.add(strconv.Itoa(1101+i%500), "press", &contract.NeedDeclared{Need: "n" + strconv.Itoa(i%2000), Problem: "p1", Priority: 1 + i%5})
		}
		facts += f.seq
	}
	b.ReportMetric(float64(facts)/b.Elapsed().Seconds(), "facts/s")
}
