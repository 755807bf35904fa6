package solve

// nearby brings practice i to column c where that takes no search, and reports
// whether it did. Nearly everything is exchangeable where scores are coarse, so
// most ways are as short as these: a later practice of c goes home for one that
// has room; another column does without the practice and lets c have its visit;
// or it takes a later practice of c in return.
func (e *exchange) nearby(c, i int32) bool {
	later := e.latest(c, i, func(h int32) bool { return e.over(e.prac0+h, e.prac0+i) })
	if later >= 0 {
		e.lose(c, later)
		e.take(c, i)
		e.send(e.prac0+later, e.prac0+i)
		return true
	}
	for _, d := range e.hosts[i] {
		if e.over(e.col0+c, e.col0+d) {
			e.lose(d, i)
			e.take(c, i)
			e.send(e.col0+c, e.col0+d)
			return true
		}
		if later := e.latest(c, i, func(h int32) bool { return e.free[h].has(d) }); later >= 0 {
			e.lose(d, i)
			e.lose(c, later)
			e.take(d, later)
			e.take(c, i)
			return true
		}
	}
	return e.instead(c, i)
}

// instead lets another practice of the same owner give up its visit to a column,
// which does without, or takes a later practice of c in return.
func (e *exchange) instead(c, i int32) bool {
	v := e.prac0 + i
	up := e.parent(v)
	if !e.isOwner(up) || !e.enters(v) {
		return false
	}
	for _, kid := range e.kids.of(up) {
		s := kid - e.prac0
		if s == i || !e.leaves(kid) {
			continue
		}
		for _, d := range e.hosts[s] {
			if d == c {
				continue // a later practice of c itself goes over
			}
			later := int32(-1)
			if e.over(e.col0+c, e.col0+d) {
				e.send(e.col0+c, e.col0+d)
			} else if later = e.latest(c, i, func(h int32) bool { return e.free[h].has(d) }); later < 0 {
				continue
			}
			e.lose(d, s)
			if later >= 0 {
				e.lose(c, later)
				e.take(d, later)
			}
			e.take(c, i)
			e.send(kid, v)
			return true
		}
	}
	return false
}

// latest is the last practice after i that c holds and that may, -1 if none.
func (e *exchange) latest(c, i int32, may func(h int32) bool) int32 {
	last := int32(-1)
	for _, h := range e.held[c] {
		if h > i && h > last && may(h) {
			last = h
		}
	}
	return last
}

// over reports whether a visit may go from a node to another by way of what is
// above them.
func (e *exchange) over(from, to int32) bool {
	if !e.leaves(from) || !e.enters(to) {
		return false
	}
	up, down := e.parent(from), e.parent(to)
	return up == down || ((e.isRoot(up) || e.leaves(up)) && (e.isRoot(down) || e.enters(down)))
}

func (e *exchange) isRoot(v int32) bool { return v == 0 || v == e.sink }

// send lets a visit go over.
func (e *exchange) send(from, to int32) {
	up, down := e.parent(from), e.parent(to)
	e.move(from, e.upwards(from))
	e.move(to, -e.upwards(to))
	if up == down {
		return
	}
	if !e.isRoot(up) {
		e.move(up, e.upwards(up))
	}
	if !e.isRoot(down) {
		e.move(down, -e.upwards(down))
	}
}
