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
)

const (
	describedAt  = "/api/v1/openapi." // + json or yaml: each role describes its own routes there
	describeKept = 30 * time.Second
	describeMost = 8 << 20 // bytes of one role's description
)

// description is that of all roles together, kept for a while.
type description struct {
	mu   sync.Mutex
	docs map[string][]byte // by json and yaml
	made time.Time
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

func (d *description) get(ctx context.Context, g *Gateway, kind string) ([]byte, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if time.Since(d.made) < describeKept {
		return d.docs[kind], nil
	}
	all := map[string]any{}
	for _, role := range slices.Sorted(maps.Keys(g.roles)) {
		doc, err := g.askDescription(ctx, g.roles[role])
		if err != nil {
			return nil, fmt.Errorf("host: the description of %s: %w", role, err)
		}
		for _, name := range merge(all, doc, 0) {
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
	d.docs, d.made = map[string][]byte{"json": asJSON, "yaml": asYAML.Bytes()}, time.Now()
	return d.docs[kind], nil
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
