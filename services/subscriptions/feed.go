package subscriptions

import (
	"context"
	"net/http"
	"strconv"
	"strings"

	"makcomblang.id/pkg/contract"
	"makcomblang.id/pkg/event"
	"makcomblang.id/pkg/fault"
	"makcomblang.id/services/internal/eventlog"
	"makcomblang.id/services/internal/policy"
	"makcomblang.id/services/internal/web"
	"makcomblang.id/services/subscriptions/endpoint"
)

const (
	feedLimit   = 100
	feedMost    = 1000
	feedScanned = 5000 // facts that one request looks through
)

func (s *Service) feedRoutes(site *web.Site) {
	web.Raw(site, web.Op{
		Method: http.MethodGet, Path: "/facts", ID: "read-facts", Tag: feedTag, Action: policy.FeedRead, Public: true,
		Summary: "Facts behind a position: the same documents as in webhooks and the live stream. Without a key, the public ones",
		Raw:     factsDoc(),
	}, s.facts)
	web.Raw(site, web.Op{
		Method: http.MethodGet, Path: "/live", ID: "listen-live", Tag: feedTag, Action: policy.LiveRead, Longlived: true,
		Summary: "Facts as server-sent events from now on, or from behind Last-Event-ID; an event's id is its position",
		Raw:     liveDoc(),
	}, s.listen)
	web.Query(site, web.Op{
		Method: http.MethodGet, Path: "/webhook-keys", ID: "webhook-keys", Tag: feedTag, Action: policy.FeedRead, Public: true,
		Summary: "The public key that verifies v1a signatures of deliveries",
	}, s.webhookKeys)
	web.Page(site, "/feeds/regions/{file}", policy.FeedRead, s.regionFeed)
	web.Page(site, "/feeds/sectors/{file}", policy.FeedRead, s.sectorFeed)
	for _, f := range []struct{ path, id, summary string }{
		{"/feeds/regions/{region}.atom", "region-feed", "What happened in one region, as Atom; the code without its dot"},
		{"/feeds/sectors/{sector}.atom", "sector-feed", "What happened in one sector, as Atom"},
		{"/feeds/bulletin.atom", "bulletin-feed", "The archive of the public bulletin, as Atom"},
	} {
		web.DescribePage(site, web.Op{
			Path: f.path, ID: f.id, Tag: feedTag, Action: policy.FeedRead, Summary: f.summary, Raw: web.RawDoc{Types: []string{"application/atom+xml"}, Revalidates: true},
		})
	}
}

type webhookKeys struct {
	Ed25519 []string `json:"ed25519" nullable:"false" doc:"Public keys in the form of Standard Webhooks (whpk_...)."`
}

func (s *Service) webhookKeys(ctx context.Context, _ web.Caller, _ *struct{}) (*webhookKeys, error) {
	out := webhookKeys{Ed25519: []string{}}
	if s.secrets.public() == "" { // asked before the service has begun
		if err := s.secrets.openSigner(ctx); err != nil {
			return nil, err
		}
	}
	if key := s.secrets.public(); key != "" {
		out.Ed25519 = append(out.Ed25519, key)
	}
	return &out, nil
}

// listening is what a caller asked to hear and may hear.
type listening struct {
	holder endpoint.Holder
	filter contract.EndpointFilter
	sample bool // sample data too
}

func (l listening) hears(rec eventlog.Record) bool {
	if rec.Fact.Basis == event.Sample && !l.sample {
		return false
	}
	return endpoint.Matches(l.filter, rec.Fact, rec.Data) && l.holder.MayHear(rec.Fact, rec.Data)
}

// listens reads the filters of a feed from its query. Who shows no key is told no sample data, unless this server is a
// demonstration: a public reader would take it for a statement.
func (s *Service) listens(who web.Caller, r *http.Request) (listening, error) {
	q := r.URL.Query()
	l := listening{holder: holderOf(who.Subject), sample: s.opt.Demo || who.Subject.Known()}
	l.filter.Region = q.Get("region")
	for _, list := range q["types"] {
		for typ := range strings.SplitSeq(list, ",") {
			if typ != "" {
				l.filter.Types = append(l.filter.Types, typ)
			}
		}
	}
	return l, endpoint.CheckFilter(l.filter)
}

