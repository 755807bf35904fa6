// Package matches owns the life of one pair: proposed, decided by a named person, taken back. It also owns the questions
// that unknown conditions become, and what approvals take: of owners, sessions and regions as much as they said, and of a
// need one visit in a period.
//
// Facts out: match.*, question.*, load.*. Facts in: plan.published and plan.withdrawn, to which it reacts; everything the
// catalogue folds, which it asks for today's conditions and capacities. Views: matches, questions.
//
// What an approval takes is appended with it in one batch, each load with its own expectation: no two approvals get one
// unit, in whichever processes they are decided. The offer of a practice by mode has no load of its own; it is counted
// over the approved matches, which is exact while its owner's load orders its approvals. Nobody decides about a side that
// any valid key of theirs belongs to. A repeated command is answered with what it did, whatever has become of it.
package matches
