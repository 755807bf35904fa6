// Package sift reads one page of a view through a filter.
//
// It exists because a list has more filters than a view has indexes: the most
// telling one chooses the index, the others are asked row by row. The work of
// one page is bounded, so that a filter which keeps nothing costs no more than
// one that keeps all; a page may then hold fewer rows than were asked for, or
// none, and still have a next one.
package sift

import (
	"context"
	"strings"

	"makcomblang.id/services/internal/views"
)

const (
	chunk  = 256    // rows read at once
	budget = 20_000 // rows looked at for one page
)

// Page gives up to limit rows that keep keeps, from q.After on, and where the
// next page goes on: the zero Mark after the last page. The Limit of q is not
// used.
func Page[T any](
	ctx context.Context, v views.View, t views.Table[T], ix views.Index[T], q views.Query, limit int, keep func(T) bool,
) (rows []views.Row[T], next views.Mark, err error) {
	q.Limit = chunk
	for looked := 0; looked < budget; looked += chunk {
		batch, err := t.List(ctx, v, ix, q)
		if err != nil {
			return nil, views.Mark{}, err
		}
		for _, row := range batch {
			if !keep(row.Doc) {
				continue
			}
			if len(rows) == limit {
				return rows, rows[limit-1].Mark(), nil
			}
			rows = append(rows, row)
		}
		if len(batch) < chunk {
			return rows, views.Mark{}, nil
		}
		q.After = batch[len(batch)-1].Mark()
	}
	return rows, q.After, nil
}

// Text is a mark as a cursor holds it.
func Text(m views.Mark) string { return m.Key + "\n" + m.ID }

// Mark reads what Text wrote; the empty text is the beginning.
func Mark(text string) views.Mark {
	key, id, _ := strings.Cut(text, "\n")
	return views.Mark{Key: key, ID: id}
}
