// Package solve finds the best plan of visits: which practice of which owner
// meets which need of which region. It exists so that a plan is never "what
// the program happened to find": the answer is exact, and it carries integer
// prices with which anybody can check that no better plan exists.
//
// The model is a network flow. A practice has a capacity and optionally a
// minimum and may sit under an owner with a capacity of its own; a region has
// a minimum and a maximum of visits and may list needs, each met at most once.
// Both sides are nested, so whole numbers come out by themselves and the
// optimum is exact, not rounded.
//
// The method is successive shortest paths on prices (Jewell 1958, Iri 1960,
// with the potentials of Edmonds and Karp 1972): every state keeps the
// complementary slackness of pairs and capacities exactly and removes one
// shortage at a time. Contended problems go to a network simplex, or to an
// auction whose prices are then repaired in the same way. The package reads no clock and does no I/O: a time limit
// is the deadline of the context.
package solve
