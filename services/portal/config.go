package portal

import (
	"context"
	"errors"
	"time"

	"go.uber.org/zap"

	"makcomblang.id/pkg/fault"
)

// DefaultName is what the service is called in public as long as nobody decided otherwise.
const DefaultName = "Temu Replikasi"

// Options of the portal. Now is required.
type Options struct {
	Now    func() time.Time // the process's clock
	Name   string           // shown to people; default DefaultName
	Demo   bool             // shows sample data on public pages, under a banner that says so
	Logger *zap.Logger      // nil logs nothing

	// File reads a plan's instance or certificate by its hash; nil: plans are not explained.
	File func(ctx context.Context, hash string) ([]byte, error)
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
	if o.File == nil {
		o.File = func(context.Context, string) ([]byte, error) {
			return nil, fault.Unavailable(nil, "The files of plans cannot be read here.")
		}
	}
	return nil
}
