// Package faults breaks a real cluster under load and reads afterwards what the clients were told and what the log holds:
// three NATS servers, Redis, every role in processes of its own behind the gateway, each with its own NATS user. It has
// tests and nothing else. `make faults` runs the long form and prints the table; the continuous check runs the short one.
package faults
