package queue

import "time"

// SetPatience lets tests wait less for what the server does by the clock.
func (q *Queue) SetPatience(ackWait, pause time.Duration) { q.ackWait, q.pause = ackWait, pause }