// facts answers with what stands in the log behind a position. It always says where to go on, also when nothing was for
// the caller, so that a poller reads each part of the log once.
func (s *Service) facts(ctx context.Context, who web.Caller, w http.ResponseWriter, r *http.Request) error {
	if err := onlyQuery(r, "after", "limit", "types", "region", "log"); err != nil {
		return err
	}
	if err := s.sameLog(r); err != nil {
		return err
	}
	l, err := s.listens(who, r)
	if err != nil {
		return err
	}
	after, err := number(r, "after", 0, 1<<62)
	if err != nil {
		return err
	}
	limit, err := number(r, "limit", feedLimit, feedMost)
	if err != nil {
		return err
	}
	if err := s.log.Reach(ctx, after); err != nil {
		return err
	}
	head := s.log.Position()
	body := []byte(`{"items":[`)
	count, scanned := uint64(0), 0
	for after < head && count < limit && scanned < feedScanned {
		batch, err := s.log.Read(ctx, after+1, int(min(head-after, 500)))
		if err != nil {
			return fault.Unavailable(err, "The log of facts cannot be read at the moment.")
		}
		if len(batch) == 0 {
			break
		}
		for _, rec := range batch {
			after, scanned = rec.Seq, scanned+1
			if !l.hears(rec) {
				continue
			}
			if count++; count > 1 {
				body = append(body, ',')
			}
			body = append(strconv.AppendUint(append(body, `{"position":`...), rec.Seq, 10), `,"fact":`...)
			body = append(append(body, rec.Doc...), '}')
			if count == limit {
				break
			}
		}
	}
	body = append(body, `],"after":`...)
	body = strconv.AppendUint(body, after, 10)
	body = append(body, `,"log":"`+s.log.ID()+`","more":`...)
	body = append(strconv.AppendBool(body, after < head), '}', '\n')
	q := r.URL.Query()
	q.Set("after", strconv.FormatUint(after, 10))
	q.Set("log", s.log.ID())
	w.Header().Set("Content-Type", "application/json")
	w.Header().Add("Link", "<"+r.URL.EscapedPath()+"?"+q.Encode()+`>; rel="next"`)
	_, _ = w.Write(body)
	return nil
}

// listen streams facts. What the caller may hear is asked for each fact, so that a key that ends, ends the hearing.
func (s *Service) listen(_ context.Context, who web.Caller, w http.ResponseWriter, r *http.Request) error {
	if err := onlyQuery(r, "types", "region", "log"); err != nil {
		return err
	}
	if err := s.sameLog(r); err != nil {
		return err
	}
	l, err := s.listens(who, r)
	if err != nil {
		return err
	}
	return s.live.Serve(w, r, func(rec eventlog.Record) bool {
		subject, err := s.directory.ByID(who.Subject.KeyID, s.opt.Now())
		l.holder = holderOf(subject)
		return err == nil && l.hears(rec)
	})
}

// sameLog refuses a reader whose position is of a log that was replaced since: behind that number stand other facts now, and
// those before it would be skipped.
func (s *Service) sameLog(r *http.Request) error {
	of := r.URL.Query().Get("log")
	if of == "" || of == s.log.ID() {
		return nil
	}
	other := fault.Conflictf("position.other_log", "This position is of another log: the log was replaced since, by a backup with %d facts. "+
		"Start again from a position up to that, with the log of that answer, and drop the facts whose ids you know.", s.log.RestoredHead())
	if s.log.RestoredHead() == 0 { // another server, or one that was begun anew
		other = fault.Conflictf("position.other_log", "This position is of another log than this server has. "+
			"Start again from position 0, with the log of that answer, and drop the facts whose ids you know.")
	}
	return other.With("restored", strconv.FormatUint(s.log.RestoredHead(), 10)).With("log", s.log.ID())
}

// number reads a number of the query, the default for none.
func number(r *http.Request, name string, def, most uint64) (uint64, error) {
	text := r.URL.Query().Get(name)
	if text == "" {
		return def, nil
	}
	n, err := strconv.ParseUint(text, 10, 64)
	if err != nil || n > most || name == "limit" && n == 0 {
		return 0, fault.Invalid(name, "request.number", "This is not a number in range.", "").Allowing(fault.Textf("a whole number up to %d", most))
	}
	return n, nil
}

// onlyQuery refuses parameters that a feed has not: a misspelt filter would look like one that matches everything.
func onlyQuery(r *http.Request, names ...string) error {
	for name := range r.URL.Query() {
		known := false
		for _, n := range names {
			known = known || n == name
		}
		if !known {
			return fault.Invalid("query", "request.query", "There is a parameter that this feed has not.", "").Allowing(fault.Plain(strings.Join(names, ", ")))
		}
	}
	return nil
}
