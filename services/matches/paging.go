package matches

import (
	"context"
	"fmt"
	"strings"

	"makcomblang.id/services/internal/views"
	"makcomblang.id/services/internal/web"
)

// readAhead is how many rows are read at once while a page is filled.
const readAhead = 200

// Paging is the part of a query that walks a list.
type Paging struct {
	Cursor string `query:"cursor" maxLength:"2000" doc:"The next of the page before, with the same filters."`
	Limit  int    `query:"limit" minimum:"1" maximum:"200" default:"50" doc:"At most so many items."`
}

// walk is one list as one caller asks for it: an index, the part of it, and which rows are shown.
type walk[T any] struct {
	table  views.Table[T]
	index  views.Index[T]
	prefix string // of the index's keys, without the slash that ends it
	name   string // of the list with its filters; a cursor is good for nothing else
	keep   func(T) bool
}

// page reads one page in the order of the index. It stops as soon as it knows whether there is another one.
func (w walk[T]) page(ctx context.Context, site *web.Site, v views.View, p Paging) (rows []T, next string, err error) {
	name := fmt.Sprintf("%s:%s/%s", w.name, w.index.Name, w.prefix)
	at, err := site.ParseCursor(name, p.Cursor)
	if err != nil {
		return nil, "", err
	}
	after := markOf(at.After)
	rows = []T{}
	for {
		read, err := w.table.List(ctx, v, w.index, views.Query{Prefix: w.prefix + "/", After: after, Limit: readAhead})
		if err != nil {
			return nil, "", err
		}
		for _, r := range read {
			if !w.keep(r.Doc) {
				after = r.Mark()
				continue
			}
			if len(rows) == p.Limit {
				return rows, site.Cursor(name, web.Cursor{After: after.Key + "\x00" + after.ID}), nil
			}
			rows, after = append(rows, r.Doc), r.Mark()
		}
		if len(read) < readAhead {
			return rows, "", nil
		}
	}
}

// markOf reads a place back from a cursor; the cursor's signature says that it is one.
func markOf(s string) views.Mark {
	key, id, _ := strings.Cut(s, "\x00")
	return views.Mark{Key: key, ID: id}
}
