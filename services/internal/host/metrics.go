package host

import (
	"context"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	"github.com/prometheus/client_golang/prometheus"
)

// StreamCollector tells what waits in the log for the reactors.
type StreamCollector struct {
	nc       *nats.Conn
	reactors []string
}

// NewStreamCollector gives a collector that asks NATS at each scrape, about the reactors of these roles only: nobody else
// may.
func NewStreamCollector(nc *nats.Conn, roles []string) StreamCollector {
	c := StreamCollector{nc: nc}
	for _, role := range roles {
		c.reactors = append(c.reactors, Reactors[role]...)
	}
	return c
}

var (
	logLast     = prometheus.NewDesc("makcomblang_log_last", "Sequence of the last fact in the log, as NATS has it.", nil, nil)
	reactors    = prometheus.NewDesc("makcomblang_reactor_pending", "Facts that a reactor has not digested.", []string{"reactor"}, nil)
	deadLetters = prometheus.NewDesc("makcomblang_dead_letters", "Facts and deliveries that were put aside with a reason.", nil, nil)
	givenUp     = prometheus.NewDesc("makcomblang_given_up", "Messages that NATS stopped handing out because nobody answered.", nil, nil)
	waiting     = prometheus.NewDesc("makcomblang_deliveries_waiting", "Deliveries and mails that are not done: in hand, due, or waiting for their time.", nil, nil)
	unacked     = prometheus.NewDesc("makcomblang_reactor_unacknowledged", "Facts that a reactor holds or let go.", []string{"reactor"}, nil)
)

// Describe implements prometheus.Collector.
func (StreamCollector) Describe(out chan<- *prometheus.Desc) {
	out <- logLast
	out <- reactors
	out <- unacked
	out <- deadLetters
	out <- givenUp
	out <- waiting
}

// Collect implements prometheus.Collector.
func (c StreamCollector) Collect(out chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	js, err := jetstream.New(c.nc)
	if err != nil {
		return
	}
	stream, err := js.Stream(ctx, "EVENTS")
	if err != nil {
		return // makcomblang_nats_up and the age of the last scrape tell
	}
	out <- prometheus.MustNewConstMetric(logLast, prometheus.GaugeValue, float64(stream.CachedInfo().State.LastSeq))
	if letters, err := deadLettersIn(ctx, js); err == nil {
		out <- prometheus.MustNewConstMetric(deadLetters, prometheus.GaugeValue, float64(letters))
	}
	if lost, err := givenUpIn(ctx, js); err == nil {
		out <- prometheus.MustNewConstMetric(givenUp, prometheus.GaugeValue, float64(lost))
	}
	if due, err := js.Stream(ctx, "DELIVERIES"); err == nil {
		out <- prometheus.MustNewConstMetric(waiting, prometheus.GaugeValue, float64(due.CachedInfo().State.Msgs))
	}
	waits, _ := pending(ctx, js, c.reactors) // one that does not answer is missing from the metrics
	for _, info := range waits {
		out <- prometheus.MustNewConstMetric(reactors, prometheus.GaugeValue, float64(info.NumPending), info.Name)
		out <- prometheus.MustNewConstMetric(unacked, prometheus.GaugeValue, float64(info.NumAckPending), info.Name)
	}
}

func deadLettersIn(ctx context.Context, js jetstream.JetStream) (uint64, error) {
	dead, err := js.Stream(ctx, "DLQ")
	if err != nil {
		return 0, err
	}
	return dead.CachedInfo().State.Msgs, nil
}

// givenUpIn counts the messages that NATS gave up.
func givenUpIn(ctx context.Context, js jetstream.JetStream) (n uint64, err error) {
	advisories, err := js.Stream(ctx, "ADVISORIES")
	if err != nil {
		return 0, err
	}
	info, err := advisories.Info(ctx, jetstream.WithSubjectFilter("$JS.EVENT.ADVISORY.CONSUMER.MAX_DELIVERIES.>"))
	if err != nil {
		return 0, err
	}
	for _, count := range info.State.Subjects {
		n += count
	}
	return n, nil
}
