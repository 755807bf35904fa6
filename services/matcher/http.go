package matcher

import (
	"net/http"

	"makcomblang.id/pkg/contract"
	"makcomblang.id/services/internal/policy"
	"makcomblang.id/services/internal/web"
)

const tag = "matcher"

// Routes registers what the service answers.
func (s *Service) Routes(site *web.Site) {
	web.Query(site, web.Op{
		Method: http.MethodGet, Path: "/recommendations/{region}", ID: "get-recommendations", Tag: tag,
		Summary: "Practices for the needs of a region, with reasons.", Action: policy.RecommendationRead,
	}, s.recommendations)
	web.Query(site, web.Op{
		Method: http.MethodGet, Path: "/whynot", ID: "get-why-not", Tag: tag,
		Summary: "How one practice stands for one need: every condition and every part.", Action: policy.WhyNotRead,
	}, s.whyNot)
	web.Query(site, web.Op{
		Method: http.MethodGet, Path: "/needs/unanswered", ID: "list-unanswered-needs", Tag: tag,
		Summary: "Needs for which no practice is known, with counts by problem.", Action: policy.RegionRead, Public: true,
	}, s.unanswered)
	web.Query(site, web.Op{
		Method: http.MethodGet, Path: "/inspiration/{of}", ID: "list-inspiration", Tag: tag,
		Summary: "Foreign practices for a problem or for a region's needs.", Action: policy.PracticeRead, Public: true,
	}, s.inspiration)
	web.Query(site, web.Op{
		Method: http.MethodGet, Path: "/rubric", ID: "get-rubric", Tag: tag,
		Summary: "The criteria in use and where they come from.", Action: policy.PublicRead, Public: true,
	}, s.rubric)
	web.Command(site, web.Op{
		Method: http.MethodPost, Path: "/rubric", ID: "adopt-rubric", Tag: tag,
		Summary: "Take a new version of the criteria into use.", Action: policy.RubricWrite, NeedsMatch: true,
	}, s.adopt)
	s.planRoutes(site)
}

func (s *Service) planRoutes(site *web.Site) {
	web.Command(site, web.Op{
		Method: http.MethodPost, Path: "/plans", ID: "compute-plan", Tag: tag, Creates: true, Result: planAnswer{},
		Summary: "Compute a plan for a period with its proof.", Action: policy.PlanCompute,
	}, s.computePlan)
	web.Query(site, web.Op{
		Method: http.MethodGet, Path: "/plans", ID: "list-plans", Tag: tag,
		Summary: "Plans, the newest first.", Action: policy.PlanRead,
	}, s.listPlans(site))
	web.Ask(site, web.Op{
		Method: http.MethodPost, Path: "/plans/compare", ID: "compare-plans", Tag: tag,
		Summary: "Try what-if runs side by side; nothing is stored and nobody is told.", Action: policy.PlanCompute, MaxBody: 64 << 10,
	}, s.compare)
	web.Query(site, web.Op{
		Method: http.MethodGet, Path: "/plans/{id}", ID: "get-plan", Tag: tag,
		Summary: "One plan with its pairs.", Action: policy.PlanRead,
	}, s.plan)
	web.Raw(site, web.Op{
		Method: http.MethodGet, Path: "/plans/{id}/instance", ID: "get-plan-instance", Tag: tag, Raw: planFile,
		Summary: "The instance that was solved, as a file for verify.", Action: policy.PlanRead,
	}, s.file(func(p *contract.PlanComputed) string { return p.Inputs }))
	web.Raw(site, web.Op{
		Method: http.MethodGet, Path: "/plans/{id}/certificate", ID: "get-plan-certificate", Tag: tag, Raw: planFile,
		Summary: "The result with its proof, as a file for verify.", Action: policy.PlanRead,
	}, s.file(func(p *contract.PlanComputed) string { return p.Certificate }))
	web.Query(site, web.Op{
		Method: http.MethodGet, Path: "/plans/{id}/recompute", ID: "recompute-plan", Tag: tag,
		Summary: "Compute a plan again from the log as it was, and compare it to the byte.", Action: policy.PlanRead,
	}, s.recompute)
	web.Query(site, web.Op{
		Method: http.MethodGet, Path: "/plans/{id}/override", ID: "get-plan-override", Tag: tag,
		Summary: "What a different decision would move: who changes, who loses, what it costs.", Action: policy.PlanRead,
	}, s.override)
	web.Query(site, web.Op{
		Method: http.MethodGet, Path: "/plans/{id}/whynot", ID: "get-plan-why-not", Tag: tag,
		Summary: "Why the plan does not have a pair, with numbers from its own proof, and what insisting on it moves.", Action: policy.PlanRead,
	}, s.planWhy)
	web.Query(site, web.Op{
		Method: http.MethodGet, Path: "/plans/{id}/worth", ID: "get-plan-worth", Tag: tag,
		Summary: "What one visit more or fewer of those who give is worth to the plan.", Action: policy.PlanRead,
	}, s.worth)
	web.Query(site, web.Op{
		Method: http.MethodGet, Path: "/plans/{id}/next", ID: "get-plan-next", Tag: tag,
		Summary: "The next best practice of each need, and what it costs the plan at least.", Action: policy.PlanRead,
	}, s.next)
	web.Command(site, web.Op{
		Method: http.MethodPost, Path: "/plans/{id}/publish", ID: "publish-plan", Tag: tag,
		Summary: "Hand a plan over for decision.", Action: policy.PlanPublish, NeedsMatch: true,
	}, s.publish)
	web.Command(site, web.Op{
		Method: http.MethodPost, Path: "/plans/{id}/withdraw", ID: "withdraw-plan", Tag: tag,
		Summary: "Take a published plan back; what is approved stays.", Action: policy.PlanPublish, NeedsMatch: true,
	}, s.withdraw)
}
