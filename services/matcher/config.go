package matcher

import (
	"time"

	"go.uber.org/zap"
)

// Options of the service.
type Options struct {
	Now    func() time.Time // default time.Now
	Logger *zap.Logger      // default: none
	Settle time.Duration    // how long changes are gathered before lists are ranked; default 1 s
	Solve  time.Duration    // longest time that one plan may take; default 30 s
}

func (o *Options) defaults() {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Logger == nil {
		o.Logger = zap.NewNop()
	}
	if o.Settle <= 0 {
		o.Settle = time.Second
	}
	if o.Solve <= 0 {
		o.Solve = 30 * time.Second
	}
}
