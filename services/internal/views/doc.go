// Package views owns what is read: rows in tables with ordered indexes, folded from the log and thrown away without
// regret. It exists so that a service declares its rows once and never learns whether they live in process or in Redis.
//
// A projection writes: it folds a batch of facts into a [Writer] and hands the resulting [Batch] to the [Store], which
// takes it whole or not at all, and only if the checkpoint is still the one the batch was folded on. A page reads:
// through the same [Table], from a [View].
//
// # Rules for rows
//
//   - A row is immutable once put. The store in process hands the same value to every reader; change a copy.
//   - A row comes back from JSON as it went in, because Redis keeps it so. [NewMemoryChecked] proves it at each write.
//   - An index follows from the row. Nobody adds or removes entries by hand, so none can be forgotten.
//
// # Order
//
// An index is ordered by the bytes of the key, then of the id. Pages go on from the last row seen ([Query].After), so a
// row that arrives meanwhile moves nothing.
package views
