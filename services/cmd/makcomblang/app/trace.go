package app

import (
	"strings"

	"go.uber.org/zap"

	"makcomblang.id/services/internal/host"
	"makcomblang.id/services/internal/trace"
)

// Trace says where traces go and how many of them.
type Trace struct {
	Endpoint string  // base URL of a collector that takes OTLP over HTTP; empty records none
	Sample   float64 // share of the traces that are recorded, 0 to 1
}

// tracer opens the tracer of a process; it is named in the traces by what it runs.
func (c *Config) tracer(logger *zap.Logger) (*trace.Tracer, error) {
	roots, err := host.Roots(c.Remote.CAFile)
	if err != nil {
		return nil, err
	}
	service := "makcomblang"
	if len(c.Roles) < len(roles) {
		service += "-" + strings.Join(c.Roles, "-")
	}
	tracer, err := trace.Open(trace.Options{
		Endpoint: c.Trace.Endpoint, Sample: c.Trace.Sample, Service: service, Version: Version()["version"], Roots: roots, Logger: logger,
	})
	return tracer, misuse(err)
}
