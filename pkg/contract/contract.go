// Package contract holds every fact of the log once: its Go struct, its audience, its JSON Schema and its golden
// document. A shipped golden never changes; a new shape is a new version with a pure upcast.
package contract

//go:generate go run ./gen

import (
	"encoding/json"
	"fmt"
	"slices"

	"makcomblang.id/pkg/event"
)

// Audience says who may hear of a fact outside the services.
type Audience string

// The audiences, widest first.
const (
	Public   Audience = "public"   // anyone
	Parties  Audience = "parties"  // the region and the owner it concerns, and the ministry
	Ministry Audience = "ministry" // coordinators and auditors
	Internal Audience = "internal" // the services alone
)

// Spec describes one type of fact.
type Spec struct {
	Type     string     // kind.name.vN
	Service  string     // the only service that appends it
	Audience Audience   // who may hear of it
	Doc      string     // one sentence: when it is appended
	New      func() any // pointer to an empty data struct
}

func spec[T any](typ, service string, audience Audience, doc string) Spec {
	return Spec{Type: typ, Service: service, Audience: audience, Doc: doc, New: func() any { return new(T) }}
}

var specs = []Spec{
	spec[InnovationRegistered]("innovation.registered.v1", "innovations", Public, "A practice entered the register."),
	spec[InnovationRevised]("innovation.revised.v1", "innovations", Public, "The profile of a practice was replaced."),
	spec[InnovationAwarded]("innovation.awarded.v1", "innovations", Public, "A practice holds an award."),
	spec[InnovationLivenessChecked]("innovation.liveness_checked.v1", "innovations", Public, "Someone who can know it stated whether a practice still runs."),
	spec[InnovationVisitsOffered]("innovation.visits_offered.v1", "innovations", Public, "The owner offers visits for a period."),
	spec[InnovationRetired]("innovation.retired.v1", "innovations", Public, "A practice left the register."),
	spec[OwnerRegistered]("owner.registered.v1", "innovations", Public, "An owner entered the register."),
	spec[OwnerCapacitySet]("owner.capacity_set.v1", "innovations", Parties, "An owner stated how many groups and trips it takes in a period."),
	spec[OwnerCalendarBlocked]("owner.calendar_blocked.v1", "innovations", Parties, "Days of an owner are taken, also by guests from outside the programme."),
	spec[OwnerSessionOpened]("owner.session_opened.v1", "innovations", Public, "An owner opened a group session."),
	spec[RegionRegistered]("region.registered.v1", "regions", Public, "A region entered the register."),
	spec[RegionRenamed]("region.renamed.v1", "regions", Public, "A region has a new name."),
	spec[RegionStatusSet]("region.status_set.v1", "regions", Public, "A legal status holds for a period."),
	spec[RegionIndicatorRecorded]("region.indicator_recorded.v1", "regions", Public, "A figure of a year was recorded."),
	spec[NeedDeclared]("region.need_declared.v1", "regions", Public, "A region declared a need, or declared it anew."),
	spec[NeedWithdrawn]("region.need_withdrawn.v1", "regions", Public, "A region took a need back."),
	spec[RegionAbsorptionSet]("region.absorption_set.v1", "regions", Parties, "A region stated how many visits it can absorb in a period."),
	spec[RegionAccessProfiled]("region.access_profiled.v1", "regions", Public, "What kind of place a region is, what it has and what it lacks."),
	spec[RubricAdopted]("rubric.adopted.v1", "matcher", Public, "A version of the criteria was adopted."),
	spec[RecommendationRanked]("recommendation.ranked.v1", "matcher", Parties, "The list of practices for a region's needs changed."),
	spec[NeedUnanswered]("need.unanswered.v1", "matcher", Public, "No practice can be suggested for a need."),
	spec[NeedAnswered]("need.answered.v1", "matcher", Public, "A need without a practice now has one."),
	spec[PlanComputedV1]("plan.computed.v1", "matcher", Ministry, "A plan for a period was computed."),
	spec[PlanComputedV2]("plan.computed.v2", "matcher", Ministry, "A plan for a period was computed, by any policy."),
	spec[PlanComputed]("plan.computed.v3", "matcher", Ministry, "A plan for a period was computed, by any policy, with the engine that solved it."),
	spec[PlanPublished]("plan.published.v1", "matcher", Ministry, "A plan was handed over for decision."),
	spec[PlanWithdrawn]("plan.withdrawn.v1", "matcher", Ministry, "A published plan was taken back."),
	spec[MatchProposed]("match.proposed.v1", "matches", Parties, "One practice is proposed for one need."),
	spec[MatchApproved]("match.approved.v1", "matches", Parties, "A coordinator or hub delegate approved."),
	spec[MatchRejected]("match.rejected.v1", "matches", Ministry, "A coordinator or hub delegate did not approve, with the reason."),
	spec[MatchDeferred]("match.deferred.v1", "matches", Ministry, "The decision was put off."),
	spec[MatchReopened]("match.reopened.v1", "matches", Parties, "A decision was taken back."),
	spec[MatchCancelled]("match.cancelled.v1", "matches", Parties, "A proposal ended because its plan was withdrawn."),
	spec[QuestionAsked]("question.asked.v1", "matches", Parties, "An unknown condition became a question."),
	spec[QuestionAnswered]("question.answered.v1", "matches", Parties, "The side that knows answered."),
	spec[LoadTaken]("load.taken.v1", "matches", Ministry, "An approved match took one visit of a capacity."),
	spec[LoadReleased]("load.released.v1", "matches", Ministry, "A visit was given back."),
	spec[EndpointRegistered]("endpoint.registered.v1", "subscriptions", Internal, "A place wants deliveries."),
	spec[EndpointChanged]("endpoint.changed.v1", "subscriptions", Internal, "Filter, settings or label of an endpoint were replaced."),
	spec[EndpointVerified]("endpoint.verified.v1", "subscriptions", Internal, "The place answered the signed challenge."),
	spec[EndpointSecretRotated]("endpoint.secret_rotated.v1", "subscriptions", Internal, "A new secret signs."),
	spec[EndpointFailing]("endpoint.failing.v1", "subscriptions", Internal, "An endpoint only fails and is on the way to being disabled; told to the other endpoints of its holder."),
	spec[EndpointDisabled]("endpoint.disabled.v1", "subscriptions", Internal, "Deliveries stopped."),
	spec[EndpointEnabled]("endpoint.enabled.v1", "subscriptions", Internal, "Deliveries go on."),
	spec[EndpointRemoved]("endpoint.removed.v1", "subscriptions", Internal, "The endpoint is gone."),
	spec[SubscriptionOpened]("subscription.opened.v1", "subscriptions", Internal, "A person or an office wants to be told."),
	spec[SubscriptionConfirmed]("subscription.confirmed.v1", "subscriptions", Internal, "The address answered."),
	spec[SubscriptionChanged]("subscription.changed.v1", "subscriptions", Internal, "Filter and settings of a subscription were replaced."),
	spec[SubscriptionPaused]("subscription.paused.v1", "subscriptions", Internal, "Mails of a subscription stopped."),
	spec[SubscriptionResumed]("subscription.resumed.v1", "subscriptions", Internal, "Mails of a subscription go on."),
	spec[SubscriptionClosed]("subscription.closed.v1", "subscriptions", Internal, "A subscription ended."),
	spec[BulletinPublished]("bulletin.published.v1", "subscriptions", Public, "The public bulletin of a period came out."),
	spec[BulletinCorrected]("bulletin.corrected.v1", "subscriptions", Public, "A published bulletin was put right."),
	spec[KeyIssued]("access.key_issued.v1", "access", Internal, "A key was issued."),
	spec[KeyRevoked]("access.key_revoked.v1", "access", Internal, "A key ended."),
	spec[RoleGranted]("access.role_granted.v1", "access", Internal, "A role was granted."),
	spec[RoleRevoked]("access.role_revoked.v1", "access", Internal, "A role was taken back."),
}

