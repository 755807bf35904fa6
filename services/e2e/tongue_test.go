package e2e

import (
	"encoding/json"
	"net/http"
	"regexp"
	"testing"

	"makcomblang.id/pkg/fault"
	sentences "makcomblang.id/services/internal/refusal"
)

// told is what a problem says to people.
type told struct {
	Title, Detail, Code string
	Status              int
	Errors              []struct{ Field, Detail, Allowed, Code string }
}

// english finds the words that no phrase in Indonesian has.
var english = regexp.MustCompile(`(?i)\b(a|an|the|of|to|or|and|each|not|with|without|text|number|at most|up to|within)\b`)

// inIndonesian sends a bad request again for somebody who reads Indonesian: the same refusal in other words, none of them
// English, and not only those that are said of its kind.
func inIndonesian(t *testing.T, c caller, tc bad, first answer) {
	t.Helper()
	a, err := c.send(http.MethodPost, "/api/v1"+tc.path, tc.body, append([]string{"Accept-Language", "id"}, tc.headers...)...)
	var en, id told
	if err == nil {
		err = json.Unmarshal(first.body, &en)
	}
	if err == nil {
		err = json.Unmarshal(a.body, &id)
	}
	if err != nil || id.Status != en.Status || id.Code != en.Code || len(id.Errors) != len(en.Errors) || a.header.Get("Content-Language") != "id" || first.header.Get("Content-Language") != "en" {
		t.Errorf("%s: got %s for %s, %v", tc.name, a.body, first.body, err)
		return
	}
	generic := map[string]bool{}
	for k := fault.KindInvalid; k <= fault.KindInternal; k++ {
		generic[sentences.Lead(sentences.Indonesian, k)] = true
	}
	if id.Title == en.Title || id.Detail == en.Detail || generic[id.Detail] {
		t.Errorf("%s: it is not told in Indonesian: %s", tc.name, a.body)
	}
	for i, e := range id.Errors {
		if e.Field != en.Errors[i].Field || e.Code != en.Errors[i].Code || e.Detail == en.Errors[i].Detail || generic[e.Detail] {
			t.Errorf("%s: got %+v for %+v", tc.name, e, en.Errors[i])
		}
		if word := english.FindString(e.Allowed); word != "" || (e.Allowed == "") != (en.Errors[i].Allowed == "") {
			t.Errorf("%s: %q is allowed, in English %q", tc.name, e.Allowed, en.Errors[i].Allowed)
		}
	}
}
