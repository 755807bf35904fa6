package matcher

import (
	"context"
	"slices"

	"makcomblang.id/pkg/calendar"
	"makcomblang.id/pkg/event"
	"makcomblang.id/pkg/fault"
	"makcomblang.id/pkg/intake"
	"makcomblang.id/services/internal/catalogue"
	"makcomblang.id/services/internal/policy"
	"makcomblang.id/services/internal/vocabulary"
	"makcomblang.id/services/internal/web"
)

// Moment is the day and the period that an answer is about. It is exported because the parameters of an embedded struct
// are otherwise not seen.
type Moment struct {
	On     calendar.Date   `query:"on" maxLength:"10" doc:"Day on which the facts are read; default today."`
	Period calendar.Period `query:"period" maxLength:"7" doc:"Visiting period; default the next one with offers."`
}

// at checks the moment and fills in what was not asked for.
func (s *Service) at(m Moment) (calendar.Date, calendar.Period, error) {
	if m.On == "" {
		m.On = s.today()
	}
	if err := intake.Date("on", m.On); err != nil {
		return "", "", err
	}
	if m.Period == "" {
		m.Period = s.cat.PeriodFor(m.On)
	}
	return m.On, m.Period, intake.Period("period", m.Period)
}

// knownRegion gives a registered region, and what the policy asks about it.
func (s *Service) knownRegion(code string) (catalogue.Region, policy.Object, error) {
	r, ok := s.cat.Region(code)
	if !ok {
		return catalogue.Region{}, policy.Object{}, fault.NotFoundf("region.unknown", "No region is registered under this code.")
	}
	return r, objectOf(r.Code), nil
}

func objectOf(code string) policy.Object {
	return policy.Object{Region: code, Province: code[:2]}
}

type recommendationInput struct {
	Region string `path:"region" maxLength:"10" doc:"Code of the region, 92.06 or 9206."`
	All    bool   `query:"all" doc:"Also the practices that are kept out, with the reasons."`
	Limit  int    `query:"limit" minimum:"1" maximum:"100" default:"20" doc:"Candidates for each need."`
	Moment
}

type recommendationAnswer struct {
	Region   string          `json:"region" doc:"Code of the region."`
	Name     string          `json:"name" doc:"Its name."`
	Status   statusAnswer    `json:"status" doc:"Its legal status on the day."`
	On       calendar.Date   `json:"on" doc:"Day on which the facts were read."`
	Period   calendar.Period `json:"period" doc:"Visiting period."`
	Rubric   rubricAnswer    `json:"rubric" doc:"Criteria."`
	Needs    []needAnswer    `json:"needs" nullable:"false" doc:"Needs, the most pressing first."`
	Basis    event.Basis     `json:"basis,omitempty" doc:"Weakest basis of the needs and their candidates."`
	Position uint64          `json:"position" doc:"Position of the log that was read."`
}

func (s *Service) recommendations(_ context.Context, who web.Caller, in *recommendationInput) (*recommendationAnswer, error) {
	r, object, err := s.knownRegion(in.Region)
	if err != nil {
		return nil, err
	}
	if err := who.Allow(policy.RecommendationRead, object); err != nil {
		return nil, err
	}
	on, period, err := s.at(in.Moment)
	if err != nil {
		return nil, err
	}
	read := s.cat.Planning([]string{r.Code}, on, period)
	a := &recommendationAnswer{
		Region: r.Code, Name: r.Name, Status: toStatus(s.cat.StatusOn(r.Code, on)), On: on, Period: period,
		Rubric: toRubric(read.Rubric), Needs: []needAnswer{}, Position: read.Position,
	}
	for _, ranking := range read.Rankings {
		a.Needs = append(a.Needs, s.toNeed(ranking, read.Rubric.Weights, in.All, in.Limit))
		a.Basis = event.Weakest(a.Basis, ranking.Need.Basis)
		for _, e := range ranking.Candidates {
			a.Basis = event.Weakest(a.Basis, e.Basis)
		}
	}
	return a, nil
}

type whyNotInput struct {
	Innovation string `query:"innovation" required:"true" maxLength:"100" doc:"Id of the practice."`
	Need       string `query:"need" required:"true" maxLength:"100" doc:"Id of the need."`
	Moment
}

type whyNotAnswer struct {
	PairAnswer
	Rank   int             `json:"rank" doc:"Place among the practices that may be suggested for the need, from 1; 0: it is not among them."`
	Of     int             `json:"of" doc:"How many may be suggested."`
	Better []string        `json:"better" nullable:"false" doc:"Practices that are placed before it."`
	On     calendar.Date   `json:"on" doc:"Day on which the facts were read."`
	Period calendar.Period `json:"period" doc:"Visiting period."`
}

