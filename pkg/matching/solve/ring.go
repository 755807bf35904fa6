package solve

// ring is a queue of who waits, each of them once, so that its room is enough
// for ever.
type ring struct {
	at          []int32
	head, count int
}

func newRing(most int) ring { return ring{at: make([]int32, most)} }

func (r *ring) push(v int32) {
	tail := r.head + r.count
	if tail >= len(r.at) {
		tail -= len(r.at)
	}
	r.at[tail] = v
	r.count++
}

func (r *ring) pop() int32 {
	v := r.at[r.head]
	if r.head++; r.head == len(r.at) {
		r.head = 0
	}
	r.count--
	return v
}
