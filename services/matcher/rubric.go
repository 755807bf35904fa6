package matcher

import (
	"context"

	"makcomblang.id/pkg/calendar"
	"makcomblang.id/pkg/contract"
	"makcomblang.id/pkg/intake"
	"makcomblang.id/services/internal/catalogue"
	"makcomblang.id/services/internal/eventlog"
	"makcomblang.id/services/internal/policy"
	"makcomblang.id/services/internal/web"
	"makcomblang.id/services/matcher/criteria"
)

func toRubric(r contract.RubricAdopted) rubricAnswer {
	return rubricAnswer{RubricAdopted: r, Official: r.Source != catalogue.DefaultRubric().Source}
}

func (s *Service) rubric(_ context.Context, who web.Caller, _ *struct{}) (*rubricAnswer, error) {
	if _, version, ok := s.rubrics.Get(criteria.ID); ok {
		who.ETag(version)
	}
	a := toRubric(s.cat.Rubric())
	return &a, nil
}

type adoptInput struct {
	Body struct {
		Weights  map[string]int `json:"weights" doc:"Part (need, fit, maturity, leverage, spread, outcome) to its weight, 0 to 1000."`
		Floor    int            `json:"floor" minimum:"0" maximum:"1000000" doc:"Lowest score that is proposed, in millionths."`
		Strong   int            `json:"strong" minimum:"0" maximum:"1000000" doc:"Lowest score of the band kuat."`
		Medium   int            `json:"medium" minimum:"0" maximum:"1000000" doc:"Lowest score of the band sedang."`
		TieBreak string         `json:"tie_break" minLength:"1" maxLength:"500" doc:"Rule for equal scores, disclosed beforehand."`
		Decision string         `json:"decision" minLength:"1" maxLength:"200" doc:"Number of the decision."`
		Date     calendar.Date  `json:"date" maxLength:"10" doc:"Day of the decision."`
		Source   string         `json:"source" minLength:"1" maxLength:"1000" doc:"Where the weights come from."`
	}
}

// adopt takes a new version of the criteria into use. The version before must be
// named, since every list changes with it.
func (s *Service) adopt(ctx context.Context, who web.Caller, in *adoptInput) (*web.Done, error) {
	if err := who.Allow(policy.RubricWrite, policy.Object{}); err != nil {
		return nil, err
	}
	b := in.Body
	for field, line := range map[string]string{"tie_break": b.TieBreak, "decision": b.Decision, "source": b.Source} {
		if err := intake.Line(field, line, intake.MaxSource); err != nil {
			return nil, err
		}
	}
	if err := intake.Past("date", b.Date, s.today()); err != nil {
		return nil, err
	}
	receipt, err := s.rubrics.Handle(ctx, who.Command(s.now()), criteria.ID, func(st criteria.State, _ uint64) (eventlog.Draft, error) {
		adopted, err := st.Adopt(contract.RubricAdopted{
			Weights: b.Weights, Floor: b.Floor, Strong: b.Strong, Medium: b.Medium, TieBreak: b.TieBreak,
			Decision: b.Decision, Date: b.Date, Source: b.Source,
		})
		if err != nil {
			return eventlog.Draft{}, err
		}
		return eventlog.Draft{Data: adopted}, nil
	})
	if err != nil {
		return nil, err
	}
	return &web.Done{Receipt: receipt}, nil
}
