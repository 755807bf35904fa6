// Package host runs services: the embedded NATS server with its locked data folder, the order of start and stop, the
// listeners and their health pages. It exists so that `serve`, the roles and the tests start the same way.
package host
