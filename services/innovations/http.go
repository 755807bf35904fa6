package innovations

import (
	"context"
	"net/http"

	"makcomblang.id/pkg/contract"
	"makcomblang.id/pkg/event"
	"makcomblang.id/services/innovations/practice"
	"makcomblang.id/services/internal/eventlog"
	"makcomblang.id/services/internal/policy"
	"makcomblang.id/services/internal/web"
)

// Routes registers what the service answers.
func (s *Service) Routes(site *web.Site) {
	s.practiceCommands(site)
	s.ownerCommands(site)
	s.practiceQueries(site)
	s.ownerQueries(site)
	s.vocabularyRoutes(site)
}

// Stated is the part of a body that says what the statement rests on.
type Stated struct {
	Basis event.Basis `json:"basis" enum:"official,press,reading,sample" doc:"What the statement rests on."`
}

func (b Stated) basis() event.Basis { return b.Basis }

type profileBody struct {
	contract.InnovationProfile
	Stated
}

type registerBody struct {
	ID string `json:"id,omitempty" doc:"Id of the practice; made from the Idempotency-Key if absent."`
	contract.InnovationProfile
	Stated
}

type awardBody struct {
	contract.InnovationAwarded
	Stated
}

type livenessBody struct {
	contract.InnovationLivenessChecked
	Stated
}

type visitsBody struct {
	contract.InnovationVisitsOffered
	Stated
}

type reasonBody struct {
	Reason string `json:"reason" doc:"Why, in one sentence."`
}

func (reasonBody) basis() event.Basis { return "" }

// byID is the input of a command to one aggregate.
type byID[B any] struct {
	ID   string `path:"id" doc:"Id, a token."`
	Body B
}

func (s *Service) practiceCommands(site *web.Site) {
	web.Command(site, web.Op{
		Method: http.MethodPost, Path: "/innovations", ID: "register-innovation", Tag: "innovations", Creates: true, Stands: true,
		Summary: "Enter a practice; the same content again changes nothing.", Action: policy.PracticeWrite,
	}, s.registerPractice)
	web.Command(site, web.Op{
		Method: http.MethodPost, Path: "/innovations/{id}/revise", ID: "revise-innovation", Tag: "innovations",
		Summary: "Replace the profile of a practice.", Action: policy.PracticeWrite,
	}, s.revisePractice)
	onPractice(s, site, "/awards", "award-innovation", "Record an award of one year.", policy.PracticeWrite,
		func(a practice.Around, b awardBody) decision[practice.State] {
			return practice.Grant{Around: a, Award: b.InnovationAwarded}
		})
	onPractice(s, site, "/liveness", "check-innovation", "State whether the practice still runs.", policy.LivenessCheck,
		func(a practice.Around, b livenessBody) decision[practice.State] {
			return practice.CheckLiveness{Around: a, Check: b.InnovationLivenessChecked}
		})
	onPractice(s, site, "/visit-offers", "offer-visits", "Offer visits for a period, in place of an earlier offer for it.", policy.CapacityWrite,
		func(a practice.Around, b visitsBody) decision[practice.State] {
			return practice.OfferVisits{Around: a, Offer: b.InnovationVisitsOffered}
		})
	onPractice(s, site, "/retire", "retire-innovation", "Take the practice out of the register.", policy.PracticeWrite,
		func(_ practice.Around, b reasonBody) decision[practice.State] {
			return practice.Retire{Reason: b.Reason}
		})
}

// onPractice registers a command to one practice, permitted by its owner.
func onPractice[B interface{ basis() event.Basis }](
	s *Service, site *web.Site, path, id, summary string, action policy.Action,
	build func(practice.Around, B) decision[practice.State],
) {
	op := web.Op{Method: http.MethodPost, Path: "/innovations/{id}" + path, ID: id, Tag: "innovations", Summary: summary, Action: action}
	web.Command(site, op, func(ctx context.Context, who web.Caller, in *byID[B]) (*web.Done, error) {
		st, err := s.knownPractice(ctx, in.ID)
		if err != nil {
			return nil, err
		}
		may := allowed(who, action)
		if err := may(st); err != nil {
			return nil, err
		}
		r, err := handle(ctx, s.practices, who.Command(s.opt.Now()), in.ID, func(st practice.State) decision[practice.State] {
			return permitted[practice.State]{build(s.around(st.Profile.Owner, in.Body.basis()), in.Body), may}
		})
		return done(r, ""), err
	})
}

func (s *Service) registerPractice(ctx context.Context, who web.Caller, in *struct{ Body registerBody }) (*web.Done, error) {
	id, err := idOr(in.Body.ID, who, "i")
	if err != nil {
		return nil, err
	}
	if err := who.Allow(policy.PracticeWrite, policy.Object{Owner: in.Body.Owner}); err != nil {
		return nil, err
	}
	r, err := handle(ctx, s.practices, who.Command(s.opt.Now()), id, func(practice.State) decision[practice.State] {
		return practice.Register{Around: s.around(in.Body.Owner, in.Body.Basis), Profile: in.Body.InnovationProfile}
	})
	return done(r, "/innovations/"+id), err
}

// revisePractice needs the permission of the owner and, if the practice changes
// hands, of the new one as well.
func (s *Service) revisePractice(ctx context.Context, who web.Caller, in *byID[profileBody]) (*web.Done, error) {
	st, err := s.knownPractice(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	may := allowed(who, policy.PracticeWrite)
	if err := may(st); err != nil {
		return nil, err
	}
	if err := who.Allow(policy.PracticeWrite, policy.Object{Owner: in.Body.Owner}); err != nil {
		return nil, err
	}
	r, err := handle(ctx, s.practices, who.Command(s.opt.Now()), in.ID, func(practice.State) decision[practice.State] {
		revise := practice.Revise{Around: s.around(in.Body.Owner, in.Body.Basis), Profile: in.Body.InnovationProfile}
		return permitted[practice.State]{revise, may}
	})
	return done(r, ""), err
}

// done names the place of a new thing; a command that appended nothing made none.
func done(r eventlog.Receipt, location string) *web.Done {
	if r.Seq == 0 {
		location = ""
	}
	return &web.Done{Receipt: r, Location: location}
}
