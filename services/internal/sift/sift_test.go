package sift_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"makcomblang.id/services/internal/sift"
	"makcomblang.id/services/internal/views"
)

type row struct{ Even bool }

var (
	byEven = views.Index[row]{Name: "by_even", Keys: func(_ string, r row) []string { return []string{fmt.Sprint(r.Even) + "/"} }}
	table  = views.NewTable("row", byEven)
)

func TestMarksSurviveACursor(t *testing.T) {
	t.Parallel()
	for _, m := range []views.Mark{{}, {ID: "a"}, {Key: "health/", ID: "a"}} {
		if got := sift.Mark(sift.Text(m)); got != m {
			t.Errorf("got %+v, want %+v", got, m)
		}
	}
}
