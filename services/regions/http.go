package regions

import (
	"context"
	"net/http"

	"makcomblang.id/pkg/contract"
	"makcomblang.id/pkg/event"
	code "makcomblang.id/pkg/region"
	"makcomblang.id/services/internal/eventlog"
	"makcomblang.id/services/internal/policy"
	"makcomblang.id/services/internal/web"
	"makcomblang.id/services/regions/region"
)

// Stated is the part of a body that says what the statement rests on.
type Stated struct {
	Basis event.Basis `json:"basis" enum:"official,press,reading,sample" doc:"What the statement rests on."`
}

type registerBody struct {
	contract.RegionRegistered
	Stated
}

type nameBody struct {
	contract.RegionRenamed
	Stated
}

type statusBody struct {
	contract.RegionStatusSet
	Stated
}

type indicatorBody struct {
	contract.RegionIndicatorRecorded
	Stated
}

type needBody struct {
	Need      string `json:"need,omitempty" doc:"Id of the need, if given: code without dot, hyphen, problem."`
	Problem   string `json:"problem" doc:"Id of the problem."`
	Priority  int    `json:"priority" doc:"1 to 5, how pressing the region calls it; 5 is most pressing."`
	Statement string `json:"statement" doc:"The need in one sentence; a sample begins with \"Contoh: \"."`
	Office    string `json:"office,omitempty" doc:"Office that owns it, never a person."`
	Source    string `json:"source" doc:"Who declared it."`
	Stated
}

type absorptionBody struct {
	contract.RegionAbsorptionSet
	Stated
}

type accessBody struct {
	contract.RegionAccessProfiled
	Stated
}

// at is the input of a command to one region.
type at[B any] struct {
	Code string `path:"code" doc:"Code of the region, 92.06 or 9206."`
	Body B
}

type withdrawInput struct {
	Code string `path:"code" doc:"Code of the region, 92.06 or 9206."`
	Need string `path:"need" doc:"Id of the need."`
	Body struct {
		Reason string `json:"reason" doc:"Why, in one sentence."`
	}
}

// Routes registers what the service answers.
func (s *Service) Routes(site *web.Site) {
	web.Command(site, web.Op{
		Method: http.MethodPost, Path: "/regions", ID: "register-region", Tag: "regions", Creates: true, Stands: true,
		Summary: "Enter a region, its province first; the same content again changes nothing.", Action: policy.RegionWrite,
	}, s.register)
	on(s, site, "/name", "rename-region", "Give the region a new name from a day on; the code stays.", policy.RegionWrite,
		func(b nameBody) decision { return region.GiveName{Around: s.around(b.Basis), Name: b.RegionRenamed} })
	on(s, site, "/status", "set-region-status", "State a legal status with its period.", policy.StatusWrite,
		func(b statusBody) decision {
			return region.SetStatus{Around: s.around(b.Basis), Status: b.RegionStatusSet}
		})
	on(s, site, "/indicators", "record-indicator", "Record one figure of one year.", policy.IndicatorWrite,
		func(b indicatorBody) decision {
			return region.RecordIndicator{Around: s.around(b.Basis), Figure: b.RegionIndicatorRecorded}
		})
	on(s, site, "/needs", "declare-need", "Declare a need, or declare it anew.", policy.NeedWrite, s.declare)
	on(s, site, "/absorption", "set-absorption", "State how many visits the region can absorb in a period.", policy.AbsorptionWrite,
		func(b absorptionBody) decision {
			return region.SetAbsorption{Around: s.around(b.Basis), Absorption: b.RegionAbsorptionSet}
		})
	on(s, site, "/access-profile", "profile-access", "Say what kind of place it is, what it has and what it lacks.", policy.AccessProfileWrite,
		func(b accessBody) decision {
			return region.ProfileAccess{Around: s.around(b.Basis), Access: b.RegionAccessProfiled, PreconditionKnown: knownPrecondition}
		})
	web.Command(site, web.Op{
		Method: http.MethodPost, Path: "/regions/{code}/needs/{need}/withdraw", ID: "withdraw-need", Tag: "regions",
		Summary: "Take a need back.", Action: policy.NeedWrite,
	}, s.withdraw)
	s.queries(site)
}

// on registers a command to one region.
func on[B any](s *Service, site *web.Site, path, id, summary string, action policy.Action, build func(B) decision) {
	op := web.Op{Method: http.MethodPost, Path: "/regions/{code}" + path, ID: id, Tag: "regions", Summary: summary, Action: action}
	web.Command(site, op, func(ctx context.Context, who web.Caller, in *at[B]) (*web.Done, error) {
		of, err := s.permitted(who, action, in.Code)
		if err != nil {
			return nil, err
		}
		r, err := s.handle(ctx, who.Command(s.opt.Now()), of, build(in.Body))
		return &web.Done{Receipt: r}, err
	})
}

func (s *Service) register(ctx context.Context, who web.Caller, in *struct{ Body registerBody }) (*web.Done, error) {
	if err := who.Allow(policy.RegionWrite, policy.Object{Region: in.Body.Code}); err != nil {
		return nil, err
	}
	id, err := pathCode(in.Body.Code)
	if err != nil {
		return nil, err
	}
	r, err := s.handle(ctx, who.Command(s.opt.Now()), id, region.Register{
		Around: s.around(in.Body.Basis), Region: in.Body.RegionRegistered, ParentKnown: s.known(id.Province()),
	})
	return &web.Done{Receipt: r, Location: location(r, id)}, err
}

// location names a region that was made; a command that appended nothing made
// none.
func location(r eventlog.Receipt, id code.Code) string {
	if r.Seq == 0 {
		return ""
	}
	return "/regions/" + id.Dotted()
}

func (s *Service) declare(b needBody) decision {
	return region.DeclareNeed{
		Around: s.around(b.Basis),
		Need: contract.NeedDeclared{
			Need: b.Need, Problem: b.Problem, Priority: b.Priority, Statement: b.Statement, Office: b.Office, Source: b.Source,
		},
		ProblemKnown: knownProblem(b.Problem),
	}
}

func (s *Service) withdraw(ctx context.Context, who web.Caller, in *withdrawInput) (*web.Done, error) {
	of, err := s.permitted(who, policy.NeedWrite, in.Code)
	if err != nil {
		return nil, err
	}
	r, err := s.handle(ctx, who.Command(s.opt.Now()), of, region.WithdrawNeed{Need: in.Need, Reason: in.Body.Reason})
	return &web.Done{Receipt: r}, err
}
