package verify_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
)

// The proofs of worst-first within a budget stand without the seal too: what is
// left out of them, or made to weigh otherwise, proves nothing.
func TestWorstFirstWithinABudgetIsProvenByItsWeights(t *testing.T) {
	t.Parallel()
	given := limited("worst-first")
	result := unsealed(t, solved(t, given))
	if err := check(given, result); err != nil {
		t.Fatalf("without seal: %v\n%s", err, result)
	}
	if !bytes.Contains(result, []byte(`"above_weight":{"visit":`)) {
		t.Fatalf("the case proves nothing about a threshold: %s", result)
	}
	for _, name := range []string{"coverage_weight", "above_weight", "coverage", "above", "threshold"} {
		var doc map[string]any
		if err := json.Unmarshal(result, &doc); err != nil {
			t.Fatal(err)
		}
		delete(doc["fairness"].(map[string]any)["worst"].(map[string]any), name)
		other, _ := json.Marshal(doc)
		if check(given, other) == nil {
			t.Errorf("accepted without %s", name)
		}
	}
	for _, change := range [][2]string{
		{`"coverage_weight":{"visit":`, `"coverage_weight":{"visit":-`},
		{`"coverage_weight":{"visit":`, `"coverage_weight":{"visit":1`},
		{`"cost":1}`, `"cost":-1}`},
		{`"cost":1}`, `"cost":1000000000000000000}`},
		{`"budget":{"spent":`, `"budget":{"spent":1`},
		{`"price":0`, `"price":0,"score_prices":{"innovators":{},"regions":{}}`},
		{`"status":"bounded"`, `"status":"optimal"`},
	} {
		other := strings.Replace(string(result), change[0], change[1], 1)
		if other != string(result) && check(given, []byte(other)) == nil {
			t.Errorf("%s instead of %s is accepted: %s", change[1], change[0], other)
		}
	}
}

// So do those of leximin by their bonuses.
func TestLeximinWithinABudgetIsProvenByItsBonuses(t *testing.T) {
	t.Parallel()
	given := limited("leximin")
	result := unsealed(t, solved(t, given))
	if err := check(given, result); err != nil {
		t.Fatalf("without seal: %v\n%s", err, result)
	}
	if !bytes.Contains(result, []byte(`"cost":1,"bonuses":[`)) {
		t.Fatalf("the case proves nothing about costs: %s", result)
	}
	for _, change := range [][2]string{
		{`"cost":1,"bonuses":[`, `"cost":1,"bonuses":[0,`},
		{`"cost":1,"bonuses":[`, `"cost":1,"bonuses":[-`},
		{`"cost":1,"bonuses":[`, `"cost":-1,"bonuses":[`},
		{`"cost":1,`, ``},
		{`"bonuses":[`, `"bonus":[`},
		{`}],"bonuses":[`, `}],"bonuses":[5`},
		{`}],"bonuses":[`, `}],"bonuses":[7,`},
		{`"most":2`, `"most":1`},
		{`"price":0`, `"price":0,"tight":{"innovators":{},"regions":{}}`},
	} {
		other := strings.Replace(string(result), change[0], change[1], 1)
		if other == string(result) {
			t.Errorf("%s does not occur: %s", change[0], other)
		} else if check(given, []byte(other)) == nil {
			t.Errorf("%s instead of %s is accepted: %s", change[1], change[0], other)
		}
	}
}

// What was made without regard to the budget proves nothing about an instance
// that has one.
func TestABudgetIsNotPassedOver(t *testing.T) {
	t.Parallel()
	for _, policy := range []string{"leximin", "worst-first", "stable"} {
		given := under(policy)
		if policy == "stable" {
			given = strings.Replace(strings.Replace(given, `,"min":1`, "", -1), `,"required":[["b","r/1"]]`, "", 1)
		}
		result := unsealed(t, solved(t, given))
		if err := check(given, result); err != nil {
			t.Fatalf("%s: %v", policy, err)
		}
		within := given[:len(given)-1] + `,"costs":[[2,3,5,1],[4,2,2,3],[1,3,2,2]],"budget":600}`
		if check(within, result) == nil {
			t.Errorf("%s: a plan without a budget is accepted for an instance with one", policy)
		}
	}
}

// Pairs that the required ones leave no room for need not be counted; any other number
// than what they leave is refused, and so is the proof without it.
func TestOnlyWhatNoPlanCanAffordIsLeftOut(t *testing.T) {
	t.Parallel()
	const doc = `{"innovators":[{"id":"a","capacity":2},{"id":"b","capacity":1}],"regions":[{"id":"r","max":2},{"id":"q","max":1}],
"scores":[[7,90],[5,80]],"required":[["a","r"]],"costs":[[4,7],[2,6]],"budget":9}`
	for _, policy := range []string{"score", "worst-first", "leximin"} {
		given := doc[:len(doc)-1] + `,"policy":"` + policy + `"}`
		result := string(unsealed(t, solved(t, given)))
		if err := check(given, []byte(result)); err != nil {
			t.Fatalf("%s: %v\n%s", policy, err, result)
		}
		if !strings.Contains(result, `"status":"optimal"`) || !strings.Contains(result, `"dearest":5`) {
			t.Errorf("%s: not proven best without what is dearer than 5: %s", policy, result)
		}
		for _, other := range []string{`"dearest":4`, `"dearest":6`, `"dearest":1`, `"dearest":-1`, `"dearest":"5"`, `"scale":1024`} {
			changed := strings.Replace(result, `"dearest":5`, other, 1)
			if other == `"scale":1024` {
				changed = strings.Replace(result, `,"dearest":5`, ``, 1)
			}
			if err := check(given, []byte(changed)); err == nil {
				t.Errorf("%s: accepted with %s: %s", policy, other, changed)
			}
		}
	}
}
