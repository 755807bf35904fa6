package matches

import (
	"context"
	"fmt"

	"makcomblang.id/pkg/calendar"
	"makcomblang.id/pkg/fault"
	"makcomblang.id/pkg/intake"
	"makcomblang.id/pkg/region"
	"makcomblang.id/services/internal/policy"
	"makcomblang.id/services/internal/views"
	"makcomblang.id/services/internal/web"
)

// list answers the queue, or any part of it, as far as the caller may see it.
func (s api) list(ctx context.Context, who web.Caller, in *listInput) (*web.PageOf[Item], error) {
	if err := in.normalize(); err != nil {
		return nil, err
	}
	ix, prefix := in.index(who)
	keep := func(r row) bool {
		return in.takes(r) && who.May(policy.MatchRead, policy.Object{Region: r.Region, Owner: r.Owner})
	}
	filters := *in
	filters.Paging = Paging{}
	list := walk[row]{matchTable, ix, prefix, fmt.Sprintf("matches%v", filters), keep}
	rows, next, err := list.page(ctx, s.site, s.view.View(), in.Paging)
	if err != nil {
		return nil, err
	}
	items := make([]Item, len(rows))
	for i, r := range rows {
		items[i] = s.item(r)
	}
	return &web.PageOf[Item]{Items: items, Next: next}, nil
}

// normalize parses what has a form of its own, so that 92.06 and 9206 ask the same.
func (in *listInput) normalize() error {
	var wrong fault.List
	for _, f := range []struct {
		name string
		code *string
	}{{"region", &in.Region}, {"province", &in.Province}} {
		if *f.code == "" {
			continue
		}
		code, err := region.ParseCode(*f.code)
		wrong.At(f.name, err)
		*f.code = code.Dotted()
	}
	if in.Period != "" {
		wrong.Add(intake.Period("period", calendar.Period(in.Period)))
	}
	return wrong.Err()
}

// index is the narrowest order of the queue that holds all that is asked for, and the prefix of its keys. Without a
// filter it is what the caller's only role is about.
func (in *listInput) index(who web.Caller) (views.Index[row], string) {
	for _, f := range []struct {
		ix    views.Index[row]
		value string
	}{
		{byNeed, in.Need}, {byPlan, in.Plan}, {byRegion, in.Region}, {byOwner, in.Owner}, {byProvince, in.Province}, {byState, in.State},
	} {
		if f.value != "" {
			return f.ix, f.value
		}
	}
	if g := who.Subject.Grants; len(g) == 1 {
		switch g[0].Role {
		case policy.Region:
			code, _ := region.ParseCode(g[0].Scope)
			return byRegion, code.Dotted()
		case policy.Innovator:
			return byOwner, g[0].Scope
		case policy.Hub:
			return byProvince, g[0].Scope
		}
	}
	return everyMatch, ""
}

func (in *listInput) takes(r row) bool {
	return is(in.State, r.State) && is(in.Period, string(r.Period)) && is(in.Region, r.Region) && is(in.Province, r.province()) &&
		is(in.Owner, r.Owner) && is(in.Plan, r.Plan) && is(in.Problem, r.Problem) && is(in.Need, r.Need)
}

// is tells whether a filter that may be absent lets a value pass.
func is(filter, value string) bool { return filter == "" || filter == value }

// listQuestions answers questions that the caller may see, the oldest first.
func (s api) listQuestions(ctx context.Context, who web.Caller, in *questionsInput) (*web.PageOf[questionRow], error) {
	if in.Region != "" {
		code, err := region.ParseCode(in.Region)
		if err != nil {
			var wrong fault.List
			wrong.At("region", err)
			return nil, wrong.Err()
		}
		in.Region = code.Dotted()
	}
	ix, prefix := everyQuestion, ""
	switch {
	case in.Owner != "":
		ix, prefix = questionsOwner, in.Owner
	case in.Region != "":
		ix, prefix = questionsRegion, in.Region
	case in.State != "":
		ix, prefix = questionsByState, in.State
	}
	keep := func(q questionRow) bool {
		return is(in.State, q.State) && is(in.To, q.To) && is(in.Owner, q.Owner) && is(in.Region, q.Region) &&
			is(in.Practice, q.Practice) && is(in.Match, q.Match) && s.concerns(who, q.Owner, q.Region)
	}
	filters := *in
	filters.Paging = Paging{}
	list := walk[questionRow]{questionTable, ix, prefix, fmt.Sprintf("questions%v", filters), keep}
	rows, next, err := list.page(ctx, s.site, s.view.View(), in.Paging)
	if err != nil {
		return nil, err
	}
	return &web.PageOf[questionRow]{Items: rows, Next: next}, nil
}
