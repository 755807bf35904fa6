package cli

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/pflag"

	"makcomblang.id/pkg/calendar"
)

// visitKinds are the kinds of visit that cost differently.
var visitKinds = []string{"province", "islands", "elsewhere", "virtual", "session"}

// The list of lagging regencies that was in force last, and what a plan for it is called.
const (
	defaultList  = "perpres-63-2020"
	defaultLabel = "kabupaten dalam Perpres 63/2020 (2020-2024), daftar terakhir yang bersumber; 25 di antaranya diumumkan terentaskan"
)

// planRequest is what a plan, or a what-if run, is asked for on the command line.
type planRequest struct {
	period, list, region, label string
	policy, proposer            string
	budget                      int64
	costs                       map[string]int64
}

func (p *planRequest) flags(f *pflag.FlagSet) {
	p.scopeFlags(f)
	f.StringVar(&p.label, "label", "", "the scope in words, shown with every figure; empty: words for --list and --region")
	f.StringVar(&p.policy, "policy", "score", "what the plan promises: score, leximin, worst-first or stable")
	f.StringVar(&p.proposer, "proposer", "", "side that proposes under the policy stable: region or innovator")
	f.Int64Var(&p.budget, "budget", 0, "most that the visits may cost together, in rupiah, not under the policy stable; 0: no limit")
	f.StringToInt64Var(&p.costs, "cost", nil, "what one visit costs in rupiah, as KIND=RUPIAH: province, islands, elsewhere, virtual or session")
}

func (p *planRequest) scopeFlags(f *pflag.FlagSet) {
	f.StringVar(&p.period, "period", fmt.Sprint(time.Now().Year()+1), "visiting period: a year (2027), a half year (2027-h1) or a quarter (2027-q3)")
	f.StringVar(&p.list, "list", defaultList, "list of lagging regencies that the plan is for; empty for all needs of --region")
	f.StringVar(&p.region, "region", "", "code of one province or region, if the scope is narrower")
}

func (p *planRequest) scope() map[string]any {
	scope := map[string]any{}
	if p.list != "" {
		scope["list"] = p.list
	}
	if p.region != "" {
		scope["region"] = p.region
	}
	return scope
}

// body is the request as the API takes it, which checks all but what only a command line can get wrong.
func (p *planRequest) body() (map[string]any, error) {
	scope := p.scope()
	scope["label"] = p.words()
	if err := checkPeriod(p.period); err != nil {
		return nil, err
	}
	body := map[string]any{"period": p.period, "scope": scope, "policy": p.policy}
	if p.proposer != "" {
		body["proposer"] = p.proposer
	}
	if p.budget == 0 && len(p.costs) > 0 {
		return nil, usagef("--cost needs --budget")
	}
	if err := p.checkCosts(); err != nil {
		return nil, err
	}
	if p.budget != 0 {
		body["budget"] = map[string]any{"limit": p.budget, "per_pair": p.costs}
	}
	return body, nil
}

// words are the scope as people read it: the label that was given, or one that is true of the list and the region.
func (p *planRequest) words() string {
	label := "daftar " + p.list
	switch {
	case p.label != "":
		return p.label
	case p.list == "" && p.region == "":
		return defaultLabel // the server refuses a plan without a scope
	case p.list == "":
		return "daerah " + p.region
	case p.list == defaultList:
		label = defaultLabel
	}
	if p.region != "" {
		label += "; hanya " + p.region
	}
	return label
}

// checkPeriod says what a visiting period looks like.
func checkPeriod(period string) error {
	if _, err := calendar.ParsePeriod(period); err != nil {
		return usagef("--period takes a year (2027), a half year (2027-h1) or a quarter (2027-q3)")
	}
	return nil
}

// checkCosts refuses what the server would name by the field of a document, or could not tell from a wish: a budget whose
// visits cost nothing limits nothing.
func (p *planRequest) checkCosts() error {
	dear := false
	for kind, cost := range p.costs {
		if !slices.Contains(visitKinds, kind) {
			return usagef("--cost %s: there is no such kind of visit; there are %s", kind, strings.Join(visitKinds, ", "))
		}
		if cost < 0 {
			return usagef("--cost %s: want whole rupiah, at least 0", kind)
		}
		dear = dear || cost > 0
	}
	switch {
	case p.budget < 0:
		return usagef("--budget: want whole rupiah, at least 1; 0 is no limit")
	case p.budget > 0 && !dear:
		return usagef("--budget needs --cost: without the cost of a visit every visit would cost nothing; for example --cost province=5000000")
	}
	return checkPolicy(p.policy)
}
