// Package deployments writes the example files under deployments/ and docker-compose.yml from one description of the
// cluster, and its tests hold them to the program: ports, names, settings, permissions and metrics.
package deployments

//go:generate go run ./gen
