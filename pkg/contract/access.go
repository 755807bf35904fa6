package contract

import "time"

// KeyIssued is a new API key; only the SHA-256 of its secret is kept.
type KeyIssued struct {
	Actor   string        `json:"actor_id" doc:"Opaque id of who acts with it."`
	Hash    string        `json:"hash" doc:"SHA-256 of the secret in hex."`
	Label   string        `json:"label" doc:"What it is for; no person's name."`
	Expires time.Time     `json:"expires,omitzero" doc:"End of validity; absent: none."`
	Grants  []RoleGranted `json:"grants,omitempty" doc:"Roles that it holds from the start, so that no key ever stands between issue and grant."`
}

// KeyRevoked ends a key at once.
type KeyRevoked struct {
	Reason string `json:"reason" doc:"Why."`
}

// RoleGranted gives the key's actor a role, narrowed to a scope.
type RoleGranted struct {
	Role  string `json:"role" enum:"coordinator,hub,region,innovator,integrator,auditor" doc:"Role."`
	Scope string `json:"scope,omitempty" doc:"Province code for hub, region code for region, owner id for innovator; empty otherwise."`
}

// RoleRevoked takes a role back.
type RoleRevoked struct {
	Role  string `json:"role" doc:"Role."`
	Scope string `json:"scope,omitempty" doc:"Scope as it was granted."`
}

// EndpointFilter says which of the facts that its holder may hear an endpoint wants. Conditions of one list are
// alternatives, the lists all have to hold; an empty list asks for nothing.
type EndpointFilter struct {
	Types    []string `json:"types,omitempty" doc:"Fact types wanted; empty is all that the holder may hear."`
	Region   string   `json:"region,omitempty" doc:"Only facts that concern this region; the code of a province takes its regencies and cities in."`
	Hosts    []string `json:"hosts,omitempty" doc:"Only facts that concern one of these owners of practices."`
	Sectors  []string `json:"sectors,omitempty" doc:"Only facts about one of these sectors."`
	Problems []string `json:"problems,omitempty" doc:"Only facts about one of these problems."`
	Bases    []string `json:"bases,omitempty" doc:"Only facts that rest on one of these."`
}

// EndpointSettings says how to deliver.
type EndpointSettings struct {
	Mode      string `json:"mode,omitempty" enum:"fat,thin" doc:"fat (the default): the document as it stands in the log; thin: the same without its data."`
	InFlight  int    `json:"in_flight,omitempty" doc:"Deliveries at the same time, 1 to 8; absent: 4."`
	PerMinute int    `json:"per_minute,omitempty" doc:"Deliveries per minute at most, 1 to 60000; absent: no limit."`
}

// EndpointRegistered is a place that wants deliveries. Its secret is in the vault, never here.
type EndpointRegistered struct {
	URL string `json:"url" doc:"Where to deliver; no credentials, no query."`
	EndpointFilter
	EndpointSettings
	Owner string `json:"owner,omitempty" doc:"Opaque id of the actor it belongs to."`
	Label string `json:"label,omitempty" doc:"What it is for."`
}

// EndpointChanged replaces filter, settings and label; the place itself never changes, that would be another endpoint.
type EndpointChanged struct {
	EndpointFilter
	EndpointSettings
	Label string `json:"label,omitempty" doc:"What it is for."`
}

// EndpointVerified says that the place answered the signed challenge.
type EndpointVerified struct{}

// EndpointSecretRotated says that a new secret signs; the old one signs beside it until the given time.
type EndpointSecretRotated struct {
	OverlapUntil time.Time `json:"overlap_until" doc:"End of the old secret."`
}

// EndpointFailing is a notice on the way to being disabled, at 50, 70, 90 and 100 %. It goes to the other endpoints of the
// same holder, whatever they ask for.
type EndpointFailing struct {
	Percent  int       `json:"percent" doc:"How far it is on the way to being disabled: 50, 70, 90 or 100."`
	Since    time.Time `json:"since" doc:"First of the failures in a row."`
	Failures int       `json:"failures" doc:"How many there were in a row."`
}

// EndpointDisabled stops deliveries; facts are kept.
type EndpointDisabled struct {
	Reason string `json:"reason" enum:"gone,failing,by-hand" doc:"410 answered, failing for too long, or by hand."`
}

// EndpointEnabled starts deliveries again.
type EndpointEnabled struct {
	CatchUpFrom uint64 `json:"catch_up_from,omitempty" doc:"Sequence after which facts were missed and are delivered now; absent: those are left out."`
}

// EndpointRemoved ends the endpoint.
type EndpointRemoved struct {
	Reason string `json:"reason" doc:"Why."`
}
