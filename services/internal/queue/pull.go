package queue

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

const (
	pullFor  = 30 * time.Second // how long one request for a delivery stands
	pullBeat = 5 * time.Second  // how often the server says that it does
	lookIn   = time.Second      // how often a lost connection is looked for
)

// pull asks the server for one delivery at a time, over one subscription. It is the part of nats.go's consumers that is
// needed here, without a subscription for each request: nats.go's Fetch makes one, and its Messages may forget to ask
// again when a delivery comes faster than it has noted the request for it.
type pull struct {
	nc      *nats.Conn
	sub     *nats.Subscription
	subject string
	request []byte
	arrived chan *nats.Msg

	asked      bool
	heard      time.Time // when the server was heard last, or asked
	reconnects uint64
	look       *time.Ticker
}

func openPull(js jetstream.JetStream, consumer string) (*pull, error) {
	request, err := json.Marshal(map[string]any{"batch": 1, "expires": pullFor, "idle_heartbeat": pullBeat})
	if err != nil {
		return nil, err
	}
	p := &pull{
		nc: js.Conn(), request: request, arrived: make(chan *nats.Msg, 8),
		subject: "$JS.API.CONSUMER.MSG.NEXT." + streamName + "." + consumer,
	}
	if err := p.listen(); err != nil {
		return nil, err
	}
	p.look = time.NewTicker(lookIn)
	return p, nil
}

// listen waits for answers at an address of its own. A request to an address that nobody listens to any more ends by
// itself.
func (p *pull) listen() (err error) {
	p.asked = false
	p.sub, err = p.nc.ChanSubscribe(p.nc.NewInbox(), p.arrived)
	return err
}

// next gives one delivery. An error that is not ctx's says that the consumer must be made anew.
func (p *pull) next(ctx context.Context) (*nats.Msg, error) {
	for {
		if err := p.ask(); err != nil {
			return nil, err
		}
		select {
		case msg := <-p.arrived:
			old := msg.Sub != p.sub // it came before the connection was lost, and answers no request that stands
			status := msg.Header.Get("Status")
			if status == "" {
				p.asked = p.asked && old
				return msg, nil
			}
			if old {
				continue
			}
			p.heard = time.Now()
			if err := p.told(status, msg.Header.Get("Description")); err != nil {
				return nil, err
			}
		case <-p.look.C:
			if now := p.nc.Stats().Reconnects; now != p.reconnects {
				// The request was lost with the connection or stands still: two that stand would bring one delivery too many.
				_ = p.sub.Unsubscribe()
				if err := p.listen(); err != nil {
					return nil, err
				}
			} else if time.Since(p.heard) > 3*pullBeat && p.nc.IsConnected() {
				return nil, errors.New("the server does not answer")
			}
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

func (p *pull) ask() error {
	if p.asked {
		return nil
	}
	p.reconnects = p.nc.Stats().Reconnects
	if err := p.nc.PublishRequest(p.subject, p.sub.Subject, p.request); err != nil {
		return err
	}
	p.asked, p.heard = true, time.Now()
	return nil
}

// told reads a message of the server about the request.
func (p *pull) told(status, description string) error {
	switch {
	case status == "100":
		return nil
	case status == "404" || status == "408", status == "409" && strings.Contains(strings.ToLower(description), "batch completed"):
		p.asked = false
		return nil
	}
	return fmt.Errorf("status %s %s", status, description)
}

// close ends it. What arrived in its last moment is handed out again at once.
func (p *pull) close() {
	p.look.Stop()
	_ = p.sub.Unsubscribe()
	for {
		select {
		case msg := <-p.arrived:
			if msg.Header.Get("Status") == "" {
				_ = msg.Nak() // or it comes again when the server has waited
			}
		default:
			return
		}
	}
}
