package matches

import (
	"errors"
	"time"

	"go.uber.org/zap"

	"makcomblang.id/services/internal/policy"
)

// Options of the service. Now and Grants are required.
type Options struct {
	Now         func() time.Time // the process's clock
	Grants      Grants           // whose people the sides are
	Zone        *time.Location   // whose date is today; nil is UTC+7, the ministry's
	AllowSample bool             // take answers that are made up for demonstration
	Logger      *zap.Logger      // nil logs nothing
}

// Grants gives all roles that an actor holds by any valid key: who belongs to a side does not decide about it, whichever
// of its keys it shows.
type Grants func(actor string) []policy.Grant

func (o *Options) defaults() error {
	if o.Now == nil || o.Grants == nil {
		return errors.New("matches: Options.Now or Options.Grants is missing")
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
