package demo

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"time"

	"makcomblang.id/pkg/event"
	"makcomblang.id/services/cmd/makcomblang/client"
)

// heard are the types of facts that the sink subscribes to.
var heard = []string{"need.answered.v1", "match.proposed.v1", "match.approved.v1", "match.rejected.v1", "question.answered.v1"}

// outside shows what the region, a feed reader and another system see.
func outside(ctx context.Context, w *world) error {
	w.tell.scene("The region's view, a feed, and a signed webhook")
	if err := w.count(ctx); err != nil {
		return err
	}
	var feed []byte
	if err := client.New(w.base, "").Get(ctx, "/feeds/regions/1225.atom", &feed); err != nil {
		return err
	}
	w.tell.line("The public feed of Nias Barat has %d entries.", bytes.Count(feed, []byte("<entry>")))
	if err := w.waitForDeliveries(ctx); err != nil {
		return err
	}
	w.result.Webhook = w.sink.count()
	w.tell.line("%d deliveries, %d verified from the received bytes, %d twice.", w.result.Webhook.Delivered, w.result.Webhook.Verified, w.result.Webhook.Duplicates)
	return nil
}

// count reads the register and the suggestions of the whole scope.
func (w *world) count(ctx context.Context) error {
	type listed struct {
		Code  string `json:"code"`
		Basis string `json:"basis"`
	}
	regions, err := all[listed](ctx, w.ministry, "/api/v1/regions?limit=200")
	if err != nil {
		return err
	}
	practices, err := all[listed](ctx, w.ministry, "/api/v1/innovations?limit=200")
	if err != nil {
		return err
	}
	for _, r := range regions {
		if !strings.HasPrefix(r.Code, "99") {
			w.result.Regions++
		}
	}
	for _, p := range practices {
		if p.Basis != string(event.Sample) {
			w.result.Innovations++
		}
	}
	lagging, err := all[listed](ctx, w.ministry, "/api/v1/regions?limit=200&list="+list)
	if err != nil {
		return err
	}
	for _, r := range lagging {
		rec, err := w.recommendations(ctx, w.ministry, r.Code)
		if err != nil {
			return err
		}
		pairs := 0
		for _, n := range rec.Needs {
			pairs += len(n.Candidates)
		}
		w.result.Recommendations.Pairs += pairs
		if pairs > 0 {
			w.result.Recommendations.RegionsWith++
		}
	}
	if err := w.ministry.Get(ctx, "/api/v1/needs/unanswered?list="+list, &w.result.Unanswered); err != nil {
		return err
	}
	w.tell.line("%d of %d regions of the list have suggestions, %d pairs; %d of %d needs are unanswered.",
		w.result.Recommendations.RegionsWith, len(lagging), w.result.Recommendations.Pairs, w.result.Unanswered.Needs, w.result.Unanswered.Of)
	w.tell.line("unanswered by problem: %s", counts(w.result.Unanswered.ByProblem))
	return nil
}

// waitForDeliveries waits until the sink has as many deliveries as the log has facts of the wanted types.
func (w *world) waitForDeliveries(ctx context.Context) error {
	return w.waitFor(ctx, "all webhooks to be delivered", func(export []byte) bool {
		want := 0
		for _, typ := range heard {
			want += ofType(export, typ)
		}
		return w.sink.count().Delivered >= want
	})
}

func ofType(export []byte, typ string) int { return bytes.Count(export, []byte(`,"type":"`+typ+`",`)) }

// waitFor looks at the log until what follows from the story's facts has happened too.
func (w *world) waitFor(ctx context.Context, what string, done func(export []byte) bool) error {
	ctx, cancel := context.WithTimeout(ctx, 20*time.Second)
	defer cancel()
	for {
		export, err := w.export(ctx)
		if err != nil {
			return err
		}
		if done(export) {
			return nil
		}
		select {
		case <-w.sink.arrived:
		case <-time.After(100 * time.Millisecond):
		case <-ctx.Done():
			return fmt.Errorf("waited in vain for %s", what)
		}
	}
}

func (w *world) export(ctx context.Context) ([]byte, error) {
	var doc []byte
	return doc, w.ministry.Get(ctx, "/api/v1/export", &doc)
}

// integrity recomputes the chains of the log from an export.
func integrity(ctx context.Context, w *world) error {
	w.tell.scene("The log can prove itself")
	export, err := w.export(ctx)
	if err != nil {
		return err
	}
	if w.opt.Spoil == "log" {
		export = bytes.Replace(export, []byte(`"priority":4`), []byte(`"priority":5`), 1)
	}
	w.result.Facts, w.result.Log = recompute(export)
	w.tell.line("%d facts exported, %d gaps, chains %s.", w.result.Facts, w.result.Log.Gaps, w.result.Log.Chains)
	if w.result.Facts == 0 {
		return fmt.Errorf("the export is empty")
	}
	return nil
}
