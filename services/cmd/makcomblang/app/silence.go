package app

import (
	"context"
	"time"

	"go.uber.org/zap"

	"makcomblang.id/services/internal/host"
)

// silenceEvery is how often a NATS server is asked again that did not answer at the start.
const silenceEvery = 10 * time.Second

// silence asks the NATS servers that did not answer at the start until they do. One that comes back and may lose what it
// acknowledges ends the process with the sentence that would have refused its start.
type silence struct {
	silent []host.Silent
	ask    func(context.Context, host.Silent) (said bool, err error)
	logger *zap.Logger
}

// Name implements host.Runner.
func (*silence) Name() string { return "durability of NATS" }

// Run implements host.Runner.
func (s *silence) Run(ctx context.Context) error {
	tick := time.NewTicker(silenceEvery)
	defer tick.Stop()
	for len(s.silent) > 0 {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
		var still []host.Silent
		for _, one := range s.silent {
			said, err := s.ask(ctx, one)
			switch {
			case ctx.Err() != nil:
				return nil
			case err != nil:
				return err
			case said:
				s.logger.Info("a NATS server that was silent writes to disk before it acknowledges", zap.String("monitor", one.Addr))
			default:
				still = append(still, one)
			}
		}
		s.silent = still
	}
	<-ctx.Done()
	return nil
}
