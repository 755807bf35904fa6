package eventlog

import (
	"testing"
	"time"
)

// TestRepeats says a text once in a while, and another one at once.
func TestRepeats(t *testing.T) {
	var r repeats
	start := time.Unix(0, 0)
	for _, c := range []struct {
		after time.Duration
		text  string
		want  bool
	}{
		{0, "a", true},
		{time.Second, "a", false},
		{2 * time.Second, "b", true},
		{3 * time.Second, "a", true},
		{12 * time.Second, "a", false},
		{13 * time.Second, "a", true},
	} {
		if got := r.worth(c.text, start.Add(c.after)); got != c.want {
			t.Errorf("%q after %v: got %v, want %v", c.text, c.after, got, c.want)
		}
	}
}
