// Package archtest owns the rules of this module that a compiler does not know:
// the standard library only, sizes, names. It has tests and nothing else, and
// exists because rules that are only written down drift.
//
// The services module has a twin with rules of its own. The files source_test.go
// and shape_test.go are the same in both, which a test there asserts: an internal
// package cannot be shared between modules, and a public one would be an offer
// to strangers.
package archtest
