package regions_test

import (
	"context"
	"maps"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"

	"makcomblang.id/pkg/contract"
	"makcomblang.id/services/internal/eventlog"
	"makcomblang.id/services/internal/eventlog/eventlogtest"
	"makcomblang.id/services/internal/policy"
	"makcomblang.id/services/internal/views"
	"makcomblang.id/services/internal/web/webtest"
	"makcomblang.id/services/regions"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const api = "/api/v1"

// body is a JSON object; with gives a copy with other fields, without those that are nil.
type body map[string]any

func (b body) with(change body) body {
	c := maps.Clone(b)
	maps.Copy(c, change)
	maps.DeleteFunc(c, func(_ string, v any) bool { return v == nil })
	return c
}

// floats is a body as JSON brings it back.
func (b body) floats() map[string]any {
	c := map[string]any{}
	for k, v := range b {
		if n, ok := v.(int); ok {
			v = float64(n)
		}
		c[k] = v
	}
	return c
}

// world is the service over a real log, with a few regions.
type world struct {
	t     *testing.T
	log   *eventlog.Log
	h     *webtest.Harness
	other *eventlog.Ledger[int]
	coord webtest.Caller
	keys  int
}

func province(code string) body {
	return body{"code": code, "name": "Provinsi " + code, "level": "province", "source": "idn-area-data 4.0.1", "basis": "official"}
}

var (
	bintuni = body{
		"code": "92.06", "name": "Kabupaten Teluk Bintuni", "level": "regency", "parent": "92", "time_zone": "Asia/Jayapura",
		"lat_e5": -213000, "lon_e5": 13353000, "coord_source": "geonames-seat", "source": "idn-area-data 4.0.1", "basis": "official",
	}
	listed = body{
		"status": "lagging", "list": "perpres-63-2020", "from": "2020-01-01", "until": "2024-12-31", "name_in_list": "Teluk Bintuni",
		"source": "Perpres 63/2020", "basis": "press",
	}
	left = body{
		"status": "graduated", "list": "perpres-63-2020", "from": "2025-01-01", "until": "2027-12-31",
		"source": "page: 25 Kabupaten Tertinggal Berhasil Dientaskan (tribratanews.polri.go.id)", "basis": "press",
	}
	renamed   = body{"name": "Kabupaten Bintuni", "from": "2026-01-01", "source": "PP 1/2026", "basis": "official"}
	indicator = body{"indicator": "hdi", "year": 2021, "value_milli": 63390, "unit": "poin", "source": "BPS", "basis": "official"}
	malaria   = body{
		"problem": "malaria", "priority": 4, "statement": "Butuh pemeriksaan dini malaria.", "office": "Dinas Kesehatan",
		"source": "Dinas Kesehatan", "basis": "official",
	}
	absorption = body{"period": "2027", "visits": 2, "source": "Bappeda", "basis": "official"}
	access     = body{
		"settings": []any{"coast"}, "air_only": false, "has": []any{"village-cadres"}, "lacks": []any{"internet"},
		"source": "BPS", "basis": "reading",
	}
)

func newWorld(t *testing.T) *world {
	t.Helper()
	log := eventlogtest.New(t)
	w := &world{t: t, log: log, h: webtest.New(t, log)}
	svc := regions.New(log, views.NewMemoryChecked(), regions.Options{
		Now: func() time.Time { return webtest.Now }, AllowSample: true,
	})
	svc.Routes(w.h.Site)
	w.other = eventlog.NewLedger(log, "load", func(n int, _ eventlog.Record) int { return n + 1 })
	eventlogtest.Run(t, log)
	w.coord = w.h.As(policy.Coordinator, "")
	for _, b := range []body{
		province("92"), province("12"), bintuni, province("99").with(body{"name": "Provinsi Contoh", "basis": "sample"}),
		{"code": "92.71", "name": "Kota Sorong", "level": "city", "source": "idn-area-data 4.0.1", "basis": "official"},
		{"code": "12.25", "name": "Kabupaten Nias Barat", "level": "regency", "source": "idn-area-data 4.0.1", "basis": "official"},
		{"code": "99.01", "name": "Kabupaten Contoh", "level": "regency", "source": "Contoh: peragaan", "basis": "sample"},
	} {
		w.coord.Post(api+"/regions", b).Want(http.StatusCreated)
	}
	w.probe()
	return w
}

// probe appends a fact that concerns nobody, waits for it and gives its place in the log.
func (w *world) probe() uint64 {
	w.t.Helper()
	w.keys++
	c := eventlog.Command{Actor: "other", Route: "test", Key: strings.Repeat("k", w.keys), Now: webtest.Now}
	r, err := w.other.Handle(context.Background(), c, "s-probe", func(int, uint64) (eventlog.Draft, error) {
		return eventlog.Draft{Data: &contract.LoadReleased{Match: "m", Reason: "x"}}, nil
	})
	if err != nil {
		w.t.Fatal(err)
	}
	if err := w.log.Wait(w.t.Context(), r.Seq); err != nil {
		w.t.Fatal(err)
	}
	return r.Seq
}

// unchanged fails unless nothing was appended since a probe.
func (w *world) unchanged(since uint64) {
	w.t.Helper()
	if got := w.probe(); got != since+1 {
		w.t.Errorf("%d facts were appended", got-since-1)
	}
}

// post sends a command that must succeed and waits until reads show it.
func (w *world) post(path string, b any, status int) {
	w.t.Helper()
	var a struct{ Position uint64 }
	w.coord.Post(api+path, b).Want(status).Decode(&a)
	if err := w.log.Wait(w.t.Context(), a.Position); err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) get(who webtest.Caller, path string) map[string]any {
	w.t.Helper()
	var a map[string]any
	who.Get(api + path).Want(http.StatusOK).Decode(&a)
	return a
}

func TestARegionIsToldWithTheBasisOfEveryFigure(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for path, b := range map[string]body{
		"/status": listed, "/indicators": indicator, "/access-profile": access, "/absorption": absorption, "/needs": malaria,
	} {
		w.post("/regions/92.06"+path, b, http.StatusOK)
	}
	standing := listed.with(body{"status": "last-known", "on": "2026-11-21", "name_in_list": nil})
	want := bintuni.with(body{
		"id": "9206", "version": 6, "needs": 1, "standing": map[string]any(standing),
		"indicators": []any{indicator.floats()}, "access": map[string]any(access), "absorption": []any{absorption.floats()},
	}).floats()
	if diff := cmp.Diff(w.get(w.coord, "/regions/9206"), want); diff != "" {
		t.Errorf("got -, want +\n%s", diff)
	}
	if diff := cmp.Diff(w.get(w.h.As(policy.Region, "92.06"), "/regions/92.06"), want); diff != "" {
		t.Errorf("its own officer: got -, want +\n%s", diff)
	}
	delete(want, "absorption")
	for _, who := range []webtest.Caller{w.h.As(policy.Public, ""), w.h.As(policy.Innovator, "x")} {
		if diff := cmp.Diff(w.get(who, "/regions/92.06"), want); diff != "" {
			t.Errorf("somebody else: got -, want +\n%s", diff)
		}
	}
	need := malaria.with(body{"need": "9206-malaria", "withdrawn": false}).floats()
	if diff := cmp.Diff(w.get(w.coord, "/regions/92.06/needs")["items"], []any{need}); diff != "" {
		t.Errorf("got -, want +\n%s", diff)
	}
}

func TestNamesAndStatusesHoldForTheirDays(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.post("/regions/92.06/status", listed, http.StatusOK)
	w.post("/regions/92.06/status", left, http.StatusOK)
	w.post("/regions/92.06/name", renamed, http.StatusOK)
	for day, want := range map[string]string{
		"2019-12-31": "Kabupaten Teluk Bintuni none", "2024-12-31": "Kabupaten Teluk Bintuni in-force",
		"2025-12-31": "Kabupaten Teluk Bintuni guided", "2026-01-01": "Kabupaten Bintuni guided", "2028-01-01": "Kabupaten Bintuni graduated",
	} {
		a := w.get(w.coord, "/regions/92.06?on="+day)
		got := a["name"].(string) + " " + a["standing"].(map[string]any)["status"].(string)
		if got != want || a["code"] != "92.06" {
			t.Errorf("on %s: got %s, want %s", day, got, want)
		}
	}
	want := map[string]any{
		"code": "92.06", "statuses": []any{map[string]any(listed), map[string]any(left)},
		"names": []any{
			map[string]any{"name": "Kabupaten Teluk Bintuni", "source": "idn-area-data 4.0.1", "basis": "official"}, map[string]any(renamed),
		},
	}
	if diff := cmp.Diff(w.get(w.coord, "/regions/92.06/history"), want); diff != "" {
		t.Errorf("got -, want +\n%s", diff)
	}
}

func TestNeedsAreDeclaredAnewAndWithdrawn(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.post("/regions/92.06/needs", malaria, http.StatusOK)
	w.post("/regions/92.06/needs", malaria.with(body{"problem": "clean-water", "priority": 5}), http.StatusOK)
	w.post("/regions/92.06/needs", malaria.with(body{"priority": 1}), http.StatusOK)
	w.post("/regions/92.06/needs/9206-clean-water/withdraw", body{"reason": "Sudah ada."}, http.StatusOK)
	got := w.get(w.coord, "/regions/92.06/needs")["items"].([]any)
	if len(got) != 1 || got[0].(map[string]any)["priority"] != 1.0 {
		t.Errorf("got %v", got)
	}
	got = w.get(w.coord, "/regions/92.06/needs?withdrawn=true")["items"].([]any)
	if len(got) != 2 || got[0].(map[string]any)["withdrawn_reason"] != "Sudah ada." {
		t.Errorf("got %v", got)
	}
	w.coord.Post(api+"/regions/92.06/needs/9206-none/withdraw", body{"reason": "x"}).Want(http.StatusNotFound)
	w.post("/regions/92.06/needs", malaria.with(body{"problem": "clean-water", "priority": 5}), http.StatusOK)
	if got := w.get(w.coord, "/regions/92.06")["needs"]; got != 2.0 {
		t.Errorf("got %v needs", got)
	}
}

func ids(w *world, path string) string {
	w.t.Helper()
	var all []string
	for next := path; next != ""; {
		var page struct {
			Items []struct{ Code string }
			Next  string
		}
		w.coord.Get(api + next).Want(http.StatusOK).Decode(&page)
		for _, item := range page.Items {
			all = append(all, item.Code)
		}
		if next = ""; page.Next != "" {
			next = path + "&cursor=" + url.QueryEscape(page.Next)
		}
	}
	return strings.Join(all, " ")
}

func TestRegionsAreFiltered(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for _, code := range []string{"92.06", "12.25"} {
		w.post("/regions/"+code+"/status", listed.with(body{"name_in_list": nil}), http.StatusOK)
	}
	w.post("/regions/92.06/status", left, http.StatusOK)
	w.post("/regions/92.06/name", renamed, http.StatusOK)
	for query, want := range map[string]string{
		"":                                      "12 12.25 92 92.06 92.71 99 99.01",
		"limit=3":                               "12 12.25 92 92.06 92.71 99 99.01",
		"level=province":                        "12 92 99",
		"level=city":                            "92.71",
		"province=92":                           "92 92.06 92.71",
		"province=92&level=regency":             "92.06",
		"list=perpres-63-2020":                  "12.25 92.06",
		"list=perpres-131-2015":                 "",
		"status=in-force":                       "",
		"status=in-force&on=2022-06-01":         "12.25 92.06",
		"status=last-known":                     "12.25",
		"status=guided":                         "92.06",
		"status=graduated&on=2028-01-01":        "92.06",
		"status=none&province=92":               "92 92.71",
		"status=last-known&province=92":         "",
		"q=bintuni":                             "92.06",
		"q=teluk":                               "92.06",
		"q=KOTA":                                "92.71",
		"q=12.25":                               "12.25",
		"status=in-force&on=2022-06-01&limit=1": "12.25 92.06",
	} {
		if got := ids(w, "/regions?"+query); got != want {
			t.Errorf("%s: got %q, want %q", query, got, want)
		}
	}
	for query, field := range map[string]string{
		"level=village": "level", "province=92.06": "province", "province=x": "province", "status=lagging": "status", "on=today": "on",
		"list=A": "list", "cursor=x": "cursor", "q=" + strings.Repeat("a", 101): "q",
	} {
		p := w.coord.Get(api + "/regions?" + query).Want(http.StatusUnprocessableEntity).Problem()
		if len(p.Errors) == 0 || p.Errors[0].Field != field || p.Errors[0].Allowed == "" {
			t.Errorf("%s: want field %s and what is allowed, got %+v", query, field, p.Errors)
		}
	}
}
