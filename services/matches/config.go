package matches

import (
	"errors"
	"time"

	"go.uber.org/zap"
)

// Options of the service. Now is required.
type Options struct {
	Now         func() time.Time // the process's clock
	Zone        *time.Location   // whose date is today; nil is UTC+7, the ministry's
	AllowSample bool             // take answers that are made up for demonstration
	Logger      *zap.Logger      // nil logs nothing
}

func (o *Options) defaults() error {
	if o.Now == nil {
		return errors.New("matches: Options.Now is missing")
	}
	if o.Zone == nil {
		o.Zone = time.FixedZone("WIB", 7*60*60)
	}
	if o.Logger == nil {
		o.Logger = zap.NewNop()
	}
	o.Logger = o.Logger.Named("matches")
	return nil
}
