package region_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"makcomblang.id/pkg/fault"
	"makcomblang.id/pkg/region"
)

func TestParseCode(t *testing.T) {
	t.Parallel()
	tests := []struct {
		in     string
		dotted string
		token  string
		prov   string
		level  region.Level
		canLag bool
		sample bool
	}{
		{"92", "92", "92", "92", region.Province, false, false},
		{"92.06", "92.06", "9206", "92", region.Regency, true, false},
		{"9206", "92.06", "9206", "92", region.Regency, true, false},
		{"11.01", "11.01", "1101", "11", region.Regency, true, false},
		{"35.69", "35.69", "3569", "35", region.Regency, true, false},
		{"35.71", "35.71", "3571", "35", region.City, false, false},
		{"3599", "35.99", "3599", "35", region.City, false, false},
		{"99", "99", "99", "99", region.Province, false, true},
		{"99.01", "99.01", "9901", "99", region.Regency, true, true},
	}
	for _, tc := range tests {
		t.Run(tc.in, func(t *testing.T) {
			t.Parallel()
			c, err := region.ParseCode(tc.in)
			if err != nil {
				t.Fatal(err)
			}
			got := fmt.Sprint(c.Dotted(), c.Token(), c.Province(), c.Level(), c.CanLag(), c.Fictitious(), c.String())
			want := fmt.Sprint(tc.dotted, tc.token, tc.prov, tc.level, tc.canLag, tc.sample, tc.dotted)
			if got != want {
				t.Errorf("got %s, want %s", got, want)
			}
			if err := c.CheckCanLag(); (err == nil) != tc.canLag {
				t.Errorf("CheckCanLag: %v", err)
			}
		})
	}
}

func TestParseCodeRefuses(t *testing.T) {
	t.Parallel()
	for _, in := range []string{
		"", "9", "00", "10", "10.01", "920", "92.6", "92.006", "92.00", "92.70", "9270", "9200", "92,06", "92 06",
		" 92", "92.06 ", "92.0６", "٩٢", "9a", "-1", "+1", "92..6", "92.06.01", "9206011001", "92.06\n", "92.\x00\x00",
		strings.Repeat("9", 1<<16),
	} {
		c, err := region.ParseCode(in)
		if err == nil || c != "" {
			t.Errorf("accepted %.20q as %q", in, c)
			continue
		}
		if e, ok := fault.As(err); !ok || e.Code != "region.code" || e.Kind != fault.KindInvalid || e.Allowed == "" {
			t.Errorf("%.20q: not a useful fault: %v", in, err)
		}
	}
}

// Every code is either refused or comes back the same from each of its forms.
func TestCodesRoundTrip(t *testing.T) {
	t.Parallel()
	accepted := 0
	for n := range 10000 {
		in := fmt.Sprintf("%04d", n)
		c, err := region.ParseCode(in)
		if err != nil {
			continue
		}
		accepted++
		fromToken, err1 := region.ParseCode(c.Token())
		fromDotted, err2 := region.ParseCode(c.Dotted())
		if err1 != nil || err2 != nil || fromToken != c || fromDotted != c || c.Token() != in {
			t.Errorf("%s: token %v (%v), dotted %v (%v)", in, fromToken, err1, fromDotted, err2)
		}
		if c.Province().Level() != region.Province {
			t.Errorf("%s: its province is a %v", in, c.Province().Level())
		}
	}
	if want := 89 * 98; accepted != want {
		t.Errorf("accepted %d codes of four digits, want %d", accepted, want)
	}
}

func TestCodeInJSON(t *testing.T) {
	t.Parallel()
	type doc struct {
		Region region.Code            `json:"region,omitzero"`
		By     map[region.Code]string `json:"by,omitempty"`
	}
	in := doc{Region: "92.06", By: map[region.Code]string{"35": "x"}}
	raw, err := json.Marshal(in)
	if err != nil || string(raw) != `{"region":"92.06","by":{"35":"x"}}` {
		t.Fatalf("got %s, %v", raw, err)
	}
	var out doc
	if err := json.Unmarshal([]byte(`{"region":"9206"}`), &out); err != nil || out.Region != "92.06" {
		t.Errorf("got %v, %v", out.Region, err)
	}
	if err := json.Unmarshal([]byte(`{"region":""}`), &out); err != nil || !out.Region.IsZero() {
		t.Errorf("empty: got %v, %v", out.Region, err)
	}
	for _, bad := range []string{`{"region":"x"}`, `{"region":9206}`, `{"region":["92.06"]}`} {
		if err := json.Unmarshal([]byte(bad), &out); err == nil {
			t.Errorf("accepted %s", bad)
		}
	}
	for _, bad := range []region.Code{"9206", "nowhere", "92.70"} {
		if _, err := json.Marshal(bad); err == nil {
			t.Errorf("wrote the unparsed code %q", bad)
		}
	}
}

func TestZeroCodeIsNoRegion(t *testing.T) {
	t.Parallel()
	var c region.Code
	if c.Province() != "" || c.Level() != "" || c.CanLag() || c.Fictitious() || c.Token() != "" {
		t.Error("the zero code claims to be a region")
	}
}

func TestRefusalsNeverRepeatTheInput(t *testing.T) {
	t.Parallel()
	const canary = "s3cret-canary"
	_, e1 := region.ParseCode(canary)
	_, e2 := region.ParseLevel(canary)
	_, e3 := region.ParseSetting(canary)
	_, e4 := region.ParseSettings("coast;" + canary)
	_, e5 := region.ParseTimeZone(canary)
	for i, err := range []error{e1, e2, e3, e4, e5} {
		if err == nil || strings.Contains(fmt.Sprintf("%+v %s", err, err), canary) {
			t.Errorf("parser %d: %v", i+1, err)
		}
	}
}