func (s *Service) whyNot(_ context.Context, who web.Caller, in *whyNotInput) (*whyNotAnswer, error) {
	on, period, err := s.at(in.Moment)
	if err != nil {
		return nil, err
	}
	e, err := s.cat.Evaluate(in.Innovation, in.Need, on, period)
	if err != nil {
		return nil, err
	}
	object := objectOf(e.Region)
	object.Owner = e.Owner
	if err := who.Allow(policy.WhyNotRead, object); err != nil {
		return nil, err
	}
	r, err := s.cat.Candidates(in.Need, on, period)
	if err != nil {
		return nil, err
	}
	a := &whyNotAnswer{PairAnswer: s.toPair(&e, s.cat.Rubric().Weights), Of: len(r.Candidates), Better: []string{}, On: on, Period: period}
	for i, c := range r.Candidates {
		if c.Innovation == in.Innovation {
			a.Rank = i + 1
			break
		}
		a.Better = append(a.Better, c.Innovation)
	}
	return a, nil
}

type unansweredInput struct {
	List   string `query:"list" maxLength:"60" doc:"Only regions on this list of lagging regencies."`
	Region string `query:"region" maxLength:"10" doc:"Only this province or region."`
	Moment
}

type unansweredNeed struct {
	Need        string      `json:"need" doc:"Id of the need."`
	Region      string      `json:"region" doc:"Code of the region."`
	RegionName  string      `json:"region_name" doc:"Its name."`
	Problem     string      `json:"problem" doc:"Id of the problem."`
	ProblemName text        `json:"problem_name" doc:"Name of the problem."`
	Priority    int         `json:"priority" doc:"1 to 5; 5 is most pressing."`
	Statement   string      `json:"statement" doc:"The need as the region put it."`
	Basis       event.Basis `json:"basis" doc:"What the need rests on."`
}

type unansweredAnswer struct {
	Items     []unansweredNeed `json:"items" nullable:"false" doc:"Needs without a practice, the most pressing first."`
	ByProblem map[string]int   `json:"by_problem" doc:"How many for each problem."`
	Needs     int              `json:"needs" doc:"How many."`
	Of        int              `json:"of" doc:"How many needs there are in all, as the denominator."`
	On        calendar.Date    `json:"on" doc:"Day on which the facts were read."`
}

func (s *Service) unanswered(_ context.Context, _ web.Caller, in *unansweredInput) (*unansweredAnswer, error) {
	on, period, err := s.at(in.Moment)
	if err != nil {
		return nil, err
	}
	codes, err := s.cat.RegionsIn(scopeOf(in.List, in.Region))
	if err != nil {
		return nil, err
	}
	a := &unansweredAnswer{Items: []unansweredNeed{}, ByProblem: map[string]int{}, On: on}
	for _, r := range s.cat.Planning(codes, on, period).Rankings {
		a.Of++
		if r.Answer() != "" {
			continue
		}
		n := r.Need
		place, _ := s.cat.Region(n.Region)
		a.ByProblem[n.Problem]++
		a.Items = append(a.Items, unansweredNeed{
			Need: n.Need, Region: n.Region, RegionName: place.Name, Problem: n.Problem, ProblemName: term("problem", n.Problem),
			Priority: n.Priority, Statement: n.Statement, Basis: n.Basis,
		})
	}
	a.Needs = len(a.Items)
	slices.SortStableFunc(a.Items, func(x, y unansweredNeed) int { return y.Priority - x.Priority })
	return a, nil
}

type inspirationInput struct {
	Of string `path:"of" maxLength:"60" doc:"Id of a problem, or the code of a region whose needs are meant, or all."`
}

type inspirationList struct {
	Items []inspirationAnswer `json:"items" nullable:"false" doc:"Foreign practices; they enter no plan and are proposed only by a coordinator's explicit act."`
}

func (s *Service) inspiration(_ context.Context, _ web.Caller, in *inspirationInput) (*inspirationList, error) {
	problems := []string{in.Of}
	if _, ok := vocabulary.Problem(in.Of); !ok && in.Of != "all" {
		r, _, err := s.knownRegion(in.Of)
		if err != nil {
			return nil, fault.NotFoundf("inspiration.unknown", "This is neither a problem nor a registered region.")
		}
		problems = nil
		for _, n := range s.cat.NeedsOf(r.Code) {
			problems = append(problems, n.Problem)
		}
	}
	a := &inspirationList{Items: []inspirationAnswer{}}
	for _, p := range s.cat.Inspiration("") {
		if in.Of == "all" || slices.Contains(problems, p.MainProblem) {
			a.Items = append(a.Items, s.toInspiration(p))
		}
	}
	return a, nil
}
