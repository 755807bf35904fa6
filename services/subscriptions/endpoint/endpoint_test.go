package endpoint_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"makcomblang.id/pkg/contract"
	"makcomblang.id/pkg/event"
	"makcomblang.id/pkg/fault"
	"makcomblang.id/services/subscriptions/endpoint"
)

// at folds data that stand in the log at 10, 20, 30 ...
func folded(facts ...any) endpoint.State {
	var s endpoint.State
	for i, data := range facts {
		s = s.Apply(uint64(i+1)*10, event.Fact{Time: now}, data)
	}
	return s
}

func registered() *contract.EndpointRegistered {
	return &contract.EndpointRegistered{URL: "https://terima.example/", Owner: "k-1"}
}

func TestRegisterNamesEveryWrongField(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		change func(*endpoint.Register)
		holder endpoint.Holder
		want   string
	}{
		"legal":            {func(*endpoint.Register) {}, endpoint.Holder{}, ""},
		"unknown type":     {func(c *endpoint.Register) { c.Filter.Types = []string{"region.registered.v1", "x.y.v1"} }, endpoint.Holder{}, "types[1] endpoint.type"},
		"internal type":    {func(c *endpoint.Register) { c.Filter.Types = []string{"access.key_issued.v1"} }, endpoint.Holder{Ministry: true}, "types[0] endpoint.type"},
		"ministry type":    {func(c *endpoint.Register) { c.Filter.Types = []string{"plan.computed.v1"} }, endpoint.Holder{Regions: []string{"9206"}}, "types[0] endpoint.type_hidden"},
		"parties type":     {func(c *endpoint.Register) { c.Filter.Types = []string{"match.proposed.v1"} }, endpoint.Holder{}, "types[0] endpoint.type_hidden"},
		"parties, a party": {func(c *endpoint.Register) { c.Filter.Types = []string{"match.proposed.v1"} }, endpoint.Holder{Regions: []string{"9206"}}, ""},
		"region":           {func(c *endpoint.Register) { c.Filter.Region = "Papua" }, endpoint.Holder{}, "region region.code"},
		"basis":            {func(c *endpoint.Register) { c.Filter.Bases = []string{"gossip"} }, endpoint.Holder{}, "bases[0] endpoint.basis"},
		"problem":          {func(c *endpoint.Register) { c.Filter.Problems = []string{"Air Bersih"} }, endpoint.Holder{}, "problems[0] endpoint.filter"},
		"long list":        {func(c *endpoint.Register) { c.Filter.Hosts = make([]string, 101) }, endpoint.Holder{}, "hosts endpoint.filter_long"},
		"mode":             {func(c *endpoint.Register) { c.Settings.Mode = "medium" }, endpoint.Holder{}, "mode endpoint.mode"},
		"in flight":        {func(c *endpoint.Register) { c.Settings.InFlight = 9 }, endpoint.Holder{}, "in_flight endpoint.in_flight"},
		"per minute":       {func(c *endpoint.Register) { c.Settings.PerMinute = -1 }, endpoint.Holder{}, "per_minute endpoint.per_minute"},
		"label":            {func(c *endpoint.Register) { c.Label = "hubungi 081234567890" }, endpoint.Holder{}, "label text.personal"},
		"url":              {func(c *endpoint.Register) { c.URL = "https://10.0.0.1/" }, endpoint.Holder{}, "url endpoint.url_address"},
		"two faults":       {func(c *endpoint.Register) { c.URL, c.Settings.Mode = "", "x" }, endpoint.Holder{}, "url endpoint.url_missing, mode endpoint.mode"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			command := endpoint.Register{URL: "https://terima.example/", Owner: "k-1", Label: "papan pantau"}
			c.change(&command)
			_, err := command.Decide(endpoint.State{}, c.holder, endpoint.Rules{})
			var got []string
			for _, f := range fault.All(err) {
				got = append(got, f.Field+" "+f.Code)
			}
			if got := strings.Join(got, ", "); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestLifeOfAnEndpoint(t *testing.T) {
	t.Parallel()
	stop := &contract.EndpointDisabled{Reason: endpoint.Gone}
	gone := &contract.EndpointRemoved{Reason: "x"}
	disable := func(s endpoint.State) (any, error) { return endpoint.Disable{Reason: endpoint.ByHand}.Decide(s) }
	enable := func(s endpoint.State) (any, error) { return endpoint.Enable{}.Decide(s) }
	rotate := func(s endpoint.State) (any, error) { return endpoint.Rotate{Overlap: time.Hour}.Decide(s, now) }
	remove := func(s endpoint.State) (any, error) { return endpoint.Remove{Reason: "x"}.Decide(s) }
	verify := func(s endpoint.State) (any, error) { return endpoint.Verify{}.Decide(s) }
	cases := []struct {
		name  string
		given []any
		when  func(endpoint.State) (any, error)
		want  any
		fault string
	}{
		{"disable", []any{registered()}, disable, &contract.EndpointDisabled{Reason: "by-hand"}, ""},
		{"disable twice", []any{registered(), stop}, disable, (*contract.EndpointDisabled)(nil), ""},
		{"disable nothing", nil, disable, (*contract.EndpointDisabled)(nil), "endpoint.unknown"},
		{"enable says what was missed", []any{registered(), stop}, enable, &contract.EndpointEnabled{CatchUpFrom: 20}, ""},
		{"enable what runs", []any{registered()}, enable, (*contract.EndpointEnabled)(nil), ""},
		{"rotate", []any{registered()}, rotate, &contract.EndpointSecretRotated{OverlapUntil: now.Add(time.Hour)}, ""},
		{"verify", []any{registered()}, verify, &contract.EndpointVerified{}, ""},
		{"verify twice", []any{registered(), &contract.EndpointVerified{}}, verify, (*contract.EndpointVerified)(nil), ""},
		{"remove", []any{registered()}, remove, gone, ""},
		{"remove twice", []any{registered(), gone}, remove, (*contract.EndpointRemoved)(nil), ""},
		{"enable what is gone", []any{registered(), stop, gone}, enable, (*contract.EndpointEnabled)(nil), "endpoint.unknown"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got, err := c.when(folded(c.given...))
			if diff := cmp.Diff(c.want, got); diff != "" || codeOf(err) != c.fault {
				t.Errorf("fact (-want +got):\n%s fault %q, want %q", diff, codeOf(err), c.fault)
			}
		})
	}
}

func TestNoFactFallsBetweenStopAndStart(t *testing.T) {
	t.Parallel()
	ok := &contract.EndpointVerified{}
	stop, start := &contract.EndpointDisabled{}, &contract.EndpointEnabled{CatchUpFrom: 30}
	cases := []struct {
		name string
		s    endpoint.State
		want []uint64 // of 5, 15, 25, 35, 45
	}{
		{"not verified", folded(registered()), nil},
		{"running", folded(registered(), ok), []uint64{15, 25, 35, 45}},
		{"stopped: what came before is still sent", folded(registered(), ok, stop), []uint64{15, 25}},
		{"started again: the gap is the catch-up's", folded(registered(), ok, stop, start), []uint64{15, 25, 45}},
		{"removed", folded(registered(), ok, &contract.EndpointRemoved{}), nil},
	}
	for _, c := range cases {
		var got []uint64
		for _, seq := range []uint64{5, 15, 25, 35, 45} {
			if c.s.Wants(seq) {
				got = append(got, seq)
			}
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: got %v, want %v", c.name, got, c.want)
		}
	}
}

func TestEveryPlaceNeedsTheChallenge(t *testing.T) {
	t.Parallel()
	near := registered()
	near.URL = "http://127.0.0.1:9000/"
	for _, first := range []*contract.EndpointRegistered{near, registered()} {
		if s := folded(first); s.Active() {
			t.Errorf("%s is active, want it to wait for the challenge", first.URL)
		}
		if s := folded(first, &contract.EndpointVerified{}); !s.Active() {
			t.Errorf("%s answered the challenge and is not active", first.URL)
		}
	}
}
