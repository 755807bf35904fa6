package host

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"sync"
	"time"

	"go.uber.org/zap"
)

// Runner is something that runs until its context ends: a service, the follow loop. It returns nil on a clean stop.
type Runner interface {
	Name() string
	Run(ctx context.Context) error
}

// Listener is one HTTP port of the process.
type Listener struct {
	Name    string
	Flag    string // setting that names Addr, for what is said if it cannot be opened
	Addr    string // host:port; port 0 takes a free one
	Handler http.Handler
	TLS     *tls.Config // nil speaks plain HTTP
}

// Process runs its parts in order and ends them in reverse: first the listeners stop taking requests and finish those
// they have, then the runners stop, the last one first.
type Process struct {
	Runners   []Runner
	Listeners []Listener
	Logger    *zap.Logger
	Ready     func(addrs map[string]string) // called once the listeners are open; may be nil
}

// graceful is how long requests may take to finish after a stop was asked for.
const graceful = 5 * time.Second

// Run blocks until ctx ends or a part fails, and returns that failure.
func (p *Process) Run(ctx context.Context) error {
	failed := make(chan error, len(p.Runners)+len(p.Listeners))
	var stops []func() error
	defer func() { p.Logger.Info("stopped") }()
	for _, r := range p.Runners {
		stops = append(stops, p.start(ctx, r, failed))
	}
	addrs := make(map[string]string)
	var err error
	for _, l := range p.Listeners {
		var stop func() error
		var addr string
		if addr, stop, err = p.listen(l, failed); err != nil {
			break
		}
		addrs[l.Name], stops = addr, append(stops, stop)
	}
	if err == nil {
		if p.Ready != nil {
			p.Ready(addrs)
		}
		select {
		case <-ctx.Done():
		case err = <-failed:
		}
	}
	for i := len(stops) - 1; i >= 0; i-- {
		err = errors.Join(err, stops[i]())
	}
	return err
}

// start runs r on its own context, so that it outlives the listeners, and returns how to stop it.
func (p *Process) start(ctx context.Context, r Runner, failed chan<- error) func() error {
	own, cancel := context.WithCancel(context.WithoutCancel(ctx))
	var wg sync.WaitGroup
	wg.Go(func() {
		if err := r.Run(own); err != nil && own.Err() == nil {
			failed <- fmt.Errorf("%s: %w", r.Name(), err)
		}
	})
	return func() error {
		cancel()
		wg.Wait()
		p.Logger.Debug("part stopped", zap.String("part", r.Name()))
		return nil
	}
}

func (p *Process) listen(l Listener, failed chan<- error) (addr string, stop func() error, err error) {
	ln, err := Listen(l.Flag, l.Addr)
	if err != nil {
		return "", nil, err
	}
	if l.TLS != nil {
		ln = tls.NewListener(ln, l.TLS)
	}
	base, cancel := context.WithCancel(context.Background())
	srv := &http.Server{
		Handler: l.Handler, ReadHeaderTimeout: 10 * time.Second, IdleTimeout: 2 * time.Minute,
		BaseContext: func(net.Listener) context.Context { return base },
		ErrorLog:    zap.NewStdLog(p.Logger.Named("http")),
	}
	go func() {
		if err := srv.Serve(ln); !errors.Is(err, http.ErrServerClosed) {
			failed <- fmt.Errorf("host: %s listener: %w", l.Name, err)
		}
	}()
	return ln.Addr().String(), func() error {
		defer time.AfterFunc(graceful/5, cancel).Stop() // live streams would never end by themselves
		ctx, done := context.WithTimeout(context.Background(), graceful)
		defer done()
		if err := srv.Shutdown(ctx); err != nil {
			return errors.Join(err, srv.Close())
		}
		cancel()
		return nil
	}, nil
}
