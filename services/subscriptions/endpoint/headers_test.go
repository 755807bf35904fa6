package endpoint_test

import (
	"fmt"
	"strings"
	"testing"

	"makcomblang.id/services/subscriptions/endpoint"
)

func TestHeadersTable(t *testing.T) {
	t.Parallel()
	many := map[string]string{}
	for i := range 11 {
		many[fmt.Sprintf("X-%d", i)] = "a"
	}
	cases := map[string]struct {
		headers map[string]string
		ok      bool
	}{
		"none":               {nil, true},
		"authorization":      {map[string]string{"Authorization": "Bearer abc"}, true},
		"own":                {map[string]string{"X-Api_Key": "abc"}, true},
		"eleven":             {many, false},
		"webhook-id":         {map[string]string{"Webhook-Id": "x"}, false},
		"host in any case":   {map[string]string{"HOST": "x"}, false},
		"content-type":       {map[string]string{"content-type": "x"}, false},
		"hop by hop":         {map[string]string{"Transfer-Encoding": "chunked"}, false},
		"x-forwarded-for":    {map[string]string{"X-Forwarded-For": "10.0.0.1"}, false},
		"name with colon":    {map[string]string{"A:b": "x"}, false},
		"name with a break":  {map[string]string{"A\r\nB": "x"}, false},
		"no name":            {map[string]string{"": "x"}, false},
		"value with a break": {map[string]string{"A": "x\r\nHost: y"}, false},
		"value of another":   {map[string]string{"A": "é"}, false},
		"value padded":       {map[string]string{"A": " x"}, false},
		"value missing":      {map[string]string{"A": ""}, false},
		"long value":         {map[string]string{"A": strings.Repeat("x", 1025)}, false},
	}
	for name, c := range cases {
		err := endpoint.CheckHeaders(c.headers)
		if (err == nil) != c.ok {
			t.Errorf("%s: got %v, want accepted %v", name, err, c.ok)
		}
		if err != nil && codeOf(err) != "endpoint.headers" {
			t.Errorf("%s: got code %s", name, codeOf(err))
		}
	}
}

func TestHold(t *testing.T) {
	t.Parallel()
	cases := []struct {
		a    endpoint.Answer
		want string
	}{
		{endpoint.Answer{Status: 429}, "1m0s"},
		{endpoint.Answer{Status: 429, RetryAfter: "7200"}, "2h0m0s"},
		{endpoint.Answer{Status: 502}, "1m0s"},
		{endpoint.Answer{Status: 503}, "0s"},
		{endpoint.Answer{Status: 503, RetryAfter: "30"}, "30s"},
		{endpoint.Answer{Status: 500, RetryAfter: "30"}, "0s"},
		{endpoint.Answer{TimedOut: true}, "0s"},
		{endpoint.Answer{Status: 429, RetryAfter: "99999999"}, "24h0m0s"},
	}
	for _, c := range cases {
		if got := endpoint.Hold(c.a, now).String(); got != c.want {
			t.Errorf("%+v: got %s, want %s", c.a, got, c.want)
		}
	}
}
