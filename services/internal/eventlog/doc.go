// Package eventlog owns the one log of facts on NATS JetStream: how a fact is appended, how every process follows the
// log in one loop, how the owning service folds its aggregates in memory so that no command reads the log, and how
// damage is noticed.
//
// A command goes one way: lock the aggregate, decide on its folded state, publish once with the expected sequence. Two
// writers can therefore never both succeed on one version, in this process or in another. A retried command finds the
// fact it appended by the fact's id and is answered with it again.
package eventlog
