// Package e2e holds whole stories over the real program: the txtar scripts beside this file can be read as documentation,
// the Go tests do what a script cannot (bad input by the table, a stopped NATS, a full disk, kill -9). Everything is
// started through the wiring of the command itself, so nothing here can drift from what people run.
package e2e