var (
	byType = func() map[string]Spec {
		m := make(map[string]Spec, len(specs))
		for _, s := range specs {
			m[s.Type] = s
		}
		return m
	}()
	typeOf = func() map[string]string {
		m := make(map[string]string, len(specs))
		for _, s := range specs {
			m[goName(s.New())] = s.Type
		}
		return m
	}()
)

func goName(ptr any) string { return fmt.Sprintf("%T", ptr) }

// All returns every type of fact in the order of the contract.
func All() []Spec { return slices.Clone(specs) }

// Lookup returns the description of a type.
func Lookup(typ string) (Spec, bool) {
	s, ok := byType[typ]
	return s, ok
}

// TypeOf returns the type of fact that a pointer to a data struct belongs to. It panics for a struct that is not in the
// contract: that is a mistake of the program, not of its input.
func TypeOf(data any) string {
	typ, ok := typeOf[goName(data)]
	if !ok {
		panic(fmt.Sprintf("contract: %T is not the data of a fact", data))
	}
	return typ
}

// Encode returns the compact JSON of a data struct, without escaping for HTML.
func Encode(data any) (json.RawMessage, error) {
	b, err := json.Marshal(data)
	if err != nil {
		return nil, fmt.Errorf("contract: encode %T: %w", data, err)
	}
	return b, nil
}

// upcaster is an old shape that knows how it is read today.
type upcaster interface{ upcast() any }

// Superseded says that facts of a type are read as a newer version and no longer appended.
func (s Spec) Superseded() bool {
	_, old := s.New().(upcaster)
	return old
}

// Decode reads the data of a fact into a new struct of its type, and an old shape into that of its newest version. A type
// that is not in the contract is an error that wraps ErrUnknownType: the reader is older than the log.
func Decode(f event.Fact) (any, error) {
	s, ok := byType[f.Type]
	if !ok {
		return nil, fmt.Errorf("%w: %s", ErrUnknownType, f.Type)
	}
	data := s.New()
	if err := json.Unmarshal(f.Data, data); err != nil {
		return nil, fmt.Errorf("contract: decode %s: %w", f.Type, err)
	}
	if old, ok := data.(upcaster); ok {
		return old.upcast(), nil
	}
	return data, nil
}
