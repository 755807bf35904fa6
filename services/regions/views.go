package regions

import (
	"makcomblang.id/services/internal/eventlog"
	"makcomblang.id/services/internal/views"
	"makcomblang.id/services/regions/region"
)

// viewVersion is raised when a row, a key or the fold changes.
const viewVersion = 1

// row is one region; its id is the code without the dot.
type row struct {
	ID      string
	Version uint64
	State   region.State
}

// Keys end with a slash, so that one is never the beginning of another.
var (
	all        = views.All[row]("all")
	byProvince = views.Index[row]{Name: "by_province", Keys: func(k *views.Keys, _ string, r row) {
		k.Add(r.State.Code().Province().Dotted(), "/")
	}}
	byList = views.Index[row]{Name: "by_list", Keys: func(k *views.Keys, _ string, r row) {
		for _, st := range r.State.Statuses {
			k.Add(st.List, "/")
		}
	}}
	// listed holds the regions that ever had a status.
	listed = views.Index[row]{Name: "listed", Keys: func(k *views.Keys, _ string, r row) {
		if len(r.State.Statuses) > 0 {
			k.Add()
		}
	}}
	table = views.NewTable("region", all, byProvince, byList, listed)
)

func fold(w views.Writer, rec eventlog.Record) error {
	if rec.Fact.Kind() != "region" {
		return nil
	}
	id := rec.Fact.Subject
	table.Change(w, id, func(r row, _ bool) row {
		return row{ID: id, Version: rec.Fact.Version, State: r.State.Apply(rec.Data, rec.Fact.Basis)}
	})
	return nil
}
