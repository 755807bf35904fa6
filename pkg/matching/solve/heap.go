package solve

// spot is a node at a distance; equal distances are taken in node order, which
// is the order of the input.
type spot struct {
	dist int64
	node int32
}

func (a spot) before(b spot) bool {
	return a.dist < b.dist || (a.dist == b.dist && a.node < b.node)
}

// heap is a binary heap of spots, nearest first.
type heap []spot

func (h *heap) push(x spot) {
	q := append(*h, x)
	k := len(q) - 1
	for k > 0 {
		up := (k - 1) / 2
		if !x.before(q[up]) {
			break
		}
		q[k] = q[up]
		k = up
	}
	q[k] = x
	*h = q
}

func (h *heap) pop() spot {
	q := *h
	top, x := q[0], q[len(q)-1]
	q = q[:len(q)-1]
	*h = q
	k := 0
	for {
		kid := 2*k + 1
		if kid >= len(q) {
			break
		}
		if kid+1 < len(q) && q[kid+1].before(q[kid]) {
			kid++
		}
		if !q[kid].before(x) {
			break
		}
		q[k] = q[kid]
		k = kid
	}
	if len(q) > 0 {
		q[k] = x
	}
	return top
}
