// Package demo tells the whole main job on the shipped data: it starts the all-in-one in a temporary folder on a fixed
// date, drives it over HTTP only, and checks what it says about itself from the outside: deliveries from the received
// bytes, the plan's certificate by the verifier, the log's chains from an export.
package demo

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"makcomblang.id/pkg/calendar"
	"makcomblang.id/services/cmd/makcomblang/app"
	"makcomblang.id/services/cmd/makcomblang/client"
	"makcomblang.id/services/cmd/makcomblang/importer"
)

const (
	// asOf is the date on which the story plays, whenever it is told.
	asOf = "2026-11-21"
	// period is the visiting period that it plans.
	period = "2027"
	// list is the list of lagging regencies that it is about.
	list = "perpres-63-2020"
	// listed is how many regencies are on it.
	listed = 62
	// scopeLabel names and dates the scope.
	scopeLabel = "kabupaten dalam Perpres 63/2020 (2020-2024), daftar terakhir yang bersumber; 25 di antaranya diumumkan terentaskan"
	// limit bounds the whole story.
	limit = 90 * time.Second
)

// Options of a demonstration.
type Options struct {
	Dataset string // folder with the shipped data
	JSON    bool   // write one JSON document instead of the story
	// Spoil names something that a test wants damaged between being made and being checked: "delivery", "certificate" or
	// "log". The demonstration must then fail.
	Spoil string
	// Server and Key tell the story to a server that runs already, on the date of the story and with an empty log; empty
	// starts the all-in-one.
	Server, Key string
}

// world is what the scenes share.
type world struct {
	opt                             Options
	dir                             string
	base                            string
	started                         time.Time
	tell                            *teller
	sink                            *sink
	ministry, region, owner, second *client.Client
	plan                            plan
	result                          Result
	keys                            int
}

// Run tells the story to out. It returns an error if any step failed or any of the checks did not hold.
func Run(ctx context.Context, out io.Writer, opt Options) (err error) {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	w := &world{opt: opt, started: time.Now(), tell: newTeller(out, opt.JSON)}
	if w.dir, err = os.MkdirTemp("", "makcomblang-demo-"); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(w.dir)) }()
	if w.sink, err = newSink(opt.Spoil == "delivery"); err != nil {
		return err
	}
	defer w.sink.close()
	stop, err := w.start(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, stop()) }()
	w.tell.first()
	for _, scene := range []func(context.Context, *world) error{
		fill, graduate, session, both, unanswered, stopped, planning, whyNot, override, decisions, outside, integrity,
	} {
		if err := scene(ctx, w); err != nil {
			return fmt.Errorf("demo: %w", err)
		}
	}
	w.result.ElapsedMS = time.Since(w.started).Milliseconds()
	return w.finish(out)
}

// start runs the all-in-one and makes the ministry's client.
func (w *world) start(ctx context.Context) (stop func() error, err error) {
	if w.opt.Server != "" {
		w.base, w.ministry = w.opt.Server, client.New(w.opt.Server, w.opt.Key)
		return func() error { return nil }, w.waitForKey(ctx)
	}
	today, err := time.ParseInLocation(time.DateOnly, asOf, time.FixedZone("WIB", 7*3600))
	if err != nil {
		return nil, err
	}
	cfg := app.Config{
		Data: filepath.Join(w.dir, "data"), Addr: "127.0.0.1:0", Source: "urn:makcomblang:demo", Demo: true, Loopback: true,
		Today: today.Add(9 * time.Hour), LogLevel: "error",
	}
	a, err := app.Open(ctx, cfg)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithCancel(ctx)
	addr, done := make(chan string, 1), make(chan error, 1)
	go func() { done <- a.Run(ctx, func(at string) { addr <- at }) }()
	stop = func() error {
		cancel()
		return <-done
	}
	select {
	case at := <-addr:
		w.base = "http://" + at
	case err := <-done:
		return nil, errors.Join(errors.New("demo: the server did not start"), err)
	}
	key, err := firstKey(ctx, cfg.KeyFile())
	if err != nil {
		return nil, errors.Join(err, stop())
	}
	w.ministry = client.New(w.base, key)
	return stop, w.waitForKey(ctx)
}

