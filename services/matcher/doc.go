// Package matcher suggests practices for the needs of regions and plans visits
// for a period. It owns the criteria, the lists it told of, which needs no
// practice answers, and the plans with their proof.
//
// Facts out: rubric.adopted, recommendation.ranked, need.unanswered,
// need.answered, plan.computed, plan.published, plan.withdrawn. Facts in: all
// public ones, folded by internal/catalogue, with answered questions and
// approved matches. It has no views: an answer is ranked when it is asked for,
// from the catalogue, and its sentences are written then, in both languages.
//
// Recommendations come from any number of replicas, each told once. A plan that
// was computed is answered as it stands in the log, by whichever replica is
// asked. That no two published plans are about one need holds within one
// process; between two, and between a plan and a proposal of the same moment,
// it is the approval in matches that lets a need have one visit only.
//
// What-if runs and questions about a plan are answered from memory and from the
// plan's own files, one at a time in a process; they tell and store nothing. A
// plan is computed again from the log as it was at its position.
//
// A match only recommends. The matcher never decides for a region: it says what
// would fit, why, what is not known yet, and what an arrangement would cost
// those who get less.
package matcher
