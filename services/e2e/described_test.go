package e2e

import (
	"io"
	"net/http"
	"sync"

	"makcomblang.id/services/internal/web/webtest"
)

// api is how the server that a caller speaks to describes its API, once it was asked.
type api struct {
	mu    sync.Mutex
	known *webtest.Description
}

// check holds an answer to the description. A server that is going down describes nothing any more.
func (a *api) check(c caller, req *http.Request, got answer) error {
	if req.URL.Path == "/api/v1/openapi.json" {
		return nil
	}
	d, err := a.description(c)
	if d == nil || err != nil {
		return err
	}
	return d.Check(req, got.status, got.header, got.body)
}

func (a *api) description(c caller) (*webtest.Description, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.known != nil {
		return a.known, nil
	}
	req, err := http.NewRequest(http.MethodGet, c.base+"/api/v1/openapi.json", nil)
	if err != nil {
		return nil, err
	}
	if c.key != "" {
		req.Header.Set("Authorization", "Bearer "+c.key)
	}
	resp, err := c.client.Do(req)
	if err != nil {
		return nil, nil
	}
	defer func() { _ = resp.Body.Close() }()
	doc, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != http.StatusOK {
		return nil, nil // perhaps the key is not known yet, or the server goes
	}
	a.known, err = webtest.ParseDescription(doc)
	return a.known, err
}