// firstKey waits for the file with the first coordinator key.
func firstKey(ctx context.Context, path string) (string, error) {
	for {
		key, err := client.ReadKey(path)
		if err == nil && key != "" {
			return key, nil
		}
		select {
		case <-ctx.Done():
			return "", fmt.Errorf("demo: the first key was not written: %w", err)
		case <-time.After(5 * time.Millisecond):
		}
	}
}

// waitForKey waits until the server knows the key of the file, which is written before the fact.
func (w *world) waitForKey(ctx context.Context) error {
	for {
		var me struct {
			Known bool `json:"known"`
		}
		if err := w.ministry.Get(ctx, "/api/v1/me", &me); err == nil && me.Known {
			return nil
		}
		select {
		case <-ctx.Done():
			return errors.New("demo: the first key was not accepted")
		case <-time.After(5 * time.Millisecond):
		}
	}
}

// do sends a command of the story; its key is its place in the story.
func (w *world) do(ctx context.Context, who *client.Client, path string, match int64, body any) (client.Answer, error) {
	w.keys++
	return who.Command(ctx, path, fmt.Sprintf("demo-%d", w.keys), match, body)
}

// keyFor issues a key with one role.
func (w *world) keyFor(ctx context.Context, role, scope string) (*client.Client, error) {
	grant := map[string]string{"role": role}
	if scope != "" {
		grant["scope"] = scope
	}
	a, err := w.do(ctx, w.ministry, "/api/v1/keys", -1, map[string]any{"roles": []any{grant}})
	if err != nil {
		return nil, err
	}
	var result struct {
		Key string `json:"key"`
	}
	if err := unmarshal(a.Result, &result); err != nil {
		return nil, err
	}
	c := client.New(w.base, result.Key)
	return c, c.Get(ctx, fmt.Sprintf("/api/v1/me?min_position=%d", a.Position), nil)
}

// fill loads the shipped data and hands out the keys of the story.
func fill(ctx context.Context, w *world) error {
	w.tell.scene("The shipped data goes in as facts")
	paths, err := importer.Paths(w.opt.Dataset, true)
	if err != nil {
		return err
	}
	report, err := importer.Run(ctx, w.ministry, paths, importer.Options{Period: calendar.Period(period), AllowSample: true})
	if err != nil {
		return err
	}
	if len(report.Complaints) > 0 {
		return fmt.Errorf("the shipped data does not import: %s", report.Complaints[0])
	}
	for _, f := range report.Files {
		w.tell.line("%-22s %4d rows, %4d facts", f.File, f.Rows, f.Facts)
	}
	for role, at := range map[*struct{ role, scope string }]**client.Client{
		{"coordinator", ""}: &w.second, {"region", "53.20"}: &w.region, {"innovator", "kabupaten-aceh-singkil"}: &w.owner,
	} {
		if *at, err = w.keyFor(ctx, role.role, role.scope); err != nil {
			return err
		}
	}
	return w.listen(ctx)
}

// listen registers the sink as a webhook endpoint.
func (w *world) listen(ctx context.Context) error {
	a, err := w.do(ctx, w.ministry, "/api/v1/endpoints", -1, map[string]any{
		"url": w.sink.url, "label": "demonstration",
		"types": heard,
	})
	if err != nil {
		return err
	}
	var result struct {
		Secret string `json:"secret"`
	}
	if err := unmarshal(a.Result, &result); err != nil {
		return err
	}
	if err := w.sink.trust(result.Secret); err != nil {
		return err
	}
	_, err = w.do(ctx, w.ministry, "/api/v1/endpoints/"+a.ID+"/verify", -1, map[string]any{})
	return err
}
