package solve

// ints is room for lists of numbers, which something else used before.
type ints []int32

// list is one of n zeros, from the room as long as there is any.
func (x *ints) list(n int) []int32 {
	if len(*x) < n {
		return make([]int32, n)
	}
	list := (*x)[:n:n]
	*x = (*x)[n:]
	clear(list)
	return list
}
