package subscriptions_test

import (
	"encoding/json"
	"net/http"
	"testing"

	"makcomblang.id/pkg/contract"
	"makcomblang.id/services/internal/policy"
	"makcomblang.id/services/internal/web/webtest"
)

func TestSchemasOfWhatLeaves(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	public := h.As(policy.Public, "")
	var list struct {
		Items []struct{ Type, Schema string } `json:"items"`
	}
	public.Get("/api/v1/schemas").Want(http.StatusOK).Decode(&list)
	told := map[string]string{}
	for _, it := range list.Items {
		told[it.Type] = it.Schema
	}
	for _, spec := range contract.All() {
		if spec.Audience == contract.Internal {
			public.Get("/api/v1/schemas/" + spec.Type).Want(http.StatusNotFound)
			if told[spec.Type] != "" {
				t.Errorf("%s is internal and listed", spec.Type)
			}
			continue
		}
		r := public.Get(told[spec.Type]).Want(http.StatusOK)
		if r.Header.Get("Content-Type") != "application/schema+json" || !json.Valid(r.Body) || string(r.Body) != string(spec.Schema()) {
			t.Errorf("%s: got %s %.80s", spec.Type, r.Header.Get("Content-Type"), r.Body)
		}
		public.Get(told[spec.Type], webtest.Header("If-None-Match", r.Header.Get("Etag"))).Want(http.StatusNotModified)
	}
	public.Get("/api/v1/schemas/region.need_declared.v9").Want(http.StatusNotFound)
}
