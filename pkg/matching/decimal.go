package matching

import "fmt"

// Decimal writes millionths as a decimal number with so many places, 1 to 6, and
// a point, rounded to the nearest and halves away from zero. Whatever people read
// of sums of scores is rounded here, so that two ways to show one never differ.
func Decimal(millionths int64, places int) string {
	sign, n := "", uint64(millionths)
	if millionths < 0 {
		sign, n = "-", -n
	}
	unit, whole := uint64(1), uint64(Million)
	for range 6 - places {
		unit, whole = unit*10, whole/10
	}
	if n = (n + unit/2) / unit; n == 0 {
		sign = ""
	}
	return fmt.Sprintf("%s%d.%0*d", sign, n/whole, places, n%whole)
}
