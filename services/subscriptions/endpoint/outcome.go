package endpoint

import (
	"strconv"
	"strings"
	"time"
)

// The statuses that mean something of their own here.
const (
	gone            = 410
	tooManyRequests = 429
	badGateway      = 502
	unavailable     = 503
	gatewayTimeout  = 504
)

// schedule is the table of Standard Webhooks: the wait before each attempt, about 75 hours in all.
var schedule = []time.Duration{
	0, 5 * time.Second, 5 * time.Minute, 30 * time.Minute, 2 * time.Hour, 5 * time.Hour,
	10 * time.Hour, 14 * time.Hour, 20 * time.Hour, 24 * time.Hour,
}

const (
	// MaxAttempts is how often a delivery is tried before it becomes a dead letter.
	MaxAttempts = 10
	// MaxRetryAfter caps what a receiver can ask for.
	MaxRetryAfter = 24 * time.Hour

	throttled = time.Minute // the least wait after 429, 502, 504 and a timeout
	jitter    = 10          // percent, added only: nothing is sent early
)

// Verdict is what an answer means for the delivery.
type Verdict int

// The verdicts.
const (
	Delivered Verdict = iota + 1
	Retry             // try again later
	Stop              // the place is gone: disable it, keep the delivery
)

// Answer is what came back from one attempt.
type Answer struct {
	Status     int    // 0: no answer
	RetryAfter string // header, as it was
	TimedOut   bool
}

// Judge tells what an answer means: only 2xx is success, and a redirect is a failure like any other, since following it
// would sign for another place.
func Judge(a Answer) Verdict {
	switch {
	case a.Status >= 200 && a.Status <= 299:
		return Delivered
	case a.Status == gone:
		return Stop
	}
	return Retry
}

// Due tells when to try again after failed attempt n (counted from 1) that ended at now, and false when the table is
// used up. random is in [0, 1). Retry-After is obeyed in full, up to its cap; it never makes a retry earlier than the
// table.
func Due(n int, a Answer, now time.Time, random float64) (time.Time, bool) {
	if n < 1 || n >= MaxAttempts {
		return time.Time{}, false
	}
	wait := schedule[n]
	if slow(a) && wait < throttled {
		wait = throttled
	}
	wait += time.Duration(random * float64(wait) * jitter / 100)
	if asked := retryAfter(a.RetryAfter, now); asked > wait {
		wait = asked
	}
	return now.Add(wait), true
}

// Hold tells for how long a place that asked to slow down gets nothing at all; 0 for any other answer.
func Hold(a Answer, now time.Time) time.Duration {
	asked := retryAfter(a.RetryAfter, now)
	switch a.Status {
	case tooManyRequests, badGateway, gatewayTimeout:
		return max(asked, throttled)
	case unavailable:
		return asked
	}
	return 0
}

func slow(a Answer) bool {
	return a.TimedOut || a.Status == tooManyRequests || a.Status == badGateway || a.Status == gatewayTimeout
}

// retryAfter reads both forms of the header; anything else asks for nothing.
func retryAfter(header string, now time.Time) time.Duration {
	header = strings.TrimSpace(header)
	if header == "" {
		return 0
	}
	if seconds, err := strconv.ParseInt(header, 10, 64); err == nil {
		if seconds < 0 {
			return 0
		}
		if seconds > int64(MaxRetryAfter/time.Second) {
			return MaxRetryAfter
		}
		return time.Duration(seconds) * time.Second
	}
	at, err := time.Parse(time.RFC1123, strings.Replace(header, "GMT", "UTC", 1))
	if err != nil {
		return 0
	}
	return min(max(at.Sub(now), 0), MaxRetryAfter)
}
