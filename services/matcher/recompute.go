package matcher

import (
	"context"
	"errors"
	"fmt"
	"time"

	"makcomblang.id/pkg/contract"
	"makcomblang.id/pkg/fault"
	"makcomblang.id/pkg/matching/solve"
	"makcomblang.id/services/internal/blob"
	"makcomblang.id/services/internal/catalogue"
	"makcomblang.id/services/internal/eventlog"
	"makcomblang.id/services/internal/planning"
	"makcomblang.id/services/internal/policy"
	"makcomblang.id/services/internal/web"
)

// recomputeLimit bounds the reading of the log and the solving together.
const recomputeLimit = 3 * time.Minute

// recomputeAnswer says whether a plan comes out the same from the facts that it
// rests on.
type recomputeAnswer struct {
	ID          string       `json:"id" doc:"Id of the plan."`
	Same        bool         `json:"same" doc:"Whether pairs, sums and both files came out byte by byte as they were told and are stored."`
	Engine      int          `json:"engine" doc:"Version of the engine that computed the plan; 0: of a build that did not tell it yet."`
	EngineNow   int          `json:"engine_now" doc:"Version of the engine that computed it again."`
	Proof       *proofAnswer `json:"proof,omitempty" doc:"Check of the stored proof; where another engine chose otherwise from the same inputs, which is no mistake while the proof holds."`
	Position    uint64       `json:"position" doc:"Position of the log up to which the facts were read anew."`
	Sentence    text         `json:"sentence" doc:"The answer in one sentence."`
	Differences []difference `json:"differences" nullable:"false" doc:"What differs and where; none if it is the same."`
}

// proofAnswer is what the verifier says of the stored proof.
type proofAnswer struct {
	Holds  bool   `json:"holds" doc:"Whether the stored proof holds for the stored inputs and is of what was recorded."`
	Status string `json:"status,omitempty" enum:"optimal,bounded" doc:"What it proves: that no plan is better under the policy, or a bound."`
	Why    string `json:"why,omitempty" doc:"Why it does not hold, in English."`
}

type difference struct {
	What       string `json:"what" enum:"log,stored_inputs,stored_certificate,inputs,certificate,policy,rubric,shift,objective,bound,fairness_price,spent,pairs,unserved,unanswered" doc:"Part of the plan."`
	Where      string `json:"where,omitempty" doc:"First place that differs in it."`
	Told       string `json:"told" doc:"What the log tells, or the store holds."`
	Recomputed string `json:"recomputed" doc:"What came out now."`
}

// recompute folds the log anew up to the plan's position and computes the plan
// from it. Nothing of the present state is used, and nothing is appended or
// stored.
func (s *Service) recompute(ctx context.Context, who web.Caller, in *planInput) (*recomputeAnswer, error) {
	if err := who.Allow(policy.PlanRead, policy.Object{}); err != nil {
		return nil, err
	}
	st, _, err := s.known(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, recomputeLimit)
	defer cancel()
	select {
	case s.recomputing <- struct{}{}:
		defer func() { <-s.recomputing }()
	case <-ctx.Done():
		return nil, errSlow(ctx.Err())
	}
	a := &recomputeAnswer{ID: in.ID, Position: st.Plan.Position, Engine: st.Plan.Engine, EngineNow: solve.EngineVersion, Differences: []difference{}}
	if err := s.recomputed(ctx, a, st.Plan); err != nil {
		return nil, err
	}
	a.Same = len(a.Differences) == 0
	a.Sentence = a.say(st.Plan)
	return a, nil
}

func errSlow(cause error) error {
	return fault.Unavailable(cause, "Computing the plan again took too long; try again when less is going on.")
}

func (s *Service) recomputed(ctx context.Context, a *recomputeAnswer, told *contract.PlanComputed) error {
	if end := s.log.Position(); told.Position > end {
		a.add("log", "", fmt.Sprint(told.Position), fmt.Sprint(end))
		return nil
	}
	then, err := s.catalogueAt(ctx, told.Position)
	if err != nil {
		return err
	}
	again, err := s.compute(ctx, then, asked{period: told.Period, scope: told.Scope, asOf: told.AsOf, terms: planning.TermsOf(told)})
	if err != nil {
		if ctx.Err() != nil {
			return errSlow(err)
		}
		return err
	}
	stored, err := s.compareFiles(ctx, a, told, again)
	if err != nil {
		return err
	}
	a.compare(told, again.fact)
	if a.byEngine() {
		a.prove(told, again.fact, stored)
	}
	return nil
}

// compareFiles holds the stored files of a plan against those that came out, and returns the stored ones: the instance, then
// the certificate.
func (s *Service) compareFiles(ctx context.Context, a *recomputeAnswer, told *contract.PlanComputed, again computed) (files [2][]byte, err error) {
	for i, f := range []struct {
		name, told, now string
		made            []byte
	}{
		{"inputs", told.Inputs, again.fact.Inputs, again.given},
		{"certificate", told.Certificate, again.fact.Certificate, again.proof},
	} {
		stored, err := s.proofs.Get(ctx, f.told)
		files[i] = stored
		switch {
		case errors.Is(err, blob.ErrDamaged):
			a.add("stored_"+f.name, "", "damaged", f.now)
		case fault.KindOf(err) == fault.KindNotFound:
			a.add("stored_"+f.name, "", "missing", f.now)
		case err != nil:
			return files, err
		case f.told != f.now:
			where, was, is := firstDifference(stored, f.made)
			a.add(f.name, where, was, is)
		}
		if err != nil && f.told != f.now {
			a.add(f.name, "", f.told, f.now)
		}
	}
	return files, nil
}

// catalogueAt is what was known at a position of the log, folded from its first
// fact.
func (s *Service) catalogueAt(ctx context.Context, position uint64) (*catalogue.Catalogue, error) {
	cat := catalogue.Empty()
	one := make([]eventlog.Record, 1)
	err := s.log.Each(ctx, 1, position, func(rec eventlog.Record) error {
		one[0] = rec
		return cat.Follow(one)
	})
	if err != nil {
		if ctx.Err() != nil {
			return nil, errSlow(err)
		}
		return nil, fmt.Errorf("matcher: read the log again: %w", err)
	}
	return cat, nil
}

func (a *recomputeAnswer) add(what, where, told, now string) {
	a.Differences = append(a.Differences, difference{what, where, told, now})
}

// compare looks at what the fact tells beside its files.
func (a *recomputeAnswer) compare(told, now *contract.PlanComputed) {
	for _, f := range []struct {
		what      string
		told, now any
	}{
		{"policy", told.Policy, now.Policy},
		{"rubric", told.Rubric, now.Rubric},
		{"shift", told.Shift, now.Shift},
		{"objective", told.Objective, now.Objective},
		{"bound", told.Bound, now.Bound},
		{"fairness_price", told.Fairness, now.Fairness},
		{"spent", told.Spent, now.Spent},
	} {
		if f.told != f.now {
			a.add(f.what, "", fmt.Sprint(f.told), fmt.Sprint(f.now))
		}
	}
	for _, f := range []struct {
		what      string
		told, now any
	}{{"pairs", told.Pairs, now.Pairs}, {"unserved", told.Unserved, now.Unserved}, {"unanswered", told.Unanswered, now.Unanswered}} {
		if where, was, is := firstDifference(encoded(f.told), encoded(f.now)); where != "" || was != is {
			a.add(f.what, where, was, is)
		}
	}
}
