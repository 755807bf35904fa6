package e2e

import (
	"encoding/json"
	"net/http"
	"slices"
	"testing"
)

type list struct {
	ID    string `json:"id"`
	Terms []struct {
		ID     string `json:"id"`
		NameID string `json:"name_id"`
		NameEN string `json:"name_en"`
	} `json:"terms"`
}

// The vocabulary says what a client may send: each list of the program's own is an enumeration of the API, term by term, and
// every term has a name in both languages.
func TestTheVocabularyIsWhatTheAPITakes(t *testing.T) {
	t.Parallel()
	h := open(t, nil)
	nobody := h.with("")
	var got struct{ Lists []list }
	decode(t, nobody.must(t, http.StatusOK, "GET", "/api/v1/vocabulary", "").body, &got)
	var doc any
	decode(t, nobody.must(t, http.StatusOK, "GET", "/api/v1/openapi.json", "").body, &doc)
	enums := map[string]bool{}
	collect(doc, enums)
	data := []string{"sectors", "problems", "preconditions", "settings", "score-parts", "conditions"}
	if len(got.Lists) < 20 {
		t.Errorf("got %d lists, want all", len(got.Lists))
	}
	for _, l := range got.Lists {
		var ids []string
		for _, term := range l.Terms {
			if ids = append(ids, term.ID); term.NameID == "" || term.NameEN == "" {
				t.Errorf("%s: %s has no name", l.ID, term.ID)
			}
		}
		if !slices.Contains(data, l.ID) && !enums[set(ids)] {
			t.Errorf("%s: %v is no enumeration of the API", l.ID, ids)
		}
	}
	one := nobody.must(t, http.StatusOK, "GET", "/api/v1/vocabulary?list=modes", "")
	if one.field("lists.0.id") != "modes" || one.field("lists.1.id") != "" {
		t.Errorf("got %s, want the one list", one.body)
	}
	if wrong := nobody.must(t, http.StatusUnprocessableEntity, "GET", "/api/v1/vocabulary?list=colours", ""); wrong.field("errors.0.allowed") == "" {
		t.Errorf("got %s, want the lists that there are", wrong.body)
	}
}

func decode(t *testing.T, doc []byte, into any) {
	t.Helper()
	if err := json.Unmarshal(doc, into); err != nil {
		t.Fatal(err)
	}
}

// collect finds every enumeration below v.
func collect(v any, enums map[string]bool) {
	switch v := v.(type) {
	case []any:
		for _, item := range v {
			collect(item, enums)
		}
	case map[string]any:
		if values, ok := v["enum"].([]any); ok {
			var ids []string
			for _, value := range values {
				if id, ok := value.(string); ok && id != "" {
					ids = append(ids, id)
				}
			}
			enums[set(ids)] = true
		}
		for _, member := range v {
			collect(member, enums)
		}
	}
}

// set is a list as it is compared, whatever its order.
func set(ids []string) string {
	sorted := slices.Sorted(slices.Values(ids))
	doc, _ := json.Marshal(sorted)
	return string(doc)
}
