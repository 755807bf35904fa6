package solve

// spare is room that something else used before.
type spare[T int32 | int64] []T

// list is one of n zeros, from the room as long as there is enough.
func (x *spare[T]) list(n int) []T {
	if len(*x) < n {
		return make([]T, n)
	}
	list := (*x)[:n:n]
	*x = (*x)[n:]
	clear(list)
	return list
}

// rooms are as large as each other. They are made some at a time, which fits
// between what is in the memory already.
func rooms(columns, each int) [][]uint64 {
	list, slab := make([][]uint64, columns), []uint64(nil)
	for c := range list {
		if len(slab) == 0 {
			slab = make([]uint64, each*min(columns-c, 32))
		}
		list[c], slab = slab[:each:each], slab[each:]
	}
	return list
}
