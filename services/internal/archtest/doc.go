// Package archtest owns the rules of this module that a compiler does not know:
// who may import whom, where the big libraries may appear, that a domain has no
// clock, sizes, names. It has tests and nothing else, and exists because rules
// that are only written down drift.
//
// The files source_test.go and shape_test.go are the same as in the twin of the
// pkg module; a test holds them together.
package archtest
