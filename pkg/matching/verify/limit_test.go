package verify_test

import (
	"bytes"
	"encoding/json"
	"strconv"
	"strings"
	"testing"

	"makcomblang.id/pkg/matching/verify"
)

// A result that the time limit cut short claims less; leaving proofs out without
// saying so is caught.
func TestMissingLevelsAreNoProof(t *testing.T) {
	t.Parallel()
	for policy, part := range map[string]string{"leximin": `"levels":`, "worst-first": `"above":`} {
		doc := under(policy)
		result := unsealed(t, solved(t, doc))
		var tree map[string]any
		if err := json.Unmarshal(result, &tree); err != nil {
			t.Fatal(err)
		}
		fairness := tree["fairness"].(map[string]any)
		if policy == "leximin" {
			levels := fairness["levels"].([]any)
			fairness["levels"] = levels[:len(levels)-1]
		} else {
			worst := fairness["worst"].(map[string]any)
			delete(worst, "above")
			worst["open"] = true
			worst["bonus"] = 0
		}
		other, _ := json.Marshal(tree)
		if check(doc, other) == nil {
			t.Errorf("%s without all of %s is accepted as optimal", policy, part)
		}
		tree["status"] = "bounded"
		tree["bound"], tree["prices"] = boundOfAll(t), fairness["score_prices"]
		complete(t, doc, tree["prices"].(map[string]any))
		other, _ = json.Marshal(tree)
		if err := check(doc, other); err != nil {
			t.Errorf("%s, bounded by a bound for all plans: %v", policy, err)
		}
	}
}

// boundOfAll is the best total of the nested instance.
func boundOfAll(t *testing.T) int64 {
	t.Helper()
	rep, err := verify.Check(strings.NewReader(nested), nil, bytes.NewReader(solved(t, nested)))
	if err != nil {
		t.Fatal(err)
	}
	v, err := strconv.ParseInt(rep.Bound, 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// complete adds the prices of 0 that proofs leave out and prices do not.
func complete(t *testing.T, doc string, prices map[string]any) {
	t.Helper()
	var in map[string]any
	if err := json.Unmarshal([]byte(doc), &in); err != nil {
		t.Fatal(err)
	}
	for _, side := range []string{"innovators", "owners", "regions", "needs"} {
		book, _ := prices[side].(map[string]any)
		if book == nil {
			book = map[string]any{}
		}
		prices[side] = book
		for _, node := range in[side].([]any) {
			if id := node.(map[string]any)["id"].(string); book[id] == nil {
				book[id] = 0
			}
		}
	}
}

// A minimum may be kept by visits that a level does not count. Prices that take
// something for each of them would "prove" that one region with a visit is the most
// here, where two can have one.
func TestALevelsPricesTakeNothingForVisitsItDoesNotCount(t *testing.T) {
	t.Parallel()
	doc := `{"innovators":[{"id":"a","capacity":2,"min":2},{"id":"b","capacity":1}],"regions":[{"id":"r","max":2},{"id":"q","max":1}],
"needs":[{"id":"r/1","region":"r","score_column":0},{"id":"r/2","region":"r","score_column":1},{"id":"q/1","region":"q","score_column":2}],
"scores":[[1,1,0],[0,0,0]],"forbidden":[["a","q/1"],["b","r/1"],["b","r/2"]],"policy":"leximin"}`
	const prices = `{"innovators":{"a":1,"b":0},"regions":{"r":0,"q":0},"needs":{"r/1":0,"r/2":0,"q/1":0}}`
	claim := func(level string) []byte {
		return []byte(`{"status":"bounded","policy":"leximin","objective":2,"bound":2,"pairs":[["a","r/1"],["a","r/2"]],"prices":` + prices +
			`,"fairness":{"counts":{"r":2,"q":0},"price":0,"score_prices":` + prices + `,"levels":[{"most":1,"visits":1,"prices":` + level + `}]}}`)
	}
	if err := check(doc, claim(`{"innovators":{"a":-1},"regions":{"r":2}}`)); err == nil || !strings.Contains(err.Error(), "fairness.levels") {
		t.Errorf("a level below the best was not rejected: %v", err)
	}
	doc = strings.Replace(doc, `["b","r/1"]`, `["b","q/1"],["b","r/1"]`, 1)
	if err := check(doc, claim(`{"regions":{"r":1}}`)); err != nil {
		t.Errorf("where only one can have a visit: %v", err)
	}
}
