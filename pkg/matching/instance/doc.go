// Package instance reads and writes the files of the matching engine: an
// instance (who can teach, who needs, what each pair is worth) and a result
// (the plan and its certificate). It exists so that anybody can hand the engine
// a problem, and check its answer, without the rest of the system.
//
// Reading is strict: an unknown, repeated or wrongly cased field, an unknown or
// repeated id, a ragged row, a number that is not a whole number of at most
// 2^53 is refused with its place and the reason.
//
// The package also generates the public test instances, from integers only, so
// that every implementation in any language has the same ones.
package instance
