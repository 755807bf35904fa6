package app

import (
	"context"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"

	"makcomblang.id/pkg/fault"
	"makcomblang.id/services/internal/host"
	"makcomblang.id/services/internal/views"
)

func temporary(err error) bool { return fault.KindOf(err) == fault.KindUnavailable }

// metrics registers what is told about the process beside its requests.
func (a *App) metrics() *prometheus.Registry {
	reg := prometheus.NewRegistry()
	reg.MustRegister(
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}),
		viewCollector{a.store}, host.NewStreamCollector(a.nc, a.cfg.Roles),
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "makcomblang_nats_up", Help: "1 while this process is connected to NATS."}, func() float64 {
			if a.nc.IsConnected() {
				return 1
			}
			return 0
		}),
	)
	return reg
}

// viewCollector tells how far each view of the store is; the log's position beside it gives the lag.
type viewCollector struct{ store views.Store }

var (
	viewPosition = prometheus.NewDesc("makcomblang_view_position", "Sequence of the last fact in a view.", []string{"view"}, nil)
	viewsUp      = prometheus.NewDesc("makcomblang_views_up", "1 while the store of the views answers.", nil, nil)
)

// Describe implements prometheus.Collector.
func (viewCollector) Describe(out chan<- *prometheus.Desc) { out <- viewPosition; out <- viewsUp }

// Collect implements prometheus.Collector.
func (c viewCollector) Collect(out chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	spaces, err := c.store.Spaces(ctx)
	up := 1.0
	if err != nil {
		up = 0
	}
	out <- prometheus.MustNewConstMetric(viewsUp, prometheus.GaugeValue, up)
	for _, s := range spaces {
		out <- prometheus.MustNewConstMetric(viewPosition, prometheus.GaugeValue, float64(s.Checkpoint), s.Space.String())
	}
}
