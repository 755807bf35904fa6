package eventlog

import "time"

// quiet is how long what was said is not said again: while NATS has no leader, a follower fails several times a second.
const quiet = 10 * time.Second

// repeats keeps a loop that fails again and again from filling its process's output with one sentence. Its zero value is
// ready.
type repeats struct {
	said string
	at   time.Time
}

// worth says whether a text is to be said now: another one than the last, or the same after a while.
func (r *repeats) worth(text string, now time.Time) bool {
	if text == r.said && now.Sub(r.at) < quiet {
		return false
	}
	r.said, r.at = text, now
	return true
}
