package endpoint_test

import (
	"testing"
	"time"

	"makcomblang.id/pkg/contract"
	"makcomblang.id/services/subscriptions/endpoint"
)

func TestPercentAndStep(t *testing.T) {
	t.Parallel()
	const after = 100 * time.Hour
	cases := []struct {
		failures, hours, percent, step int
	}{
		{0, 500, 0, 0},
		{1, 500, 10, 0}, // one delivery that fails for weeks gives nothing up
		{500, 0, 0, 0},  // nor does a storm
		{5, 500, 50, 50},
		{500, 49, 49, 0},
		{500, 50, 50, 50},
		{500, 69, 69, 50},
		{500, 70, 70, 70},
		{9, 95, 90, 90},
		{500, 99, 99, 90},
		{10, 100, 100, 100},
		{500, 500, 100, 100},
		{500, -3, 0, 0}, // a clock that was set back
	}
	for _, c := range cases {
		percent := endpoint.Percent(c.failures, now.Add(-time.Duration(c.hours)*time.Hour), now, after)
		if step := endpoint.Step(percent); percent != c.percent || step != c.step {
			t.Errorf("%d failures in %d h: got %d %% and step %d, want %d %% and %d", c.failures, c.hours, percent, step, c.percent, c.step)
		}
	}
}

func TestAStepIsToldOnce(t *testing.T) {
	t.Parallel()
	warn := endpoint.Warn{Percent: 50, Since: now, Failures: 7}
	told := &contract.EndpointFailing{Percent: 50, Since: now, Failures: 7}
	cases := []struct {
		name    string
		s       endpoint.State
		percent int
		since   time.Time
		want    bool
	}{
		{"the first", folded(registered()), 50, now, true},
		{"again, after a crash", folded(registered(), told), 50, now, false},
		{"the next step", folded(registered(), told), 70, now, true},
		{"another row of failures", folded(registered(), told), 50, now.Add(time.Hour), true},
		{"stopped", folded(registered(), told, &contract.EndpointDisabled{Reason: endpoint.Failing}), 70, now, false},
		{"started again", folded(registered(), told, &contract.EndpointDisabled{Reason: endpoint.Failing}, &contract.EndpointEnabled{}), 50, now, true},
	}
	for _, c := range cases {
		warn.Percent, warn.Since = c.percent, c.since
		got, err := warn.Decide(c.s)
		if err != nil || (got != nil) != c.want {
			t.Errorf("%s: got %+v, %v, want a notice: %v", c.name, got, err, c.want)
		}
	}
	if _, err := warn.Decide(endpoint.State{}); codeOf(err) != "endpoint.unknown" {
		t.Errorf("an unknown endpoint: got %v", err)
	}
}
