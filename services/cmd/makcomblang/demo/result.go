package demo

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
)

// Result is what the demonstration says with --json. Every figure was read over HTTP or counted from received bytes.
type Result struct {
	AsOf            string          `json:"as_of"`
	Scope           string          `json:"scope"`
	Basis           string          `json:"basis"`
	Regions         int             `json:"regions"`     // governments, without the fictitious ones
	Innovations     int             `json:"innovations"` // practices, without the fictitious ones
	Facts           int             `json:"facts"`
	Recommendations Recommendations `json:"recommendations"`
	Plan            PlanResult      `json:"plan"`
	Unanswered      Unanswered      `json:"unanswered"`
	Decided         Decided         `json:"decided"`
	Webhook         Webhook         `json:"webhook"`
	Log             LogResult       `json:"log"`
	ElapsedMS       int64           `json:"elapsed_ms"`
}

// Recommendations counts the suggestions in the scope.
type Recommendations struct {
	RegionsWith int `json:"regions_with"` // regions with at least one candidate
	Pairs       int `json:"pairs"`        // candidates of all their needs
}

// PlanResult is the plan and what the verifier said of it.
type PlanResult struct {
	Pairs         int            `json:"pairs"`
	Objective     int64          `json:"objective"` // millionths
	Bound         int64          `json:"bound"`     // millionths
	Certificate   string         `json:"certificate"`
	NeedsMet      map[string]int `json:"needs_met"` // by priority
	SameNeedTwice int            `json:"same_need_twice"`
	Foreign       int            `json:"foreign"`
}

// Unanswered counts the needs in the scope without a practice.
type Unanswered struct {
	Needs     int            `json:"needs"`
	Of        int            `json:"of"`
	ByProblem map[string]int `json:"by_problem"`
}

// Decided counts decisions of the story.
type Decided struct {
	Approved int `json:"approved"`
	Rejected int `json:"rejected"`
}

// Webhook counts deliveries from the bytes that the sink received.
type Webhook struct {
	Delivered  int `json:"delivered"`
	Verified   int `json:"verified"`
	Duplicates int `json:"duplicates"`
}

// LogResult is what an export of the log shows.
type LogResult struct {
	Gaps   int    `json:"gaps"`
	Chains string `json:"chains"` // "ok" or what is wrong
}

// check says what does not hold; the demonstration then fails.
func (r Result) check() error {
	var wrong []string
	expect := func(ok bool, what string, args ...any) {
		if !ok {
			wrong = append(wrong, fmt.Sprintf(what, args...))
		}
	}
	expect(r.Regions == 552, "there are %d regions, not 552", r.Regions)
	expect(r.Innovations >= 130, "there are %d practices, fewer than 130", r.Innovations)
	expect(r.Plan.Pairs > 0 && r.Plan.Objective > 0, "the plan is empty")
	expect(r.Plan.Objective == r.Plan.Bound, "objective %d and bound %d of the plan differ", r.Plan.Objective, r.Plan.Bound)
	expect(r.Plan.Certificate == "valid", "the certificate is %s", r.Plan.Certificate)
	expect(r.Plan.SameNeedTwice == 0 && r.Plan.Foreign == 0, "the plan meets a need twice or holds a foreign practice")
	expect(r.Decided.Approved > 0 && r.Decided.Rejected > 0, "nothing was decided")
	expect(r.Webhook.Delivered > 0 && r.Webhook.Verified == r.Webhook.Delivered && r.Webhook.Duplicates == 0,
		"of %d deliveries %d are verified and %d came twice", r.Webhook.Delivered, r.Webhook.Verified, r.Webhook.Duplicates)
	expect(r.Log.Gaps == 0 && r.Log.Chains == "ok", "the log has %d gaps and its chains are %s", r.Log.Gaps, r.Log.Chains)
	if len(wrong) > 0 {
		return errors.New("demo: " + strings.Join(wrong, "; "))
	}
	return nil
}

// finish writes the result, also when a check does not hold, and returns what does not.
func (w *world) finish(out io.Writer) error {
	w.result.AsOf, w.result.Scope, w.result.Basis = asOf, scopeLabel, "sample"
	if w.opt.JSON {
		enc := json.NewEncoder(out)
		enc.SetIndent("", "  ")
		if err := enc.Encode(w.result); err != nil {
			return err
		}
	} else {
		w.tell.end(w.result)
	}
	return w.result.check()
}

func unmarshal(doc []byte, v any) error {
	if err := json.Unmarshal(doc, v); err != nil {
		return fmt.Errorf("an answer cannot be read: %w", err)
	}
	return nil
}
