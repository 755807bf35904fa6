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
// A match only recommends. The matcher never decides for a region: it says what
// would fit, why, what is not known yet, and what an arrangement would cost
// those who get less.
package matcher
