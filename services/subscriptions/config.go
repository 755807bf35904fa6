package subscriptions

import (
	"math/rand/v2"
	"net/url"
	"time"

	"go.uber.org/zap"

	"makcomblang.id/services/internal/trace"
)

// Options of the service; the zero value is ready and safe.
type Options struct {
	AllowLoopback bool             // endpoints on this machine, also over HTTP: for development and the demonstration
	Proxy         *url.URL         // the only way to public endpoints, see ParseProxy; nil: none. The guard is then its own
	Demo          bool             // public feeds carry sample data
	Now           func() time.Time // the date of decisions; default time.Now
	Timeout       time.Duration    // of one attempt; default 15 s
	FailAfter     time.Duration    // an endpoint that only failed for so long is disabled; default 120 h
	Source        string           // CloudEvents source of test events; default "urn:makcomblang"
	Name          string           // of the site, as feeds show it; default "Temu Replikasi"
	Logger        *zap.Logger      // default: none
	Tracer        *trace.Tracer    // nil records no traces
	People        PeopleOptions    // mails and the bulletin

	// Wall stamps attempts; receivers compare it with their clocks. Default time.Now; tests move it.
	Wall func() time.Time
	// Wait turns a wait of the retry table into the one that is kept; tests shorten it. Default: as it is.
	Wait func(time.Duration) time.Duration
	// Jitter gives random numbers in [0, 1). Default math/rand.
	Jitter func() float64
}

func (o *Options) defaults() {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Timeout <= 0 {
		o.Timeout = 15 * time.Second
	}
	if o.FailAfter <= 0 {
		o.FailAfter = 120 * time.Hour
	}
	if o.Source == "" {
		o.Source = "urn:makcomblang"
	}
	if o.Name == "" {
		o.Name = "Temu Replikasi"
	}
	if o.Logger == nil {
		o.Logger = zap.NewNop()
	}
	if o.Wall == nil {
		o.Wall = time.Now
	}
	if o.Wait == nil {
		o.Wait = func(d time.Duration) time.Duration { return d }
	}
	if o.Jitter == nil {
		o.Jitter = rand.Float64
	}
}
