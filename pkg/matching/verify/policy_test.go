package verify_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"makcomblang.id/pkg/matching/verify"
)

// A true result is no answer to an instance that asks for another policy. Where
// the instance names none it is for the caller to demand one, and a demand goes
// before what the instance names.
func TestAResultOfAnotherPolicyIsRefused(t *testing.T) {
	t.Parallel()
	all := []string{"score", "leximin", "worst-first", "stable"}
	for _, made := range all {
		doc := under(made)
		if made == "stable" {
			doc = strings.Replace(strings.Replace(doc, `,"min":1`, "", -1), `,"required":[["b","r/1"]]`, "", 1)
		}
		result := solved(t, doc)
		silent := strings.Replace(doc, `,"policy":"`+made+`"`, "", 1)
		for _, asked := range all {
			named := strings.Replace(doc, `"policy":"`+made, `"policy":"`+asked, 1)
			refusals := map[string]error{
				"the instance asks for " + asked: check(named, result), "what is demanded is " + asked: check(silent, result, verify.UnderPolicy(asked)),
			}
			for sentence, err := range refusals {
				var r *verify.Rejection
				if made == asked {
					if err != nil {
						t.Errorf("%s: %v", made, err)
					}
				} else if !errors.As(err, &r) || !r.OtherPolicy || r.Reason != "the result is of the policy "+made+", "+sentence {
					t.Errorf("%s for %s: got %v", made, asked, err)
				}
			}
			if err := check(named, result, verify.UnderPolicy(made)); err != nil {
				t.Errorf("%s, demanded of an instance that names %s: %v", made, asked, err)
			}
		}
		if err := check(silent, result); err != nil {
			t.Errorf("%s, where nobody asks for a policy: %v", made, err)
		}
	}
	var r *verify.Rejection
	if err := check(under("nice"), solved(t, nested)); !errors.As(err, &r) || r.OtherPolicy {
		t.Errorf("an instance with a policy that there is not: %v", err)
	}
}

// Why there is no plan is an answer to one policy too.
func TestAnInfeasibleResultOfAnotherPolicyIsRefused(t *testing.T) {
	t.Parallel()
	const doc = `{"innovators":[{"id":"A","capacity":1}],"regions":[{"id":"r","min":2,"max":2}],"scores":[[1]],"policy":"leximin"}`
	result := solved(t, doc)
	if !bytes.Contains(result, []byte(`"infeasible"`)) {
		t.Fatalf("got %s", result)
	}
	if err := check(doc, result); err != nil {
		t.Error(err)
	}
	err := check(strings.Replace(doc, "leximin", "score", 1), result)
	if err == nil || err.Error() != "verify: the result is of the policy leximin, the instance asks for score" {
		t.Errorf("for an instance that asks for another policy: got %v", err)
	}
}
