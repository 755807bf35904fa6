package subscription_test

import (
	"fmt"
	"testing"
	"time"

	"makcomblang.id/pkg/contract"
	"makcomblang.id/pkg/fault"
	"makcomblang.id/services/subscriptions/subscription"
)

func settings(cadence, zone string) contract.SubscriptionSettings {
	return contract.SubscriptionSettings{Cadence: cadence, TimeZone: zone}
}

func TestBadInputNamesTheField(t *testing.T) {
	t.Parallel()
	good := subscription.Open{Channel: "office", Owner: "a-1", Settings: settings("daily", "Asia/Jayapura")}
	long := make([]string, 51)
	for _, c := range []struct {
		name   string
		change func(*subscription.Open)
		field  string
	}{
		{"good", func(*subscription.Open) {}, ""},
		{"channel", func(o *subscription.Open) { o.Channel = "fax" }, "channel"},
		{"cadence", func(o *subscription.Open) { o.Settings.Cadence = "hourly" }, "cadence"},
		{"zone", func(o *subscription.Open) { o.Settings.TimeZone = "Europe/Berlin" }, "time_zone"},
		{"label", func(o *subscription.Open) { o.Settings.Label = "hubungi 081234567890" }, "label"},
		{"type", func(o *subscription.Open) { o.Filter.Types = []string{"region.exploded.v1"} }, "types"},
		{"internal type", func(o *subscription.Open) { o.Filter.Types = []string{"access.key_issued.v1"} }, "types"},
		{"region", func(o *subscription.Open) { o.Filter.Regions = []string{"92.06", "Papua"} }, "regions"},
		{"empty region", func(o *subscription.Open) { o.Filter.Regions = []string{""} }, "regions"},
		{"sector", func(o *subscription.Open) { o.Filter.Sectors = []string{"x y"} }, "sectors"},
		{"problem", func(o *subscription.Open) { o.Filter.Problems = []string{""} }, "problems"},
		{"host", func(o *subscription.Open) { o.Filter.Hosts = []string{"A"} }, "hosts"},
		{"status", func(o *subscription.Open) { o.Filter.Statuses = []string{"poor"} }, "statuses"},
		{"basis", func(o *subscription.Open) { o.Filter.Bases = []string{"rumour"} }, "bases"},
		{"list", func(o *subscription.Open) { o.Filter.Problems = long }, "problems"},
	} {
		in := good
		c.change(&in)
		_, err := in.Decide(subscription.State{})
		field := ""
		if f, ok := fault.As(err); ok {
			field = f.Field
		}
		if field != c.field {
			t.Errorf("%s: got field %q, want %q (%v)", c.name, field, c.field, err)
		}
	}
}

func TestLife(t *testing.T) {
	t.Parallel()
	s := subscription.State{}.Apply(5, time.Time{}, &contract.SubscriptionOpened{Channel: "person", Owner: "a-1", SubscriptionSettings: settings("daily", "Asia/Jakarta")})
	if s.Mails() {
		t.Error("mails are sent to an address that never answered")
	}
	step := func(data any, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		s = s.Apply(s.Since+1, time.Time{}, data)
	}
	confirmed, err := subscription.Confirm(s)
	step(confirmed, err)
	if again, _ := subscription.Confirm(s); again != nil || !s.Mails() || s.Since != 6 {
		t.Errorf("confirmed: got %+v", s)
	}
	paused, err := subscription.Pause(s, subscription.Bounced)
	step(paused, err)
	if s.Mails() || s.Paused != subscription.Bounced {
		t.Errorf("paused: got %+v", s)
	}
	resumed, err := subscription.Resume(s)
	step(resumed, err)
	closed, err := subscription.Close(s, subscription.Unsubscribed)
	step(closed, err)
	if again, err := subscription.Close(s, subscription.Unsubscribed); again != nil || err != nil || s.Exists() {
		t.Errorf("closed twice: got %v, %v", again, err)
	}
	if _, err := subscription.Resume(s); fault.KindOf(err) != fault.KindNotFound {
		t.Errorf("resumed after the end: got %v", err)
	}
}

func TestDigestsAreDueAtEightWhereTheReaderIs(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ cadence, zone, now, want string }{
		{"daily", "Asia/Jayapura", "2026-11-23T22:59:59Z", "2026-11-22T23:00:00Z"},
		{"daily", "Asia/Jayapura", "2026-11-23T23:00:00Z", "2026-11-23T23:00:00Z"}, // 08.00 WIT
		{"daily", "Asia/Makassar", "2026-11-24T00:00:00Z", "2026-11-24T00:00:00Z"}, // 08.00 WITA
		{"daily", "Asia/Jakarta", "2026-11-24T00:30:00Z", "2026-11-23T01:00:00Z"},
		{"daily", "Asia/Jakarta", "2026-11-24T01:00:00Z", "2026-11-24T01:00:00Z"}, // 08.00 WIB
		{"weekly", "Asia/Jakarta", "2026-11-24T05:00:00Z", "2026-11-23T01:00:00Z"},
		{"weekly", "Asia/Jakarta", "2026-11-23T00:59:00Z", "2026-11-16T01:00:00Z"},
	} {
		now, err := time.Parse(time.RFC3339, c.now)
		if err != nil {
			t.Fatal(err)
		}
		s := subscription.State{Settings: settings(c.cadence, c.zone)}
		if got := s.Due(now).UTC().Format(time.RFC3339); got != c.want {
			t.Errorf("%s in %s at %s: got %s, want %s", c.cadence, c.zone, c.now, got, c.want)
		}
	}
	now := time.Date(2026, 11, 23, 23, 30, 0, 0, time.UTC)
	if got := subscription.Next(now); !got.Equal(time.Date(2026, 11, 24, 0, 0, 0, 0, time.UTC)) {
		t.Errorf("next after %v: got %v", now, got)
	}
	if !(subscription.State{Settings: settings("at-once", "Asia/Jakarta")}).Due(now).IsZero() {
		t.Error("what is told at once is due at no hour")
	}
}

func TestMatchSaysWhy(t *testing.T) {
	t.Parallel()
	about := subscription.About{
		Type: "region.need_declared.v1", Basis: "official", Regions: []string{"9206"}, Problems: []string{"malaria"},
		Sectors: []string{"kesehatan"}, Statuses: []string{"lagging"},
	}
	for _, c := range []struct {
		filter contract.SubscriptionFilter
		want   string
	}{
		{contract.SubscriptionFilter{}, "[]"},
		{contract.SubscriptionFilter{Regions: []string{"11", "92"}}, "[{regions 92}]"},
		{contract.SubscriptionFilter{Regions: []string{"92.06"}, Problems: []string{"air", "malaria"}}, "[{regions 92.06} {problems malaria}]"},
		{contract.SubscriptionFilter{Regions: []string{"92.06"}, Problems: []string{"air"}}, "no"},
		{contract.SubscriptionFilter{Regions: []string{"92.0"}}, "no"},
		{contract.SubscriptionFilter{Hosts: []string{"rsud"}}, "no"},
		{contract.SubscriptionFilter{Statuses: []string{"lagging"}, Bases: []string{"official"}, Sectors: []string{"kesehatan"}}, "[{sectors kesehatan} {statuses lagging} {bases official}]"},
		{contract.SubscriptionFilter{Types: []string{"need.unanswered.v1"}}, "no"},
	} {
		met, ok := subscription.Match(c.filter, about)
		got := fmt.Sprint(met)
		if !ok {
			got = "no"
		}
		if got != c.want {
			t.Errorf("%+v: got %s, want %s", c.filter, got, c.want)
		}
	}
}
