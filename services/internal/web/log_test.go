package web_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"makcomblang.id/pkg/contract"
	"makcomblang.id/pkg/event"
	"makcomblang.id/services/internal/eventlog"
	"makcomblang.id/services/internal/eventlog/eventlogtest"
	"makcomblang.id/services/internal/policy"
	"makcomblang.id/services/internal/web"
	"makcomblang.id/services/internal/web/webtest"
)

// TestOverTheRealLog holds what a client may rely on over the real log: a command is done once, its answer repeated, and
// an old version refused with who decided.
func TestOverTheRealLog(t *testing.T) {
	t.Parallel()
	log := eventlogtest.New(t)
	h := webtest.New(t, log)
	type state struct{ version int }
	owners := eventlog.NewLedger(log, "owner", func(s state, _ eventlog.Record) state { return state{s.version + 1} })
	type input struct {
		ID   string `path:"id"`
		Body struct {
			Name string `json:"name" minLength:"1"`
		}
	}
	web.Command(h.Site, web.Op{Method: "PUT", Path: "/owners/{id}", ID: "put-owner", Action: policy.KeyWrite},
		func(ctx context.Context, who web.Caller, in *input) (*web.Done, error) {
			receipt, err := owners.Handle(ctx, who.Command(webtest.Now), in.ID, func(state, uint64) (eventlog.Draft, error) {
				return eventlog.Draft{Data: &contract.OwnerRegistered{Name: in.Body.Name}, Basis: event.Sample}, nil
			})
			return &web.Done{Receipt: receipt}, err
		})
	eventlogtest.Run(t, log)
	c, body := h.As(policy.Coordinator, ""), `{"name":"a"}`

	first := c.Put("/api/v1/owners/o-1", body, webtest.Key("k1")).Want(200)
	again := c.Put("/api/v1/owners/o-1", ` {"name" : "a"}`, webtest.Key("k1")).Want(200)
	if string(first.Body) != string(again.Body) || first.Header.Get("ETag") != `"1"` ||
		first.Header.Get("Idempotency-Replayed") != "" || again.Header.Get("Idempotency-Replayed") != "true" {
		t.Errorf("a retry: got %s %v, then %s %v", first.Body, first.Header, again.Body, again.Header)
	}
	reused := c.Put("/api/v1/owners/o-1", `{"name":"b"}`, webtest.Key("k1")).Want(422)
	if p := reused.Problem(); p.Code != "idempotency.reused" {
		t.Errorf("a reused key: got %+v", p)
	}
	c.Put("/api/v1/owners/o-1", `{"name":"b"}`, webtest.Match(1)).Want(200)
	stale := c.Put("/api/v1/owners/o-1", `{"name":"c"}`, webtest.Match(1)).Want(http.StatusPreconditionFailed)
	if p := stale.Problem(); p.Extra["decided_by"] != "coordinator" || p.Extra["decided_at"] == "" {
		t.Errorf("a stale version: got %s", stale.Body)
	}
	if err := log.Wait(t.Context(), 2); err != nil || log.Position() != 2 {
		t.Errorf("got %d facts, %v, want 2", log.Position(), err)
	}
	if !strings.Contains(string(first.Body), `"position":1`) || first.Header.Get("X-Log-Position") != "1" {
		t.Errorf("got %s %v", first.Body, first.Header)
	}
}

func TestPagesAreCompressed(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	web.Page(a.Site, "/panjang", policy.PublicRead, func(*web.PageRequest) (*web.Rendered, error) {
		return &web.Rendered{Body: []byte(strings.Repeat("<p>panjang</p>", 500))}, nil
	})
	r := a.As(policy.Public, "").Get("/panjang", webtest.Header("Accept-Encoding", "gzip")).Want(200)
	if r.Header.Get("Content-Encoding") != "gzip" || len(r.Body) > 500 {
		t.Errorf("got %d bytes, %v", len(r.Body), r.Header)
	}
}

// The answer to a question whose terms come in a body may be long, unlike that to a command.
func TestLongAnswersToQuestionsAreCompressed(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	type answer struct {
		Text string `json:"text"`
	}
	web.Ask(a.Site, web.Op{Method: "POST", Path: "/ask", ID: "ask", Action: policy.PublicRead}, func(context.Context, web.Caller, *thingInput) (*answer, error) {
		return &answer{strings.Repeat("panjang ", 500)}, nil
	})
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/api/v1/ask", strings.NewReader(`{"title":"a"}`))
	r.Header.Set("Authorization", "Bearer "+a.Key(policy.Coordinator, ""))
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Accept-Encoding", "gzip")
	w := httptest.NewRecorder()
	a.Site.ServeHTTP(w, r)
	if w.Code != http.StatusOK || w.Header().Get("Content-Encoding") != "gzip" || w.Body.Len() > 500 {
		t.Errorf("got %d with %d bytes, %v", w.Code, w.Body.Len(), w.Header())
	}
}
