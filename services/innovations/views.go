package innovations

import (
	"strings"

	"makcomblang.id/pkg/contract"
	"makcomblang.id/pkg/region"
	"makcomblang.id/services/innovations/owner"
	"makcomblang.id/services/innovations/practice"
	"makcomblang.id/services/internal/eventlog"
	"makcomblang.id/services/internal/views"
)

// viewVersion is raised when a row, a key or the fold changes.
const viewVersion = 1

// practiceRow is a practice with what lists filter by of its owner, who does not
// change.
type practiceRow struct {
	ID          string
	Version     uint64
	OwnerName   string
	OwnerRegion string
	State       practice.State
}

type ownerRow struct {
	ID      string
	Version uint64
	State   owner.State
}

// loadRow is how much approved matches took of one owner in a period.
type loadRow struct{ Taken int }

// Keys end with a slash, so that one is never the beginning of another.
var (
	allPractices = views.All[practiceRow]("all")
	bySector     = views.Index[practiceRow]{Name: "by_sector", Keys: func(k *views.Keys, _ string, r practiceRow) {
		addWords(k, r.State.Profile.Sector)
	}}
	byProblem = views.Index[practiceRow]{Name: "by_problem", Keys: func(k *views.Keys, _ string, r practiceRow) {
		addWords(k, r.State.Profile.MainProblem)
		addWords(k, r.State.Profile.Addresses...)
	}}
	byOwner = views.Index[practiceRow]{Name: "by_owner", Keys: func(k *views.Keys, _ string, r practiceRow) {
		addWords(k, r.State.Profile.Owner)
	}}
	byPlace = views.Index[practiceRow]{Name: "by_place", Keys: func(k *views.Keys, _ string, r practiceRow) {
		addWords(k, places(r)...)
	}}
	practiceTable = views.NewTable("practice", allPractices, bySector, byProblem, byOwner, byPlace)

	allOwners  = views.All[ownerRow]("all")
	ownerTable = views.NewTable("owner", allOwners)

	loadTable = views.NewTable("load", views.All[loadRow]("all"))
)

func addWords(k *views.Keys, words ...string) {
	for _, w := range words {
		if w != "" {
			k.Add(w, "/")
		}
	}
}

// places: a practice is found under the government that owns it, where its office
// is, and under the provinces of both.
func places(r practiceRow) []string {
	var all []string
	for _, code := range []string{r.OwnerRegion, r.State.Profile.LocatedIn} {
		if c := region.Code(code); c != "" {
			all = append(all, c.Dotted(), c.Province().Dotted())
		}
	}
	return all
}

// fold keeps the rows of practices, owners and loads.
func fold(w views.Writer, rec eventlog.Record) error {
	id := rec.Fact.Subject
	switch rec.Fact.Kind() {
	case "innovation":
		practiceTable.Change(w, id, func(r practiceRow, _ bool) practiceRow {
			r.ID, r.Version = id, rec.Fact.Version
			r.State = r.State.Apply(rec.Data, rec.Fact.Basis)
			o, _ := ownerTable.Read(w, r.State.Profile.Owner)
			r.OwnerName, r.OwnerRegion = o.State.Profile.Name, o.State.Profile.Region
			return r
		})
	case "owner":
		ownerTable.Change(w, id, func(r ownerRow, _ bool) ownerRow {
			return ownerRow{ID: id, Version: rec.Fact.Version, State: r.State.Apply(rec.Data, rec.Fact.Basis)}
		})
	case "load":
		foldLoad(w, id, rec.Data)
	}
	return nil
}

func foldLoad(w views.Writer, id string, data any) {
	if !strings.HasPrefix(id, "o-") { // sessions and regions are counted elsewhere
		return
	}
	change := 0
	switch data.(type) {
	case *contract.LoadTaken:
		change = 1
	case *contract.LoadReleased:
		change = -1
	}
	loadTable.Change(w, id, func(r loadRow, _ bool) loadRow { return loadRow{r.Taken + change} })
}
