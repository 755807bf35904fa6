package demo

import (
	"context"
	"net/url"

	"makcomblang.id/services/cmd/makcomblang/client"
)

// text is a sentence in both languages.
type text struct {
	ID string `json:"id"`
	EN string `json:"en"`
}

type gate struct {
	Key      string `json:"key"`
	Answer   string `json:"answer"`
	Sentence text   `json:"sentence"`
}

type part struct {
	Label    text `json:"label"`
	Known    bool `json:"known"`
	Value    int  `json:"value"`
	Sentence text `json:"sentence"`
}

type pair struct {
	Innovation string `json:"innovation"`
	Title      string `json:"title"`
	Owner      string `json:"owner"`
	OwnerName  string `json:"owner_name"`
	Need       string `json:"need"`
	Region     string `json:"region"`
	RegionName string `json:"region_name"`
	Priority   int    `json:"priority"`
	Mode       string `json:"mode"`
	Candidate  bool   `json:"candidate"`
	Band       any    `json:"band"`
	Parts      []part `json:"-"`
	Gates      []gate `json:"gates"`
	Basis      string `json:"basis"`
}

type need struct {
	Need       string `json:"need"`
	Problem    string `json:"problem"`
	Statement  string `json:"statement"`
	Priority   int    `json:"priority"`
	Unanswered bool   `json:"unanswered"`
	Candidates []struct {
		pair
		BandWord text     `json:"band_word"`
		Parts    []part   `json:"parts"`
		Open     []string `json:"open"`
	} `json:"candidates"`
}

type recommendation struct {
	Region string `json:"region"`
	Name   string `json:"name"`
	Status struct {
		State  string `json:"state"`
		List   string `json:"list"`
		Until  string `json:"until"`
		Guided bool   `json:"guided"`
	} `json:"status"`
	Needs []need `json:"needs"`
}

// need finds a need of the region by its problem.
func (r recommendation) need(problem string) (need, bool) {
	for _, n := range r.Needs {
		if n.Problem == problem {
			return n, true
		}
	}
	return need{}, false
}

type whyNotAnswer struct {
	Title     string `json:"title"`
	OwnerName string `json:"owner_name"`
	Candidate bool   `json:"candidate"`
	BandWord  text   `json:"band_word"`
	Rank      int    `json:"rank"`
	Of        int    `json:"of"`
	Gates     []gate `json:"gates"`
	Parts     []part `json:"parts"`
}

type plan struct {
	ID         string   `json:"id"`
	Version    int64    `json:"version"`
	Objective  int64    `json:"objective"`
	Bound      int64    `json:"bound"`
	Pairs      []pair   `json:"pairs"`
	Unserved   []string `json:"unserved"`
	Unanswered []string `json:"unanswered"`
}

type match struct {
	ID         string `json:"id"`
	Version    int64  `json:"version"`
	State      string `json:"state"`
	Innovation string `json:"innovation"`
	Owner      string `json:"owner"`
	Region     string `json:"region"`
	Need       string `json:"need"`
	Mode       string `json:"mode"`
}

func (w *world) recommendations(ctx context.Context, c *client.Client, code string) (recommendation, error) {
	var r recommendation
	return r, c.Get(ctx, "/api/v1/recommendations/"+code+"?limit=100", &r)
}

func (w *world) why(ctx context.Context, innovation, need string) (whyNotAnswer, error) {
	var a whyNotAnswer
	q := url.Values{"innovation": {innovation}, "need": {need}}
	return a, w.ministry.Get(ctx, "/api/v1/whynot?"+q.Encode(), &a)
}

// matches lists matches by a query.
func (w *world) matches(ctx context.Context, query string) ([]match, error) {
	return all[match](ctx, w.ministry, "/api/v1/matches?limit=200&"+query)
}

// all reads every page of a list.
func all[T any](ctx context.Context, c *client.Client, path string) ([]T, error) {
	var items []T
	for cursor := ""; ; {
		var page struct {
			Items []T    `json:"items"`
			Next  string `json:"next"`
		}
		if err := c.Get(ctx, path+cursor, &page); err != nil {
			return nil, err
		}
		items = append(items, page.Items...)
		if page.Next == "" {
			return items, nil
		}
		cursor = "&cursor=" + url.QueryEscape(page.Next)
	}
}
