package endpoint_test

import (
	"testing"
	"time"

	"makcomblang.id/services/subscriptions/endpoint"
)

var now = time.Date(2026, 11, 21, 3, 0, 0, 0, time.UTC)

func TestEveryClassOfAnswer(t *testing.T) {
	t.Parallel()
	cases := map[int]endpoint.Verdict{
		0: endpoint.Retry, 100: endpoint.Retry, 200: endpoint.Delivered, 201: endpoint.Delivered, 202: endpoint.Delivered, 204: endpoint.Delivered, 299: endpoint.Delivered,
		300: endpoint.Retry, 301: endpoint.Retry, 302: endpoint.Retry, 303: endpoint.Retry, 304: endpoint.Retry, 307: endpoint.Retry, 308: endpoint.Retry,
		400: endpoint.Retry, 401: endpoint.Retry, 403: endpoint.Retry, 404: endpoint.Retry, 408: endpoint.Retry, 410: endpoint.Stop,
		413: endpoint.Retry, 429: endpoint.Retry, 500: endpoint.Retry, 502: endpoint.Retry, 503: endpoint.Retry, 504: endpoint.Retry, 599: endpoint.Retry,
	}
	for status, want := range cases {
		if got := endpoint.Judge(endpoint.Answer{Status: status}); got != want {
			t.Errorf("%d: got %v, want %v", status, got, want)
		}
	}
}

func TestDueFollowsTheTable(t *testing.T) {
	t.Parallel()
	want := []time.Duration{5 * time.Second, 5 * time.Minute, 30 * time.Minute, 2 * time.Hour, 5 * time.Hour, 10 * time.Hour, 14 * time.Hour, 20 * time.Hour, 24 * time.Hour}
	var total time.Duration
	for i, w := range want {
		at, ok := endpoint.Due(i+1, endpoint.Answer{Status: 500}, now, 0)
		if got := at.Sub(now); !ok || got != w {
			t.Errorf("after attempt %d: got %v, %v, want %v", i+1, got, ok, w)
		}
		late, _ := endpoint.Due(i+1, endpoint.Answer{Status: 500}, now, 0.999)
		if d := late.Sub(at); d <= 0 || d > w/10 {
			t.Errorf("after attempt %d: got jitter %v, want up to a tenth, never early", i+1, d)
		}
		total += w
	}
	if want := 75*time.Hour + 35*time.Minute + 5*time.Second; total != want {
		t.Errorf("got %v in all, want %v", total, want)
	}
	if _, ok := endpoint.Due(endpoint.MaxAttempts, endpoint.Answer{Status: 500}, now, 0); ok {
		t.Error("got a retry after the last attempt, want none")
	}
}

func TestRetryAfterAndThrottling(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name string
		n    int
		a    endpoint.Answer
		want time.Duration
	}{
		{"seconds", 1, endpoint.Answer{Status: 503, RetryAfter: "120"}, 2 * time.Minute},
		{"never earlier than the table", 2, endpoint.Answer{Status: 503, RetryAfter: "1"}, 5 * time.Minute},
		{"a date", 1, endpoint.Answer{Status: 429, RetryAfter: "Sat, 21 Nov 2026 04:00:00 GMT"}, time.Hour},
		{"a date in the past", 1, endpoint.Answer{Status: 503, RetryAfter: "Sat, 21 Nov 2020 04:00:00 GMT"}, 5 * time.Second},
		{"capped", 1, endpoint.Answer{Status: 503, RetryAfter: "9999999999"}, 24 * time.Hour},
		{"negative", 1, endpoint.Answer{Status: 503, RetryAfter: "-5"}, 5 * time.Second},
		{"nonsense", 1, endpoint.Answer{Status: 503, RetryAfter: "soon"}, 5 * time.Second},
		{"429 waits a minute", 1, endpoint.Answer{Status: 429}, time.Minute},
		{"502 waits a minute", 1, endpoint.Answer{Status: 502}, time.Minute},
		{"504 waits a minute", 1, endpoint.Answer{Status: 504}, time.Minute},
		{"a timeout waits a minute", 1, endpoint.Answer{TimedOut: true}, time.Minute},
	}
	for _, c := range cases {
		at, ok := endpoint.Due(c.n, c.a, now, 0)
		if got := at.Sub(now); !ok || got != c.want {
			t.Errorf("%s: got %v, %v, want %v", c.name, got, ok, c.want)
		}
	}
}

func TestWhoAskedToSlowDownGetsNothing(t *testing.T) {
	t.Parallel()
	cases := []struct {
		a    endpoint.Answer
		want time.Duration
	}{
		{endpoint.Answer{Status: 429}, time.Minute},
		{endpoint.Answer{Status: 502}, time.Minute},
		{endpoint.Answer{Status: 504}, time.Minute},
		{endpoint.Answer{Status: 429, RetryAfter: "7200"}, 2 * time.Hour},
		{endpoint.Answer{Status: 429, RetryAfter: "1"}, time.Minute},
		{endpoint.Answer{Status: 429, RetryAfter: "99999999"}, 24 * time.Hour},
		{endpoint.Answer{Status: 503, RetryAfter: "30"}, 30 * time.Second},
		{endpoint.Answer{Status: 503}, 0},
		{endpoint.Answer{Status: 500, RetryAfter: "30"}, 0},
		{endpoint.Answer{Status: 200, RetryAfter: "30"}, 0},
		{endpoint.Answer{TimedOut: true}, 0}, // a slow delivery holds its own slot, the breaker the rest
	}
	for _, c := range cases {
		if got := endpoint.Hold(c.a, now); got != c.want {
			t.Errorf("%+v: got a rest of %v, want %v", c.a, got, c.want)
		}
	}
}
