// Package importer reads CSV files of the shapes in data/ and sends their rows to a running server as commands. All rows
// are checked first and reported by file, row and column. What a row says and the
// server knows already appends nothing, so an import that was broken off, or is run again, changes only what is new.
package importer
