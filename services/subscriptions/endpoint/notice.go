package endpoint

import (
	"time"

	"makcomblang.id/pkg/contract"
)

// leastFailures are needed before an endpoint is given up, however long they take.
const leastFailures = 10

// steps of the way to being disabled at which the holder is told.
var steps = []int{100, 90, 70, 50}

// Notice is the last word that was given about an endpoint that only fails.
type Notice struct {
	Percent  int
	Since    time.Time // first of the failures in a row
	Failures int
	Given    time.Time
}

// Percent tells how far an endpoint is on the way to being disabled: both the time and the number of failures count, so
// that neither a short storm nor one delivery that fails for days gives it up.
func Percent(failures int, since, now time.Time, failAfter time.Duration) int {
	if failures < 1 {
		return 0
	}
	long := min(100*max(now.Sub(since), 0)/failAfter, 100)
	return min(int(long), 100*failures/leastFailures, 100)
}

// Step gives the highest step of notice that a percentage has reached: 50, 70, 90 or 100; 0 below.
func Step(percent int) int {
	for _, step := range steps {
		if percent >= step {
			return step
		}
	}
	return 0
}

// Warn tells the holder that the endpoint only fails.
type Warn struct {
	Percent  int
	Since    time.Time
	Failures int
}

// Decide gives the fact, or nil when this step was told already in this row of failures, or deliveries are stopped.
func (c Warn) Decide(s State) (*contract.EndpointFailing, error) {
	if err := s.exists(); err != nil || s.Disabled != "" {
		return nil, err
	}
	if s.Notice.Since.Equal(c.Since) && s.Notice.Percent >= c.Percent {
		return nil, nil
	}
	return &contract.EndpointFailing{Percent: c.Percent, Since: c.Since.UTC(), Failures: c.Failures}, nil
}
