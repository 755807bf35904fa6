// Package projection owns how facts become views: in the one follow loop of the process, a batch at a time, each batch
// stored together with the checkpoint it leaves.
//
// A fold is handed a writer and a record and nothing else: it cannot append, read a clock or call anybody, so the view is
// a function of the log. Whoever reads a view may throw it away: raise the version and it is built again from the first
// fact, in keys of its own.
//
// Several processes may fold one view into a shared store. Each batch names the checkpoint it was folded on; the slower
// one finds its batch refused, looks how far the view has come and folds only what is missing.
package projection
