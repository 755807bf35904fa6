package portal

import (
	"errors"
	"time"

	"go.uber.org/zap"
)

// DefaultName is what the service is called in public as long as nobody decided otherwise.
const DefaultName = "Temu Replikasi"

// Options of the portal. Now is required.
type Options struct {
	Now    func() time.Time // the process's clock
	Name   string           // shown to people; default DefaultName
	Demo   bool             // shows sample data on public pages, under a banner that says so
	Logger *zap.Logger      // nil logs nothing
}

func (o *Options) defaults() error {
	if o.Now == nil {
		return errors.New("portal: Options.Now is missing")
	}
	if o.Name == "" {
		o.Name = DefaultName
	}
	if o.Logger == nil {
		o.Logger = zap.NewNop()
	}
	o.Logger = o.Logger.Named("portal")
	return nil
}
