package fault_test

import (
	"errors"
	"fmt"
	"io"
	"testing"
	"time"

	"makcomblang.id/pkg/fault"
)

func TestKindOf(t *testing.T) {
	t.Parallel()
	stale := fault.Stalef("match.decided", "Somebody else has decided.")
	tests := map[string]struct {
		err  error
		want fault.Kind
	}{
		"nil is no kind":               {nil, 0},
		"an unclassified error is our": {io.ErrUnexpectedEOF, fault.KindInternal},
		"a fault without kind":         {&fault.Error{Code: "x"}, fault.KindInternal},
		"a fault":                      {stale, fault.KindStale},
		"a wrapped fault":              {fmt.Errorf("matches: approve: %w", stale), fault.KindStale},
		"a joined fault":               {errors.Join(io.EOF, stale), fault.KindStale},
		"invalid":                      {fault.Invalid("f", "c", "m", "a"), fault.KindInvalid},
		"not found":                    {fault.NotFoundf("c", "m"), fault.KindNotFound},
		"conflict":                     {fault.Conflictf("c", "m"), fault.KindConflict},
		"forbidden":                    {fault.Forbiddenf("c", "m"), fault.KindForbidden},
		"unauthorized":                 {fault.Unauthorizedf("c", "m"), fault.KindUnauthorized},
		"unavailable":                  {fault.Unavailable(io.EOF, "m"), fault.KindUnavailable},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := fault.KindOf(tc.err); got != tc.want {
				t.Errorf("got %v, want %v", got, tc.want)
			}
		})
	}
}

func TestErrorTextTellsFieldAndWhatIsAllowed(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		err  error
		want string
	}{
		"all parts": {
			fault.Invalid("priority", "need.priority", "The priority is outside its range.", "1 to 5").Because(io.EOF),
			"priority: The priority is outside its range. (allowed: 1 to 5): EOF",
		},
		"code alone": {&fault.Error{Code: "region.unknown"}, "region.unknown"},
		"kind alone": {&fault.Error{Kind: fault.KindTooLarge}, "too_large"},
		"formatted":  {fault.NotFoundf("x", "No match %d.", 7), "No match 7."},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := tc.err.Error(); got != tc.want {
				t.Errorf("got %q, want %q", got, tc.want)
			}
		})
	}
}

func TestCausesStayReachable(t *testing.T) {
	t.Parallel()
	err := fmt.Errorf("outer: %w", fault.Unavailable(io.ErrClosedPipe, "The log is away."))
	if !errors.Is(err, io.ErrClosedPipe) {
		t.Error("errors.Is does not see the cause")
	}
	if _, ok := fault.As(io.EOF); ok {
		t.Error("As found a fault in a plain error")
	}
}

func TestDecoratorsCopy(t *testing.T) {
	t.Parallel()
	base := fault.Stalef("match.decided", "Somebody else has decided.").With("decided_by", "p-1")
	full := base.With("decided_at", "2026-11-21T00:00:00Z").After(3 * time.Second).At("status").Because(io.EOF)
	if len(base.Detail) != 1 || base.RetryAfter != 0 || base.Field != "" || base.Err != nil {
		t.Errorf("the original changed: %+v", base)
	}
	if len(full.Detail) != 2 || full.RetryAfter != 3*time.Second || full.Field != "status" || full.Err == nil {
		t.Errorf("the copy lacks something: %+v", full)
	}
}

func TestAtBuildsPaths(t *testing.T) {
	t.Parallel()
	tests := []struct{ parent, field, want string }{
		{"", "code", "code"},
		{"region", "", "region"},
		{"region", "code", "region.code"},
		{"needs", "[2].problem", "needs[2].problem"},
	}
	for _, tc := range tests {
		if got := fault.Invalid(tc.field, "c", "m", "").At(tc.parent).Field; got != tc.want {
			t.Errorf("At(%q) of %q: got %q, want %q", tc.parent, tc.field, got, tc.want)
		}
	}
}

