package host

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/danielgtaylor/huma/v2/yaml"
	"go.uber.org/zap"
	"golang.org/x/sync/errgroup"
)

const (
	describedAt  = "/api/v1/openapi." // + json or yaml: each role describes its own routes there
	describeKept = 30 * time.Second
	describeWait = 5 * time.Second // after a role did not answer, until it is asked again
	describeMost = 8 << 20         // bytes of one role's description
)

// description is that of all roles together, kept for a while. Nobody holds the lock while roles are asked: one caller asks,
// the others get what is known, or wait for it if nothing is yet.
type description struct {
	mu     sync.Mutex
	docs   map[string][]byte // by json and yaml; the last whole one, nil before there was any
	err    error             // why there is no newer one
	next   time.Time         // when the roles are to be asked again
	asking chan struct{}     // closed when they have been asked; nil while nobody asks
}

// describe answers with the description of the API of all roles, which is the one that a single process gives.
func (g *Gateway) describe(w http.ResponseWriter, r *http.Request) {
	kind := strings.TrimPrefix(r.URL.Path, describedAt)
	doc, err := g.description.get(r.Context(), g, kind)
	if err != nil {
		g.failed(w, r, err)
		return
	}
	w.Header().Set("Content-Type", "application/openapi+"+kind)
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	_, _ = w.Write(doc)
}

// describes says whether a request asks for the description.
func describes(r *http.Request) bool {
	kind, ok := strings.CutPrefix(r.URL.Path, describedAt)
	return ok && (kind == "json" || kind == "yaml") && (r.Method == http.MethodGet || r.Method == http.MethodHead)
}

// get gives the description. While a role is away the last whole one is given, since it changes with a deployment only; if
// there was none yet, the error is kept for a while, so that not every caller waits for the role in vain.
func (d *description) get(ctx context.Context, g *Gateway, kind string) ([]byte, error) {
	d.mu.Lock()
	if d.asking == nil && time.Now().After(d.next) {
		d.asking = make(chan struct{})
		d.mu.Unlock()
		d.ask(context.WithoutCancel(ctx), g) // also for those who wait
		d.mu.Lock()
	}
	docs, err, asking := d.docs, d.err, d.asking
	d.mu.Unlock()
	switch {
	case docs != nil:
		return docs[kind], nil
	case asking == nil:
		return nil, err
	}
	select {
	case <-asking:
		d.mu.Lock()
		defer d.mu.Unlock()
		return d.docs[kind], d.err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// ask asks the roles for all who wait. However it ends, asking is closed and the roles are asked again: a panic is the loss
// of one request, not of the description for good.
func (d *description) ask(ctx context.Context, g *Gateway) {
	var docs map[string][]byte
	err := errors.New("host: the description: the gateway broke off while it asked the roles")
	defer func() {
		d.mu.Lock()
		defer d.mu.Unlock()
		close(d.asking)
		d.err, d.asking, d.next = err, nil, time.Now().Add(describeWait)
		if err == nil {
			d.docs, d.next = docs, time.Now().Add(describeKept)
		}
	}()
	docs, err = g.askAll(ctx)
}

// askAll asks all roles at once and puts together what they say.
func (g *Gateway) askAll(ctx context.Context) (map[string][]byte, error) {
	names := slices.Sorted(maps.Keys(g.roles))
	said := make([]map[string]any, len(names))
	var asked errgroup.Group
	for i, role := range names {
		asked.Go(func() (err error) {
			if said[i], err = g.askDescription(ctx, g.roles[role]); err != nil {
				return fmt.Errorf("host: the description of %s: %w", role, err)
			}
			return nil
		})
	}
	if err := asked.Wait(); err != nil {
		return nil, err
	}
	all := map[string]any{}
	for i, role := range names {
		for _, name := range merge(all, said[i], 0) {
			g.logger.Warn("two roles describe the API differently; they may be of two versions", zap.String("role", role), zap.String("what", name))
		}
	}
	asJSON, err := json.Marshal(all)
	if err != nil {
		return nil, fmt.Errorf("host: the description: %w", err)
	}
	var asYAML bytes.Buffer
	if err := yaml.Convert(&asYAML, bytes.NewReader(asJSON)); err != nil {
		return nil, fmt.Errorf("host: the description: %w", err)
	}
	return map[string][]byte{"json": asJSON, "yaml": asYAML.Bytes()}, nil
}

// askDescription asks the replicas of a role in turn.
func (g *Gateway) askDescription(ctx context.Context, role *replicas) (doc map[string]any, err error) {
	err = errNobody
	for _, u := range role.order() {
		var req *http.Request
		if req, err = http.NewRequestWithContext(ctx, http.MethodGet, u.url.JoinPath(describedAt+"json").String(), nil); err != nil {
			return nil, err
		}
		var resp *http.Response
		if resp, err = g.client.Do(req); err != nil {
			continue
		}
		if resp.StatusCode != http.StatusOK {
			err = fmt.Errorf("it answered %d", resp.StatusCode)
		} else {
			err = json.NewDecoder(io.LimitReader(resp.Body, describeMost)).Decode(&doc)
		}
		if err = errors.Join(err, resp.Body.Close()); err == nil {
			return doc, nil
		}
	}
	return nil, err
}

// merge adds to a document what another one has and it has not, member by member. It returns the places where both say
// something and not the same; the first one's word stays.
func merge(into, from map[string]any, depth int) (differ []string) {
	for name, value := range from {
		have, known := into[name]
		a, aok := have.(map[string]any)
		b, bok := value.(map[string]any)
		switch {
		case !known:
			into[name] = value
		case aok && bok && depth < 2: // an operation and a schema are one statement each
			for _, below := range merge(a, b, depth+1) {
				differ = append(differ, name+" "+below)
			}
		case !reflect.DeepEqual(have, value):
			differ = append(differ, name)
		}
	}
	slices.Sort(differ)
	return differ
}
