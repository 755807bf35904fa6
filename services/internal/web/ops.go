package web

import (
	"net/http"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"makcomblang.id/services/internal/policy"
)

// readiness is the answer of /readyz.
type readiness struct {
	Ready    bool   `json:"ready"`    // the log was read to where it ended at the start
	Writes   bool   `json:"writes"`   // commands are taken
	Reason   string `json:"reason"`   // why not
	Position uint64 `json:"position"` // of the log
}

// mountOps answers whoever runs the process. These routes need no key and know no rate.
func (s *Site) mountOps() {
	s.ops("/livez", func(c echo.Context) error { return c.JSON(http.StatusOK, map[string]bool{"alive": true}) })
	s.ops("/version", func(c echo.Context) error { return c.JSON(http.StatusOK, s.opt.Version) })
	s.ops("/readyz", func(c echo.Context) error {
		r := s.readiness()
		if !r.Ready {
			c.Response().Header().Set("Retry-After", "1")
			return c.JSON(http.StatusServiceUnavailable, r)
		}
		return c.JSON(http.StatusOK, r)
	})
}

func (s *Site) ops(path string, h echo.HandlerFunc) {
	s.add(Route{Method: http.MethodGet, Path: path, Action: policy.PublicRead, Public: true, exempt: true})
	s.echo.GET(path, h)
}

func (s *Site) readiness() readiness {
	health := s.opt.Log.Health()
	r := readiness{Writes: health.Writes, Reason: health.Reason, Position: s.opt.Log.Position()}
	select {
	case <-s.opt.Log.CaughtUp():
		r.Ready = true
	default:
		r.Writes = false
		if r.Reason == "" {
			r.Reason = "The log is still being read."
		}
	}
	return r
}

// Metrics is the handler of /metrics, for a listener of its own.
func (s *Site) Metrics() http.Handler {
	return promhttp.HandlerFor(s.opt.Registry, promhttp.HandlerOpts{})
}

// metrics counts requests by route template: rate, errors and duration.
type metrics struct {
	requests *prometheus.CounterVec
	seconds  *prometheus.HistogramVec
}

func newMetrics(reg prometheus.Registerer, log Log) *metrics {
	m := &metrics{
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "makcomblang_http_requests_total", Help: "Requests answered.",
		}, []string{"method", "route", "status"}),
		seconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "makcomblang_http_request_seconds", Help: "Time to answer.",
			Buckets: []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5},
		}, []string{"method", "route"}),
	}
	reg.MustRegister(m.requests, m.seconds,
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{
			Name: "makcomblang_log_position", Help: "Sequence of the last fact that all followers folded.",
		}, func() float64 { return float64(log.Position()) }),
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{
			Name: "makcomblang_log_writes", Help: "1 if the log takes facts, 0 if its integrity check is red.",
		}, func() float64 {
			if log.Health().Writes {
				return 1
			}
			return 0
		}))
	return m
}

func (m *metrics) observe(method, route string, status int, took time.Duration, longlived bool) {
	m.requests.WithLabelValues(method, route, strconv.Itoa(status)).Inc()
	if !longlived {
		m.seconds.WithLabelValues(method, route).Observe(took.Seconds())
	}
}
