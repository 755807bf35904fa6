package verify_test

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"makcomblang.id/pkg/matching/verify"
)

// one is an instance with an owner over one practice, and one region with a need.
const one = `{"innovators":[{"id":"a","capacity":1,"min":%d}],"owners":[{"id":"o","capacity":1,"practices":["a"]}],
"regions":[{"id":"r","min":%d,"max":1}],"needs":[{"id":"n","region":"r","score_column":0}],"scores":[[5]]}`

// priced is a result of it with four prices.
func priced(objective, bound int64, pairs string, owner, practice, region, need int64) []byte {
	status := "optimal"
	if objective != bound {
		status = "bounded"
	}
	return fmt.Appendf(nil, `{"status":%q,"policy":"score","objective":%d,"bound":%d,"pairs":[%s],
"prices":{"owners":{"o":%d},"innovators":{"a":%d},"regions":{"r":%d},"needs":{"n":%d}}}`, status, objective, bound, pairs, owner, practice, region, need)
}

// Prices of 64 bits prove what they prove, however large, and nothing else: a sum that
// would wrap around does not.
func TestPricesOfSixtyFourBitsAreAddedUp(t *testing.T) {
	t.Parallel()
	const most, least = math.MaxInt64, math.MinInt64
	whole, free := fmt.Sprintf(one, 1, 1), fmt.Sprintf(one, 0, 0)
	for _, c := range []struct {
		name, in string
		result   []byte
		holds    bool
	}{
		{"large and opposite", whole, priced(5, 5, `["a","n"]`, 0, 1<<62+5, -1<<62, 0), true},
		{"as large as can be", whole, priced(5, 5, `["a","n"]`, 0, most, -most+5, 0), true},
		{"another by one", whole, priced(5, 5, `["a","n"]`, 0, most, -most+6, 0), false},
		{"a sum of two that wraps around, for a plan of nothing", free, priced(0, 0, ``, least, -1, 0, 0), false},
		{"on the other side", free, priced(0, 0, ``, 0, 0, least, -1), false},
		{"a sum of four", free, priced(0, 0, ``, least, 0, least, 0), false},
		{"a score less what is least", free, priced(0, 0, ``, 0, least+4, 0, 0), false},
		{"prices that prove too little", free, priced(5, 5, `["a","n"]`, most, most, 0, 0), false},
	} {
		if err := check(c.in, c.result); (err == nil) != c.holds {
			t.Errorf("%s: got %v", c.name, err)
		}
	}
	for _, number := range []string{"9223372036854775808", "-9223372036854775809", "1e3", "0.5", `"1"`, "null"} {
		result := strings.Replace(string(priced(5, 5, `["a","n"]`, 77, 0, 0, 0)), "77", number, 1)
		if err := check(free, []byte(result)); err == nil || !strings.Contains(err.Error(), "prices.owners: want a whole number") {
			t.Errorf("a price of %s: got %v", number, err)
		}
	}
}

// Whether minimums may be counted in a level of leximin is asked of sums, too: two prices
// far below nothing would wrap around to one above it.
func TestALevelsPricesDoNotWrapAround(t *testing.T) {
	t.Parallel()
	doc := `{"innovators":[{"id":"a","capacity":2,"min":2},{"id":"b","capacity":1}],"owners":[{"id":"o","capacity":2,"practices":["a"]}],
"regions":[{"id":"r","max":2},{"id":"q","max":1}],"needs":[{"id":"r/1","region":"r","score_column":0},{"id":"r/2","region":"r","score_column":1},
{"id":"q/1","region":"q","score_column":2}],"scores":[[1,1,0],[0,0,0]],"forbidden":[["a","q/1"],["b","r/1"],["b","r/2"]],"policy":"leximin"}`
	const prices = `{"owners":{"o":0},"innovators":{"a":1,"b":0},"regions":{"r":0,"q":0},"needs":{"r/1":0,"r/2":0,"q/1":0}}`
	claim := func(level string) []byte {
		return []byte(`{"status":"bounded","policy":"leximin","objective":2,"bound":2,"pairs":[["a","r/1"],["a","r/2"]],"prices":` + prices +
			`,"fairness":{"counts":{"r":2,"q":0},"price":0,"score_prices":` + prices + `,"levels":[{"most":1,"visits":1,"prices":` + level + `}]}}`)
	}
	for _, level := range []string{
		`{"innovators":{"a":-1},"regions":{"r":2}}`,
		`{"owners":{"o":-4611686018427387902},"innovators":{"a":-4611686018427387907},"regions":{"r":9223372036854775806},"needs":{"r/1":4,"r/2":4}}`,
	} {
		if err := check(doc, claim(level)); err == nil || !strings.Contains(err.Error(), "fairness.levels") {
			t.Errorf("a level below the best is not rejected for %s: %v", level, err)
		}
	}
}

// Capacities beyond what an instance may have could add up to less than nothing, and
// so to a proof that there is no plan.
func TestCapacitiesThatWouldWrapAroundAreRefused(t *testing.T) {
	t.Parallel()
	var owners, members, named strings.Builder
	for k := range 16 {
		comma := ","
		if k == 0 {
			comma = ""
		}
		fmt.Fprintf(&owners, `%s{"id":"o%d","capacity":%d,"practices":[]}`, comma, k, int64(1)<<59)
		fmt.Fprintf(&members, `%s"o%d"`, comma, k)
	}
	fmt.Fprintf(&named, `{"innovators":[{"id":"a","capacity":1}],"owners":[%s],"regions":[{"id":"r","min":1,"max":1}],"scores":[[5]]}`, owners.String())
	result := fmt.Sprintf(`{"status":"infeasible","policy":"score","objective":0,"bound":0,"pairs":[],"infeasible":{"side":"demand","minimums":"regions",
"owners":[%s],"innovators":["a"],"regions":["r"],"needed":1,"available":%d,"relax":""}}`, members.String(), int64(math.MinInt64+1))
	if err := check(named.String(), []byte(result)); err == nil || !strings.Contains(err.Error(), "owners[0]: capacity not between") {
		t.Errorf("got %v", err)
	}
}

// Lists within lists without end are refused, not followed.
func TestDeepNestingIsRefused(t *testing.T) {
	t.Parallel()
	free := fmt.Sprintf(one, 0, 0)
	for name, start := range map[string]string{"lists": `{"solver":[`, "objects": `{"solver":{"a":`} {
		repeat := start[len(`{"solver":`):]
		err := check(free, []byte(start+strings.Repeat(repeat, 3_000_000)))
		if err == nil || !strings.Contains(err.Error(), "more than 32 lists or objects within each other") {
			t.Errorf("%s: got %v", name, err)
		}
		if _, err := verify.Check(strings.NewReader(start+strings.Repeat(repeat, 3_000_000)), nil, strings.NewReader("{}")); err == nil {
			t.Errorf("an instance of %s is accepted", name)
		}
	}
}
