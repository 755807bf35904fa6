package regions

import "time"

// Options of the service.
type Options struct {
	Now         func() time.Time // default time.Now
	AllowSample bool             // whether made-up data is taken at all
}

func (o *Options) defaults() {
	if o.Now == nil {
		o.Now = time.Now
	}
}
