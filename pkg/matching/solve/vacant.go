package solve

// asked is what some places of a region cost.
type asked struct {
	price int64
	col   int32
	count int32
}

// bidVacant lets vacant take the cheapest places it may have. Its visits are all
// alike, so they all have one level: a little more than the cheapest place it
// does not take.
func (a *auction) bidVacant(epsilon int64) {
	want := a.free[a.m.rows]
	cut := a.dearest(want)
	asks := a.asks[:0]
	for c := range int32(a.m.cols) {
		asks = a.asked(asks, c, cut)
	}
	a.asks = asks
	if len(asks) == 0 {
		return
	}
	last, wanted := cheapest(asks, want)
	a.level = max(a.level, asks[last].price+epsilon)
	for _, o := range asks[:last] {
		a.empty(o.col, o.count)
	}
	a.empty(asks[last].col, wanted)
	for c := range int32(a.m.cols) {
		if a.vacant[c] > 0 {
			a.reprice(c)
		}
	}
}

// dearest is a price that more than want places do not exceed: there are that
// many regions with one of them.
func (a *auction) dearest(want int32) int64 {
	asks := a.asks[:0]
	for c := range int32(a.m.cols) {
		p := &a.places[c]
		if p.room-max(a.m.least[c], 0) <= a.vacant[c] {
			continue
		}
		price := a.price[c]
		if int32(len(p.bids))+a.vacant[c] == p.room {
			price = p.bids[0].score
		}
		asks = append(asks, asked{price, c, 1})
	}
	a.asks = asks
	if len(asks) <= int(want) {
		return far
	}
	last, _ := cheapest(asks, want)
	return asks[last].price
}

// asked lists what the places of a region cost that vacant may take, as far as
// they cost no more than cut.
func (a *auction) asked(list []asked, c int32, cut int64) []asked {
	p := &a.places[c]
	left := p.room - max(a.m.least[c], 0) - a.vacant[c]
	if open := min(left, p.room-a.vacant[c]-int32(len(p.bids))); open > 0 {
		list = append(list, asked{a.price[c], c, open})
		left -= open
	}
	if left <= 0 || len(p.bids) == 0 || p.bids[0].score > cut {
		return list
	}
	from := len(list)
	for _, b := range p.bids {
		if b.score <= cut {
			list = append(list, asked{b.score, c, 1})
		}
	}
	if mine := list[from:]; int(left) < len(mine) {
		cheapest(mine, left)
		list = list[:from+int(left)]
	}
	return list
}

// cheapest moves the cheapest to the front, so many that the next one makes more
// than want of them, and returns where that is, or the last if there are not
// more, with how many of it still belong to those wanted.
func cheapest(list []asked, want int32) (last int, wanted int32) {
	lo, hi := 0, len(list)-1
	for lo < hi {
		pivot := list[lo+(hi-lo)/2]
		i, j := lo, hi
		for i <= j {
			for cheaper(list[i], pivot) {
				i++
			}
			for cheaper(pivot, list[j]) {
				j--
			}
			if i <= j {
				list[i], list[j] = list[j], list[i]
				i, j = i+1, j-1
			}
		}
		var low, middle int64
		for _, o := range list[lo : j+1] {
			low += int64(o.count)
		}
		for _, o := range list[j+1 : i] {
			middle += int64(o.count)
		}
		switch {
		case int64(want) < low:
			hi = j
		case int64(want) >= low+middle && i <= hi:
			lo = i
			want -= int32(low + middle)
		default:
			return j + 1, min(want-int32(low), list[j+1].count)
		}
	}
	return lo, min(want, list[lo].count)
}

func cheaper(x, y asked) bool { return x.price < y.price || (x.price == y.price && x.col < y.col) }

// empty gives vacant some places of a region, open ones or else the cheapest.
func (a *auction) empty(c, count int32) {
	p := &a.places[c]
	for range count {
		if int32(len(p.bids))+a.vacant[c] == p.room {
			a.left--
			a.lose(c, p.pop().practice)
		}
		a.vacant[c]++
		a.free[a.m.rows]--
	}
}

// withIdle adds the visits that idle would take to the k best.
func (a *auction) withIdle(i int32, best []gain, k int) []gain {
	c := int32(a.m.cols)
	lazy := a.visits(i) - max(a.m.need[i], 0) - a.idle[i]
	if a.places[c].room == 0 || lazy <= 0 {
		return best
	}
	net, all := -a.price[c], a.merged[:0]
	for ; lazy > 0 && len(all) < k; lazy-- {
		for len(best) > 0 && best[0].net >= net && len(all) < k {
			all, best = append(all, best[0]), best[1:]
		}
		all = append(all, gain{net, c})
	}
	for len(best) > 0 && len(all) < k {
		all, best = append(all, best[0]), best[1:]
	}
	a.merged = all
	return all[:min(len(all), k)]
}

// prices sets the level at which idle and vacant cost nothing, and gives back
// what was multiplied.
func (a *auction) prices() []int64 {
	m := a.m
	price := a.price[:m.cols]
	level := a.ground()
	for c, p := range price {
		p -= level
		least, most := max(m.least[c], 0), min(m.quota[c], int32(m.rows))
		switch visits := a.places[c].room - a.vacant[c]; {
		case least == most:
		case visits == most:
			p = max(p, 0)
		case visits == least:
			p = min(p, 0)
		default:
			p = 0
		}
		price[c] = floorDiv(p+a.scale/2, a.scale)
	}
	return price
}

// ground is the price of idle, or the one at which vacant has its places. Without
// both it is one at which no region with room to spare and no practice costs
// less than nothing.
func (a *auction) ground() int64 {
	switch {
	case a.places[a.m.cols].room > 0:
		return a.price[a.m.cols]
	case a.level > -far:
		return a.level
	}
	low := far
	for c := range a.vacant {
		if a.m.least[c] < a.m.quota[c] {
			low = min(low, a.price[c])
		}
	}
	if low < far {
		return low
	}
	worst := far
	for i := range int32(a.m.rows) {
		for c, raw := range a.m.row(i) {
			if a.m.isHeld(i, int32(c)) {
				worst = min(worst, a.m.sign*a.scale*int64(raw)-a.price[c])
			}
		}
	}
	if worst < far {
		return -worst
	}
	return 0
}
