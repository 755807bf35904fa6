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

// DecimalDifference writes what larger is more than smaller, both in millionths,
// as the difference of what [Decimal] shows of each: whoever takes one from the
// other comes to the same figure. It is at most one unit of the last place off the
// exact difference.
func DecimalDifference(larger, smaller int64, places int) string {
	return Decimal(Rounded(larger, places)-Rounded(smaller, places), places)
}

// Rounded is what [Decimal] writes with so many places, in millionths again: for
// figures that are to add up as they are read.
func Rounded(millionths int64, places int) int64 {
	unit := int64(1)
	for range 6 - places {
		unit *= 10
	}
	rest := millionths % unit // has the sign of millionths
	switch {
	case 2*rest >= unit && unit > 1:
		return millionths - rest + unit
	case -2*rest >= unit && unit > 1:
		return millionths - rest - unit
	}
	return millionths - rest
}
