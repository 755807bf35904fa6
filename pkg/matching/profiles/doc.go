// Package profiles judges all pairs of an archive at once: the gates and the
// score of every practice for every need, from compact columns, some tens of
// nanoseconds a pair. It says the same as package matching, which stays the
// only place where a judgement is explained: what depends on one side only is
// taken from there once, and the sentence-ready judgement of a single pair is
// made there on demand.
package profiles
