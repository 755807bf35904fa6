package eventlog

import (
	"errors"
	"fmt"
	"testing"

	"github.com/nats-io/nats.go"
)

// several is an error that cannot be compared, as one of a dialler may be.
type several []error

func (several) Error() string { return "several" }

// wrapped can be compared or not, by what it holds.
type wrapped struct{ inner error }

func (wrapped) Error() string { return "wrapped" }

// TestNews tells what a connection has said since from what it had said before, also where errors cannot be compared: that
// would be a panic in the middle of a command.
func TestNews(t *testing.T) {
	t.Parallel()
	denied := fmt.Errorf("%w: to publish", nats.ErrPermissionViolation)
	for name, tc := range map[string]struct {
		said, before error
		want         bool
	}{
		"nothing":                  {nil, nil, false},
		"nothing any more":         {nil, denied, false},
		"the first":                {denied, nil, true},
		"the same":                 {denied, denied, false},
		"the same words again":     {fmt.Errorf("%w: to publish", nats.ErrPermissionViolation), denied, true},
		"not comparable":           {several{denied}, several{denied}, true},
		"not comparable within":    {wrapped{several{denied}}, wrapped{several{denied}}, true},
		"comparable and the same":  {wrapped{denied}, wrapped{denied}, false},
		"after one not comparable": {errors.New("away"), several{denied}, true},
	} {
		if got := news(tc.said, tc.before); got != tc.want {
			t.Errorf("%s: got %v, want %v", name, got, tc.want)
		}
	}
}
