package verify_test

import (
	"fmt"
	"testing"
)

// What is no JSON is refused with the byte from which on it is none, the first being 1, however deep it lies.
func TestWhatIsNoJSONIsRefusedWithItsPlace(t *testing.T) {
	t.Parallel()
	for doc, want := range map[string]struct {
		from int
		char string
	}{
		`{'sense':1}`:                   {2, `'\''`},
		`{"a":{},}`:                     {9, "'}'"},
		`{"a":[[1 2]]}`:                 {10, "'2'"},
		"{\"a\":[[1,\n  {\"b\":NaN}]]}": {18, "'N'"},
		`{"sense": tr ue}`:              {11, "' '"},
		`{"a":[1,"\q"]}`:                {9, "'q'"},
	} {
		says := fmt.Sprintf("verify: instance: not JSON from byte %d on: %s does not belong there", want.from, want.char)
		if err := check(doc, nil); err == nil || err.Error() != says {
			t.Errorf("%s:\ngot  %v\nwant %s", doc, err, says)
		}
	}
}
