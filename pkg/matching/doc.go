// Package matching owns the judgement on one pair: whether a practice may be
// suggested for a need of a region (gates), how well it fits (score parts),
// and why, in a sentence of Indonesian and of English.
//
// A gate answers yes, no or unknown, and only a known no shuts a pair out:
// what nobody stated becomes a question to the side that knows. A part of the
// score without data is absent and takes no weight. Cost and distance are not
// merit and are nowhere in the score.
//
// Everything here is a function of its arguments: no clock, no I/O, no state,
// so that the same facts on the same day give the same list in ten years. The
// plan for a period is found by package solve below this one and checked by
// package verify, which shares no code with it.
package matching
