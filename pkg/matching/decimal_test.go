package matching

import (
	"strings"
	"testing"
	"testing/quick"
)

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

// A difference is that of the figures beside it, not a third rounding.
func TestDecimalDifferenceIsThatOfTheFiguresShown(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		larger, smaller int64
		places          int
		want            string
	}{
		{68_426_700, 67_553_400, 2, "0.88"}, // 68.43 less 67.55; exactly 0.8733
		{68_426_700, 68_426_700, 2, "0.00"},
		{68_425_000, 68_424_999, 2, "0.01"},
		{-67_554_999, -68_425_000, 2, "0.88"},
		{1_000_000, 1_002_000, 3, "-0.002"},
		{5, 3, 6, "0.000002"},
	} {
		if got := DecimalDifference(c.larger, c.smaller, c.places); got != c.want {
			t.Errorf("%d less %d with %d places: got %s, want %s", c.larger, c.smaller, c.places, got, c.want)
		}
	}
}

func TestRoundedIsWhatDecimalWrites(t *testing.T) {
	t.Parallel()
	same := func(n int64, k uint8) bool {
		n, places := n%1e15, int(k)%6+1
		got, want := Decimal(Rounded(n, places), 6), Decimal(n, places)
		return strings.TrimRight(got, "0") == strings.TrimRight(want, "0")
	}
	if err := quick.Check(same, &quick.Config{MaxCount: 2000}); err != nil {
		t.Error(err)
	}
}
