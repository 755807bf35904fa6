package verify_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"makcomblang.id/pkg/matching/instance"
	"makcomblang.id/pkg/matching/solve"
	"makcomblang.id/pkg/matching/verify"
)

const nested = `{"innovators":[{"id":"a","capacity":3,"min":1},{"id":"b","capacity":2},{"id":"c","capacity":1}],
"owners":[{"id":"o","capacity":3,"practices":["a","b"]}],
"regions":[{"id":"r","min":1,"max":2},{"id":"q","max":1}],
"needs":[{"id":"r/1","region":"r","priority":5,"score_column":0},{"id":"r/2","region":"r","score_column":1},
 {"id":"r/3","region":"r","score_column":2},{"id":"q/1","region":"q","score_column":3}],
"scores":[[7,4,9,3],[5,8,1,6],[2,2,8,4]],"forbidden":[["a","r/3"]],"required":[["b","r/1"]]}`

const infeasible = `{"innovators":[{"id":"a","capacity":1},{"id":"b","capacity":5}],
"regions":[{"id":"r","min":1,"max":2},{"id":"q","min":1,"max":1},{"id":"s","max":1}],
"candidates":[["a","r",3],["a","q",5],["b","s",1]]}`

// solved is the result file of an instance.
func solved(t testing.TB, doc string) []byte {
	t.Helper()
	in, err := instance.Read(strings.NewReader(doc), nil)
	if err != nil {
		t.Fatal(err)
	}
	p := in.Problem()
	r, err := solve.Solve(context.Background(), p, in.Options())
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := instance.NewResult(p, r).Write(&out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// under is the nested instance under another policy.
func under(policy string) string { return nested[:len(nested)-1] + `,"policy":"` + policy + `"}` }

// limited is under with costs and a budget that four visits would exceed.
func limited(policy string) string {
	doc := under(policy)
	return doc[:len(doc)-1] + `,"costs":[[2,3,5,1],[4,2,2,3],[1,3,2,2]],"budget":6}`
}

func check(doc string, result []byte, options ...verify.Option) error {
	_, err := verify.Check(strings.NewReader(doc), nil, bytes.NewReader(result), options...)
	return err
}

// unsealed removes the seal, so that only the proof itself protects a result.
func unsealed(t testing.TB, result []byte) []byte {
	t.Helper()
	return regexp.MustCompile(`,"seal":"[^"]*"`).ReplaceAll(result, nil)
}

func TestOneAlteredNumberIsRejected(t *testing.T) {
	t.Parallel()
	number := regexp.MustCompile(`:(-?\d+)[,}]`)
	for name, doc := range map[string]string{
		"score": nested, "infeasible": infeasible, "leximin": under("leximin"), "worst-first": under("worst-first"),
		"worst-first with a budget": limited("worst-first"), "leximin with a budget": limited("leximin"),
	} {
		result := solved(t, doc)
		if err := check(doc, result); err != nil {
			t.Fatalf("%s: the certificate itself: %v", name, err)
		}
		before, _, _ := bytes.Cut(result, []byte(`"solver"`))
		spots := number.FindAllSubmatchIndex(before, -1)
		if len(spots) < 4 {
			t.Fatalf("%s: only %d numbers found", name, len(spots))
		}
		for _, at := range spots {
			v, _ := strconv.Atoi(string(result[at[2]:at[3]]))
			for _, by := range []int{-1, 1, 1000} {
				other := string(result[:at[2]]) + strconv.Itoa(v+by) + string(result[at[3]:])
				var rejection *verify.Rejection
				if err := check(doc, []byte(other)); !errors.As(err, &rejection) {
					t.Errorf("%s: %d became %d at byte %d: got %v, want a rejection", name, v, v+by, at[2], err)
				}
			}
		}
	}
}

func TestWithoutSealTheProofItselfRejectsWhatProvesLess(t *testing.T) {
	t.Parallel()
	result := unsealed(t, solved(t, nested))
	if err := check(nested, result); err != nil {
		t.Fatalf("without seal: %v", err)
	}
	var doc map[string]any
	if err := json.Unmarshal(result, &doc); err != nil {
		t.Fatal(err)
	}
	prices, _ := doc["prices"].(map[string]any)
	for group, book := range prices {
		for id := range book.(map[string]any) {
			rejected := 0
			for _, by := range []float64{-100, 100} {
				was := book.(map[string]any)[id].(float64)
				book.(map[string]any)[id] = was + by
				other, _ := json.Marshal(doc)
				if check(nested, other) != nil {
					rejected++
				}
				book.(map[string]any)[id] = was
			}
			if rejected == 0 {
				t.Errorf("%s %s: prices moved by 100 either way still prove the optimum", group, id)
			}
		}
	}
	for _, change := range [][2]string{
		{`["a","r/2"]`, `["a","q/1"]`},
		{`"required":`, `"forbidden":`},
		{`"objective":`, `"objective":1`},
		{`["b","r/1"],`, ``},
		{`"status":"optimal"`, `"status":"fine"`},
		{`"status":"optimal"`, `"status":"infeasible"`},
	} {
		if other := strings.Replace(string(result), change[0], change[1], 1); other != string(result) {
			if check(nested, []byte(other)) == nil {
				t.Errorf("%s instead of %s is accepted", change[1], change[0])
			}
		}
	}
}

func TestExplicitPreferencesAreCheckedForBlockingPairs(t *testing.T) {
	t.Parallel()
	const doc = `{"innovators":[{"id":"a","capacity":1},{"id":"b","capacity":1}],
"regions":[{"id":"r","max":1},{"id":"q","max":1}],"policy":"stable","proposer":"%",
"preferences":{"innovators":{"a":["r","q"],"b":["q","r"]},"regions":{"r":["b","a"],"q":["a","b"]}}}`
	for proposer, pairs := range map[string]string{
		"innovator": `[["a","r"],["b","q"]]`, "region": `[["a","q"],["b","r"]]`,
	} {
		doc := strings.Replace(doc, "%", proposer, 1)
		result := solved(t, doc)
		if !bytes.Contains(result, []byte(`"pairs":`+pairs)) {
			t.Errorf("%s proposes: got %s", proposer, result)
		}
		if err := check(doc, result); err != nil {
			t.Errorf("%s proposes: %v", proposer, err)
		}
		single := bytes.Replace(unsealed(t, result), []byte(pairs), []byte(`[["a","r"]]`), 1)
		if err := check(doc, bytes.Replace(single, []byte(`"counts":{"q":1,"r":1}`), []byte(`"counts":{}`), 1)); err == nil {
			t.Errorf("%s proposes: a blocked plan was accepted", proposer)
		}
	}
}

func TestABudgetIsWeighedAgainstTheScores(t *testing.T) {
	t.Parallel()
	for limit, status := range map[string]string{"99": "optimal", "7": "", "5": "", "3": ""} {
		doc := nested[:len(nested)-1] + `,"costs":[[3,1,4,1],[1,5,9,2],[6,5,3,5]],"budget":` + limit + `}`
		result := solved(t, doc)
		if err := check(doc, result); err != nil {
			t.Errorf("budget %s: %v in %s", limit, err, result)
		}
		if !bytes.Contains(result, []byte(`"status":"`+status)) {
			t.Errorf("budget %s: got %s, want %s", limit, result, status)
		}
		spent := regexp.MustCompile(`"spent":(\d+)`).FindSubmatch(result)
		v, _ := strconv.Atoi(string(spent[1]))
		tight := strings.Replace(doc, `"budget":`+limit, `"budget":`+strconv.Itoa(v-1), 1)
		if check(tight, unsealed(t, result)) == nil {
			t.Errorf("budget %s: a plan for %d was accepted within %d", limit, v, v-1)
		}
		if check(nested, unsealed(t, result)) == nil {
			t.Errorf("budget %s: accepted for the instance without one", limit)
		}
		other := bytes.Replace(unsealed(t, result), []byte(`"spent":`), []byte(`"spent":1`), 1)
		if check(doc, other) == nil {
			t.Errorf("budget %s: an altered spending was accepted", limit)
		}
	}
}

// Each claim of the fair policies is recomputed: without a seal, a change of any
// claimed figure (prices aside, which may have several valid values) is caught.
func TestFairnessFiguresAreRecomputed(t *testing.T) {
	t.Parallel()
	figure := regexp.MustCompile(`"(price|visits|most|threshold|bonus|objective|bound)":(-?\d+)`)
	for _, policy := range []string{"leximin", "worst-first"} {
		doc := under(policy)
		result := unsealed(t, solved(t, doc))
		if err := check(doc, result); err != nil {
			t.Fatal(err)
		}
		spots := figure.FindAllSubmatchIndex(result, -1)
		if len(spots) < 5 {
			t.Fatalf("%s: only %d figures", policy, len(spots))
		}
		for _, at := range spots {
			v, _ := strconv.Atoi(string(result[at[4]:at[5]]))
			for _, by := range []int{-1, 1} {
				other := string(result[:at[4]]) + strconv.Itoa(v+by) + string(result[at[5]:])
				if check(doc, []byte(other)) == nil {
					t.Errorf("%s: %s became %d", policy, result[at[0]:at[1]], v+by)
				}
			}
		}
	}
}

// A bound that lets a price be negative and multiplies it by the capacity
// instead of the minimum would "prove" 2 here, where 6 is optimal.
func TestANegativePriceCountsTheMinimumNotTheCapacity(t *testing.T) {
	t.Parallel()
	const doc = `{"innovators":[{"id":"A","capacity":2,"min":1},{"id":"B","capacity":2,"min":1}],
"regions":[{"id":"1","max":1},{"id":"2","max":1}],"scores":[[1,1],[5,1]]}`
	const wrong = `{"status":"optimal","policy":"score","objective":2,"bound":2,"pairs":[["A","1"],["B","2"]],
"prices":{"innovators":{"A":-2,"B":-2},"regions":{"1":7,"2":3}}}`
	if err := check(doc, []byte(wrong)); err == nil {
		t.Error("the wrong bound 2 was accepted")
	}
	result := solved(t, doc)
	if err := check(doc, result); err != nil {
		t.Fatal(err)
	}
	if !bytes.Contains(result, []byte(`"objective":6`)) {
		t.Errorf("got %s, want objective 6", result)
	}
}

func TestFilesBesideEachOther(t *testing.T) {
	t.Parallel()
	in, err := instance.Generate("cabinet-s")
	if err != nil {
		t.Fatal(err)
	}
	in.ScoresFile = "scores.i32"
	dir := t.TempDir()
	path, result := filepath.Join(dir, "in.json"), filepath.Join(dir, "out.json")
	if err := in.WriteFile(path); err != nil {
		t.Fatal(err)
	}
	back, err := instance.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	p := back.Problem()
	r, err := solve.Solve(context.Background(), p, solve.Options{})
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := instance.NewResult(p, r).Write(&out); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(result, out.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	rep, err := verify.Files(path, result)
	if err != nil {
		t.Fatal(err)
	}
	if rep.Objective != "68704032" || rep.Bound != rep.Objective || !rep.Sealed {
		t.Errorf("got %+v", rep)
	}
	raw, err := os.ReadFile(filepath.Join(dir, "scores.i32"))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "scores.i32"), raw[:len(raw)-4], 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := verify.Files(path, result); err == nil {
		t.Error("a shortened scores file was accepted")
	}
}

func FuzzCheck(f *testing.F) {
	for _, doc := range []string{nested, infeasible, under("leximin"), under("worst-first")} {
		f.Add(doc, string(solved(f, doc)))
		f.Add(doc, string(unsealed(f, solved(f, doc))))
	}
	f.Fuzz(func(t *testing.T, doc, result string) {
		rep, err := verify.Check(strings.NewReader(doc), nil, strings.NewReader(result))
		if (rep == nil) == (err == nil) {
			t.Errorf("got report %v and error %v", rep, err)
		}
	})
}
