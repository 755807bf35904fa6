package policy

// Action is something a caller asks for. The constants are the only ones.
type Action string

// The actions, by the kind of thing they touch.
const (
	PublicRead    Action = "public.read"
	PracticeRead  Action = "practice.read"
	PracticeWrite Action = "practice.write"
	CapacityWrite Action = "capacity.write"
	LivenessCheck Action = "liveness.check"
	SessionOpen   Action = "session.open"

	RegionRead         Action = "region.read"
	RegionWrite        Action = "region.write"
	StatusWrite        Action = "status.write"
	IndicatorWrite     Action = "indicator.write"
	NeedWrite          Action = "need.write"
	AbsorptionWrite    Action = "absorption.write"
	AccessProfileWrite Action = "access_profile.write"

	RecommendationRead Action = "recommendation.read"
	WhyNotRead         Action = "whynot.read"
	RubricWrite        Action = "rubric.write"
	PlanCompute        Action = "plan.compute"
	PlanPublish        Action = "plan.publish"
	PlanRead           Action = "plan.read"

	MatchRead      Action = "match.read"
	MatchDecide    Action = "match.decide"
	MatchOverride  Action = "match.override"
	MatchSelf      Action = "match.self"
	QuestionAnswer Action = "question.answer"

	EndpointWrite Action = "endpoint.write"
	EndpointRead  Action = "endpoint.read"
	FeedRead      Action = "feed.read"

	SubscriptionWrite Action = "subscription.write"
	SubscriptionRead  Action = "subscription.read"
	BulletinWrite     Action = "bulletin.write"
	BounceWrite       Action = "bounce.write"

	LiveRead Action = "live.read"

	KeyWrite    Action = "key.write"
	KeyRead     Action = "key.read"
	ExportRead  Action = "export.read"
	ImportWrite Action = "import.write"
	PortalRead  Action = "portal.read"
)

// reach is how far a role goes: the relation between its scope and the object.
type reach uint8

const (
	nowhere    reach = iota
	everywhere       // any object
	province         // objects of the scope's province
	region           // objects of the scope's region
	owner            // objects of the scope's owner
	holder           // objects that belong to the actor
)

// rule is one row of the table: how far each role goes, and the sentence for everybody else.
type rule struct {
	roles map[Role]reach
	why   string
}

var (
	everyone = map[Role]reach{Public: everywhere}
	ministry = map[Role]reach{Coordinator: everywhere}
	auditing = map[Role]reach{Coordinator: everywhere, Auditor: everywhere}
	owners   = map[Role]reach{Coordinator: everywhere, Innovator: owner}
	regions  = map[Role]reach{Coordinator: everywhere, Region: region}
	deciding = map[Role]reach{Coordinator: everywhere, Hub: province}
)

// table is the whole policy. What is not in a row is refused.
var table = map[Action]rule{
	PublicRead:    {everyone, ""},
	PracticeRead:  {everyone, ""},
	PracticeWrite: {owners, "Only the owner of a practice or a coordinator may change it."},
	CapacityWrite: {owners, "Only the owner or a coordinator may state what the owner can take."},
	LivenessCheck: {owners, "Only the owner of a practice or a coordinator may state whether it runs."},
	SessionOpen:   {owners, "Only the owner or a coordinator may open a group session."},

	RegionRead:         {everyone, ""},
	RegionWrite:        {ministry, "Only a coordinator may change the register of regions."},
	StatusWrite:        {ministry, "Only a coordinator may record a legal status."},
	IndicatorWrite:     {regions, "Only an officer of the region or a coordinator may record its figures."},
	NeedWrite:          {regions, "Only an officer of the region or a coordinator may state its needs."},
	AbsorptionWrite:    {regions, "Only an officer of the region or a coordinator may state what it can absorb."},
	AccessProfileWrite: {regions, "Only an officer of the region or a coordinator may describe it."},

	RecommendationRead: {
		map[Role]reach{Coordinator: everywhere, Auditor: everywhere, Hub: province, Region: region},
		"Suggestions for a region are read by the region, its province's delegate and the ministry.",
	},
	WhyNotRead: {
		map[Role]reach{Coordinator: everywhere, Auditor: everywhere, Hub: province, Region: region, Innovator: owner},
		"Why a practice is not suggested is told to the region, the owner, the province's delegate and the ministry.",
	},
	RubricWrite: {ministry, "Only a coordinator may adopt criteria."},
	PlanCompute: {ministry, "Only a coordinator may have a plan computed."},
	PlanPublish: {ministry, "Only a coordinator may publish or withdraw a plan."},
	PlanRead: {
		map[Role]reach{Coordinator: everywhere, Auditor: everywhere, Hub: province},
		"A plan is read by the ministry, and by a delegate as far as it is about the province.",
	},

	MatchRead: {
		map[Role]reach{Coordinator: everywhere, Auditor: everywhere, Hub: province, Region: region, Innovator: owner},
		"A proposal is read by its two sides, the province's delegate and the ministry.",
	},
	MatchDecide:   {deciding, "Only a coordinator, or the delegate of the region's province, decides on a proposal."},
	MatchOverride: {ministry, "Only a coordinator may decide differently from the plan."},
	MatchSelf:     {map[Role]reach{Region: region}, "Only an officer of the region may arrange a visit of its own."},
	QuestionAnswer: {
		map[Role]reach{Region: region, Innovator: owner},
		"Only the side that was asked may answer; nobody answers in its place.",
	},

	EndpointWrite: {
		map[Role]reach{Coordinator: everywhere, Hub: holder, Region: holder, Innovator: holder, Integrator: holder},
		"Only the holder of an endpoint or a coordinator may change it.",
	},
	EndpointRead: {
		map[Role]reach{Coordinator: everywhere, Auditor: everywhere, Hub: holder, Region: holder, Innovator: holder, Integrator: holder},
		"An endpoint and its deliveries are read by its holder and the ministry.",
	},
	SubscriptionWrite: {
		map[Role]reach{Coordinator: everywhere, Hub: holder, Region: holder, Innovator: holder, Integrator: holder, Auditor: holder},
		"Only the holder of a subscription or a coordinator may change it.",
	},
	SubscriptionRead: {
		map[Role]reach{Coordinator: everywhere, Hub: holder, Region: holder, Innovator: holder, Integrator: holder, Auditor: everywhere},
		"A subscription is read by its holder and the ministry.",
	},
	BounceWrite: {
		map[Role]reach{Coordinator: everywhere, Integrator: everywhere},
		"Only a system with a key, or a coordinator, may report a mail that came back.",
	},
	BulletinWrite: {ministry, "Only a coordinator may put a bulletin right."},
	FeedRead:      {everyone, ""},
	LiveRead: {
		map[Role]reach{
			Coordinator: everywhere, Auditor: everywhere, Hub: everywhere,
			Region: everywhere, Innovator: everywhere, Integrator: everywhere,
		},
		"The live stream needs a key.",
	},

	KeyWrite:    {ministry, "Only a coordinator may issue or revoke keys and roles."},
	KeyRead:     {auditing, "Keys and roles are read by the ministry."},
	ExportRead:  {auditing, "Only a coordinator or an auditor may export the log."},
	ImportWrite: {ministry, "Only a coordinator may import."},
	PortalRead: {
		map[Role]reach{Coordinator: everywhere, Auditor: everywhere, Hub: everywhere, Region: everywhere, Innovator: everywhere},
		"These pages are for the ministry, regions and owners of practices.",
	},
}
