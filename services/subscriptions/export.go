package subscriptions

import (
	"context"
	"net/http"

	"makcomblang.id/services/internal/eventlog"
	"makcomblang.id/services/internal/policy"
	"makcomblang.id/services/internal/web"
)

// exportRoute answers all facts that the caller may hear as NDJSON, one document a line, in the order of the log. Each
// aggregate's chain is whole in it, since the audience belongs to the type and internal kinds are left out as a whole.
func (s *Service) exportRoute(site *web.Site) {
	o := op(http.MethodGet, "/export", "export-facts", "All facts that you may hear, as NDJSON", policy.ExportRead)
	o.Longlived, o.Raw = true, web.RawDoc{Types: []string{"application/x-ndjson"}}
	web.Raw(site, o, func(ctx context.Context, who web.Caller, w http.ResponseWriter, _ *http.Request) error {
		holder := holderOf(who.Subject)
		w.Header().Set("Content-Type", "application/x-ndjson")
		_, err := s.log.Export(ctx, w, func(rec eventlog.Record) bool { return holder.MayHear(rec.Fact, rec.Data) })
		return err
	})
}
