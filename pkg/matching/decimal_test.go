package matching

import "testing"

func TestDecimalRoundsToTheNearest(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		n      int64
		places int
		want   string
	}{
		{69_245_000, 2, "69.25"},
		{69_244_999, 2, "69.24"},
		{-33_400, 3, "-0.033"},
		{-400, 2, "0.00"},
		{999_999, 2, "1.00"},
		{1, 6, "0.000001"},
		{-1_500_000, 1, "-1.5"},
	} {
		if got := Decimal(c.n, c.places); got != c.want {
			t.Errorf("%d with %d places: got %s, want %s", c.n, c.places, got, c.want)
		}
	}
}
