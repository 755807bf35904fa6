package subscriptions

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"net/http"

	"makcomblang.id/pkg/contract"
	"makcomblang.id/pkg/fault"
	"makcomblang.id/services/internal/policy"
	"makcomblang.id/services/internal/web"
)

// schemaView is one type of fact in the list of schemas.
type schemaView struct {
	Type     string `json:"type" doc:"Type of fact."`
	Audience string `json:"audience" enum:"public,parties,ministry" doc:"Who may hear of it."`
	Doc      string `json:"doc" doc:"When it is appended."`
	Schema   string `json:"schema" doc:"Where its JSON Schema is."`
}

type schemaList struct {
	Items []schemaView `json:"items" nullable:"false" doc:"The types in the order of the contract."`
}

func (s *Service) schemaRoutes(site *web.Site) {
	web.Query(site, web.Op{
		Method: http.MethodGet, Path: "/schemas", ID: "list-schemas", Tag: feedTag, Action: policy.FeedRead, Public: true,
		Summary: "Types of fact that leave this system, with their audience",
	}, s.schemas)
	web.Raw(site, web.Op{
		Method: http.MethodGet, Path: "/schemas/{type}", ID: "get-schema", Tag: feedTag, Action: policy.FeedRead, Public: true, Raw: web.RawDoc{Types: []string{"application/schema+json"}, Revalidates: true},
		Summary: "JSON Schema (2020-12) of the data of one type of fact",
	}, s.schema)
}

func (s *Service) schemas(context.Context, web.Caller, *struct{}) (*schemaList, error) {
	out := schemaList{Items: []schemaView{}}
	for _, spec := range contract.All() {
		if spec.Audience != contract.Internal {
			out.Items = append(out.Items, schemaView{spec.Type, string(spec.Audience), spec.Doc, "/api/v1/schemas/" + spec.Type})
		}
	}
	return &out, nil
}

// schema answers the same bytes for as long as a type lives: a shipped type never changes.
func (s *Service) schema(_ context.Context, _ web.Caller, w http.ResponseWriter, r *http.Request) error {
	if err := onlyQuery(r); err != nil {
		return err
	}
	spec, ok := contract.Lookup(r.PathValue("type"))
	if !ok || spec.Audience == contract.Internal {
		return fault.NotFoundf("schema.unknown", "There is no such type of fact.")
	}
	body := spec.Schema()
	sum := sha256.Sum256(body)
	tag := `"` + hex.EncodeToString(sum[:12]) + `"`
	h := w.Header()
	h.Set("Etag", tag)
	h.Set("Cache-Control", "public, max-age=3600")
	if hasTag(r.Header.Values("If-None-Match"), tag) {
		w.WriteHeader(http.StatusNotModified)
		return nil
	}
	h.Set("Content-Type", "application/schema+json")
	_, _ = w.Write(body)
	return nil
}
