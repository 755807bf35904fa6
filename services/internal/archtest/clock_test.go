package archtest

import (
	"fmt"
	"path"
	"testing"
)

// clock is what package time offers that depends on when it is called.
var clock = []string{
	"Now", "Since", "Until", "Sleep", "After", "AfterFunc", "Tick", "NewTimer", "NewTicker",
}

func TestDomainsHaveNoClock(t *testing.T) {
	t.Parallel()
	for _, s := range load(t, "../..") {
		for _, wrong := range clocks(s) {
			t.Error(wrong)
		}
	}
}

// clocks: a decision gets the time as an argument, or a replay decides anew.
func clocks(s source) []string {
	if here, _ := locate(path.Dir(s.path)); here != domain || s.test() {
		return nil
	}
	var wrong []string
	for _, line := range s.uses("time", clock...) {
		wrong = append(wrong, fmt.Sprintf("%s:%d: a domain reads no clock: take the time as an argument", s.path, line))
	}
	if s.localName("time") == "." {
		wrong = append(wrong, s.path+": time is not imported into the own scope: its clock could not be seen")
	}
	return wrong
}

func TestClockRuleFindsWhatIsWrong(t *testing.T) {
	t.Parallel()
	tests := []struct{ path, imported, expression, want string }{
		{"regions/region/state.go", `"time"`, "time.Now()", "state.go:5: a domain reads no clock"},
		{"regions/region/state.go", `"time"`, "time.Now", "state.go:5: a domain reads no clock"},
		{"regions/region/state.go", `x "time"`, "x.Since(x.Time{})", "state.go:5: a domain reads no clock"},
		{"regions/region/state.go", `. "time"`, "Now()", "into the own scope"},
		{"regions/region/state.go", `"time"`, "time.Unix(1, 0)", ""},
		{"regions/region/state.go", `"time"`, "time.Hour", ""},
		{"regions/region/state_test.go", `"time"`, "time.Now()", ""},
		{"regions/react.go", `"time"`, "time.Now()", ""},
		{"internal/host/host.go", `"time"`, "time.Now()", ""},
	}
	for _, tc := range tests {
		text := "package a\n\nimport " + tc.imported + "\n\nvar v = " + tc.expression + "\n"
		expect(t, clocks(parse(t, tc.path, text)), tc.want)
	}
}
