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
