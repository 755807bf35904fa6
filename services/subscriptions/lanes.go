package subscriptions

import (
	"context"
	"sync"
	"time"

	"go.uber.org/zap"
	"golang.org/x/time/rate"

	"makcomblang.id/services/internal/queue"
	"makcomblang.id/services/internal/trace"
	"makcomblang.id/services/subscriptions/endpoint"
)

const (
	breakAfter = 10               // failures in a row that close a lane for a while
	breakFor   = 30 * time.Second // how long at first; it doubles up to breakMost
	breakMost  = 10 * time.Minute
	forgetFor  = 5 * time.Second

	gatherAfter = 10 * time.Minute // of nothing but failures
	gatherMost  = 2000             // parcels that are put in order
	gatherFor   = time.Minute
)

// lane is the running consumer of one endpoint.
type lane struct {
	id       string
	settings laneSettings
	limit    *rate.Limiter // nil: none
	stop     context.CancelFunc
	done     chan struct{}
	stopping bool // read and written by arrange alone

	mu     sync.Mutex
	closed time.Time // until when nothing is sent; by the machine's clock, it is a wait and not a date
	pause  context.CancelFunc
	fails  int // in a row
	breaks int // in a row
	gather bool
}

type laneSettings struct{ inFlight, perMinute int }

// runLanes keeps one lane running for every active endpoint, and none for the others. A removed one keeps its lane, in
// which parcels are dropped, as long as retries can still come due: nobody else would take them out of the queue.
func (s *Service) runLanes(ctx context.Context) error {
	lanes := make(map[string]*lane)
	defer func() {
		for _, l := range lanes {
			l.stop()
		}
		for _, l := range lanes {
			<-l.done
		}
	}()
	for {
		s.arrange(ctx, lanes)
		select {
		case <-ctx.Done():
			return nil
		case <-s.changed:
		}
	}
}

// arrange stops and starts lanes. It waits for none that stops: a receiver that hangs would keep the others waiting.
func (s *Service) arrange(ctx context.Context, lanes map[string]*lane) {
	wanted := make(map[string]laneSettings)
	now := s.opt.Now()
	s.endpoints.All(func(id string, st endpoint.State, _ uint64) bool {
		if st.Active() || st.Drains(now) {
			wanted[id] = laneSettings{st.InFlight(), st.Settings.PerMinute}
		}
		return true
	})
	for id, l := range lanes {
		select {
		case <-l.done:
			delete(lanes, id)
			s.forgetLane(ctx, id)
			continue
		default:
		}
		if set, ok := wanted[id]; (!ok || set != l.settings) && !l.stopping {
			l.stopping = true
			l.stop()
		}
	}
	for id, set := range wanted {
		if lanes[id] == nil {
			lanes[id] = s.startLane(ctx, id, set)
		}
	}
}

func (s *Service) startLane(ctx context.Context, id string, set laneSettings) *lane {
	ctx, cancel := context.WithCancel(ctx)
	l := &lane{id: id, settings: set, stop: cancel, done: make(chan struct{})}
	if set.perMinute > 0 {
		l.limit = rate.NewLimiter(rate.Limit(set.perMinute)/60, max(1, set.perMinute/60))
	}
	go func() {
		defer s.touch()
		defer close(l.done)
		defer cancel()
		s.runLane(ctx, l)
	}()
	return l
}

// runLane consumes while the lane is open and waits while it is closed; meanwhile its parcels lie in the queue.
func (s *Service) runLane(ctx context.Context, l *lane) {
	if err := s.journal.load(ctx, l.id); err != nil && ctx.Err() == nil {
		s.logger.Warn("the log of attempts was not read", zap.String("endpoint", l.id), zap.Error(err))
	}
	for ctx.Err() == nil {
		if wait := time.Until(l.closedUntil()); wait > 0 {
			sleep(ctx, wait)
			continue
		}
		round, pause := context.WithCancel(ctx)
		l.open(pause)
		err := s.queue.Consume(round, consumerName(l.id), l.id, l.settings.inFlight, func(attempt context.Context, m queue.Message) queue.Outcome {
			return s.deliver(trace.Continue(ctx, trace.Parent(attempt)), l, m)
		})
		pause()
		if l.gathers() {
			s.gatherLane(ctx, l.id)
		}
		if err != nil {
			s.logger.Warn("a lane stopped", zap.String("endpoint", l.id), zap.Error(err))
			sleep(ctx, time.Second)
		}
	}
}

// gatherLane brings a place that is back what it missed in the order of the log. First the place of the fan-out is
// stored, so that nothing is handed out again under the ids that the gathered parcels leave.
func (s *Service) gatherLane(ctx context.Context, id string) {
	ctx, cancel := context.WithTimeout(ctx, gatherFor)
	defer cancel()
	s.place.reached(ctx, s.log.Position())
	n, err := s.queue.Gather(ctx, id, gatherMost, func(body []byte) uint64 {
		p, _ := openParcel(body)
		return p.Seq
	})
	if n > 0 {
		s.logger.Info("an endpoint is back", zap.String("endpoint", id), zap.Int("deliveries", n))
	}
	if err != nil && ctx.Err() == nil {
		s.logger.Warn("what waits for an endpoint was not put in order", zap.String("endpoint", id), zap.Error(err))
	}
}

func consumerName(id string) string { return "sub-" + id }

func sleep(ctx context.Context, d time.Duration) {
	if d <= 0 {
		return
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
}

func (l *lane) closedUntil() time.Time {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.closed
}

func (l *lane) open(pause context.CancelFunc) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.pause = pause
}

// shut sends nothing for d. Attempts that are under way end by themselves.
func (l *lane) shut(d time.Duration) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if until := time.Now().Add(d); until.After(l.closed) {
		l.closed = until
	}
	if l.pause != nil {
		l.pause()
	}
}

// succeeded closes the breaker. If the place had been away for long, the round ends and what waits is put in order.
func (l *lane) succeeded(away time.Duration) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.gather = l.gather || l.breaks > 0 || away >= gatherAfter; l.gather && l.pause != nil {
		l.pause()
	}
	l.fails, l.breaks = 0, 0
}

// gathers tells once that what waits is to be put in order.
func (l *lane) gathers() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	wanted := l.gather
	l.gather = false
	return wanted
}

// failed counts, and gives how long the lane is to be shut: 0 until too many attempts failed in a row. After a break one
// more failure is enough for the next, longer one.
func (l *lane) failed() time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.fails++
	if l.fails < breakAfter && l.breaks == 0 {
		return 0
	}
	l.fails = 0
	l.breaks++
	return min(breakFor<<min(l.breaks-1, 8), breakMost)
}

// forgetLane removes the consumer of an endpoint that is gone for good.
func (s *Service) forgetLane(ctx context.Context, id string) {
	if st, _, _ := s.endpoints.Get(id); !st.Removed || st.Drains(s.opt.Now()) {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, forgetFor)
	defer cancel()
	if err := s.queue.Forget(ctx, consumerName(id), id); err != nil {
		s.logger.Warn("a lane was not removed", zap.String("endpoint", id), zap.Error(err))
	}
}

// clear purges the secrets and the log of attempts of an endpoint that is gone. What waits in its lane is dropped there.
func (s *Service) clear(ctx context.Context, id string) error {
	if err := s.secrets.forget(ctx, id); err != nil {
		return err
	}
	return s.journal.forget(ctx, id)
}
