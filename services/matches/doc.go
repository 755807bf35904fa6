// Package matches owns the life of one pair: proposed, decided by a named person, taken back. It also owns the questions
// that unknown conditions become, and the load that approvals take of owners, sessions and regions.
//
// Facts out: match.*, question.*, load.*. Facts in: plan.published and plan.withdrawn, to which it reacts; everything the
// catalogue folds, which it asks for today's conditions and capacities. Views: matches, questions.
package matches
