package solve

// place holds the bids of practices for the places of one region, the lowest
// first.
type place struct {
	bids []bid
	room int32
}

// bid is what a practice offers, as a score. In the end the room of bids is that of
// lists.
type bid = entry

// place puts a bid in and, if there is no room, the lowest one out.
func (a *auction) place(c int32, b bid) {
	if a.left--; b.score > limit/4 {
		a.left = 0 // there is no plan, or nearly none
	}
	p, vacant := &a.places[c], int32(0)
	if int(c) == a.m.cols {
		a.idle[b.practice]++
	} else {
		a.m.setHeld(b.practice, c, true)
		vacant = a.vacant[c]
	}
	full := int32(len(p.bids))+vacant == p.room
	switch {
	case full && vacant > 0 && (len(p.bids) == 0 || a.level <= p.bids[0].score):
		a.vacant[c]--
		a.reopen(int32(a.m.rows))
		p.push(b)
	case full:
		out := p.bids[0].practice
		p.bids[0] = b
		p.sink()
		a.lose(c, out)
	default:
		p.push(b)
	}
	a.reprice(c)
}

// lose books that a practice lost a place.
func (a *auction) lose(c, row int32) {
	if int(c) == a.m.cols {
		a.idle[row]--
	} else {
		a.m.setHeld(row, c, false)
	}
	a.reopen(row)
}

func (a *auction) reopen(row int32) {
	a.free[row]++
	b := a.bidderOf(row)
	if b != row {
		a.free[b]++
		a.rows[row].most = far
	}
	a.wait(b)
}

// reprice sets the price of a region that is full: the lowest level in it.
func (a *auction) reprice(c int32) {
	p, price, vacant := &a.places[c], far, int32(0)
	if int(c) < a.m.cols && a.vacant[c] > 0 {
		vacant, price = a.vacant[c], a.level
	}
	if int32(len(p.bids))+vacant == p.room {
		if len(p.bids) > 0 {
			price = min(price, p.bids[0].score)
		}
		a.price[c] = price
	}
}

func (p *place) push(b bid) {
	p.bids = append(p.bids, b)
	h := p.bids
	for k := len(h) - 1; k > 0; {
		up := (k - 1) / 2
		if !lower(h[k], h[up]) {
			break
		}
		h[k], h[up] = h[up], h[k]
		k = up
	}
}

// pop takes the lowest bid out.
func (p *place) pop() bid {
	out, last := p.bids[0], len(p.bids)-1
	p.bids[0] = p.bids[last]
	p.bids = p.bids[:last]
	p.sink()
	return out
}

// sink restores the order after the lowest bid was replaced.
func (p *place) sink() {
	h := p.bids
	for k := 0; ; {
		kid := 2*k + 1
		if kid >= len(h) {
			return
		}
		if kid+1 < len(h) && lower(h[kid+1], h[kid]) {
			kid++
		}
		if !lower(h[kid], h[k]) {
			return
		}
		h[k], h[kid] = h[kid], h[k]
		k = kid
	}
}

func lower(a, b bid) bool {
	return a.score < b.score || (a.score == b.score && a.practice < b.practice)
}