func TestList(t *testing.T) {
	t.Parallel()
	var none fault.List
	none.Add(nil)
	if err := none.Err(); err != nil {
		t.Errorf("an empty list gave %v", err)
	}

	one := fault.Invalid("a", "a.bad", "A is wrong.", "")
	single := fault.List{one}
	if got := single.Err(); got != error(one) {
		t.Errorf("a list of one gave %v", got)
	}

	var l fault.List
	l.At("needs[0]", one)
	l.Add(errors.Join(fault.Conflictf("b.bad", "B is wrong."), io.EOF))
	err := fmt.Errorf("import: %w", l.Err())
	all := fault.All(err)
	if len(all) != 3 || all[0].Field != "needs[0].a" || all[1].Code != "b.bad" || all[2].Kind != fault.KindInternal {
		t.Errorf("All: got %v", all)
	}
	if !errors.Is(err, io.EOF) || fault.KindOf(err) != fault.KindInvalid {
		t.Error("the list hides its members")
	}
}

func TestKindNamesAndTemporary(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for k := fault.Kind(0); k <= fault.KindInternal; k++ {
		name := k.String()
		if name == "" || seen[name] {
			t.Errorf("kind %d has the name %q", k, name)
		}
		seen[name] = true
		if want := k == fault.KindUnavailable || k == fault.KindRateLimited; k.Temporary() != want {
			t.Errorf("%v.Temporary() = %v", k, !want)
		}
	}
	if got := fault.Kind(200).String(); got != "internal" {
		t.Errorf("an unknown kind is named %q", got)
	}
}

func TestTextsKeepTheirParameters(t *testing.T) {
	t.Parallel()
	find := func(format string) (string, bool) {
		text, ok := map[string]string{
			"This is longer than %d characters.": "Ini lebih dari %d karakter.", "at most %d of %s": "paling banyak %[1]d %[2]s", "visits": "kunjungan",
			"Nothing is written: %s.": "Tidak ada yang ditulis.",
		}[format]
		return text, ok
	}
	base := fault.Invalid("f", "text.long", "", "")
	e := base.Saying(fault.Textf("This is longer than %d characters.", 40)).Allowing(fault.Textf("at most %d of %s", 3, fault.Textf("visits")))
	if e.Message != "This is longer than 40 characters." || e.Allowed != "at most 3 of visits" || base.Message != "" {
		t.Errorf("got %q, %q, and %q of the original", e.Message, e.Allowed, base.Message)
	}
	overwritten := *e
	overwritten.Message = "Another sentence."
	says, allows := e.At("g").With("k", "v").Texts()
	other, _ := overwritten.Texts()
	for name, tc := range map[string]struct {
		text fault.Text
		want string
		ok   bool
	}{
		"a number":               {says, "Ini lebih dari 40 karakter.", true},
		"a text in a text":       {allows, "paling banyak 3 kunjungan", true},
		"an unknown text":        {other, "", false},
		"an unknown inner text":  {fault.Textf("at most %d of %s", 3, fault.Textf("seats")), "", false},
		"a note":                 {fault.Textf("Nothing is written: %s.", fault.Note("disk")), "Tidak ada yang ditulis.", true},
		"both languages":         {fault.Bilingual("yes", "ya"), "ya", true},
		"the same in both":       {fault.Plain("a, b"), "a, b", true},
		"nothing":                {fault.Text{}, "", true},
		"a sentence without any": {fault.Textf("visits"), "kunjungan", true},
	} {
		if got, ok := tc.text.Indonesian(find); got != tc.want || ok != tc.ok {
			t.Errorf("%s: got %q, %v", name, got, ok)
		}
	}
	if got := fault.Textf("Nothing is written: %s.", fault.Note("disk")).String(); got != "Nothing is written: disk." {
		t.Errorf("a note in English: got %q", got)
	}
}
