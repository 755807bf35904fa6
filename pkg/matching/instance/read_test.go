package instance_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"strings"
	"testing"

	"makcomblang.id/pkg/matching/instance"
	"makcomblang.id/pkg/matching/solve"
)

const good = `{"innovators":[{"id":"a","capacity":3,"min":1},{"id":"b","capacity":2}],
"owners":[{"id":"o","capacity":4,"practices":["a"]}],
"regions":[{"id":"r","min":1,"max":2,"tie":1},{"id":"q","max":1}],
"needs":[{"id":"r/1","region":"r","priority":5,"score_column":1},{"id":"q/1","region":"q","score_column":0}],
"scores":[[7,-4],[5,8]],"forbidden":[["a","r/1"]],"required":[["b","r/1"]],"sense":"max","policy":"score"}`

func read(doc string) (*instance.Instance, error) {
	return instance.Read(strings.NewReader(doc), nil)
}

// refused changes one part of the legal instance; place is where it must hurt.
var refused = []struct{ name, from, to, place string }{
	{"unknown field", `"sense":"max"`, `"colour":"red"`, "colour"},
	{"wrong case", `"sense":"max"`, `"Sense":"max"`, "Sense"},
	{"field twice", `"sense":"max"`, `"policy":"score"`, "policy"},
	{"missing field", `"capacity":3,`, ``, "innovators[0].capacity"},
	{"NaN", `[7,-4]`, `[NaN,-4]`, "scores[0][0]"},
	{"fraction", `[7,-4]`, `[7.5,-4]`, "scores[0][0]"},
	{"exponent", `[7,-4]`, `[7e3,-4]`, "scores[0][0]"},
	{"text for number", `[7,-4]`, `["7",-4]`, "scores[0][0]"},
	{"null", `[7,-4]`, `[null,-4]`, "scores[0][0]"},
	{"ragged", `[7,-4]`, `[7]`, "scores[0]"},
	{"second row ragged", `[5,8]`, `[5,8,9]`, "scores[1]"},
	{"scores file without a name", `"scores":[[7,-4],[5,8]]`, `"scores_file":""`, "scores_file"},
	{"row too short", `[[7,-4],[5,8]]`, `[[7],[5]]`, "scores[0]"},
	{"too few rows", `[[7,-4],[5,8]]`, `[[7,-4]]`, "scores"},
	{"no scores", `"scores":[[7,-4],[5,8]],`, ``, "scores"},
	{"past 2^53", `[7,-4]`, `[9007199254740993,-4]`, "scores[0][0]"},
	{"past 2^64", `[7,-4]`, `[99999999999999999999,-4]`, "scores[0][0]"},
	{"sum past 2^53", `[7,-4]`, `[9007199254740000,-4]`, "scores[0][0]"},
	{"negative capacity", `"capacity":2}`, `"capacity":-2}`, "innovators[1].capacity"},
	{"min above max", `"max":2`, `"max":0`, "regions[0].min"},
	{"min above capacity", `"min":1},{"id":"b"`, `"min":9},{"id":"b"`, "innovators[0].min"},
	{"id twice", `"id":"b"`, `"id":"a"`, "innovators[1].id"},
	{"empty id", `"id":"b"`, `"id":""`, "innovators[1].id"},
	{"invalid UTF-8", `"id":"b"`, "\"id\":\"b\xff\"", "innovators[1].id"},
	{"unknown practice", `"practices":["a"]`, `"practices":["z"]`, "owners[0].practices[0]"},
	{"practice twice", `"practices":["a"]`, `"practices":["a","a"]`, "owners[0].practices[1]"},
	{"unknown region", `"region":"q"`, `"region":"z"`, "needs[1].region"},
	{"column twice", `"score_column":0`, `"score_column":1`, "needs[1].score_column"},
	{"column out of range", `"score_column":0`, `"score_column":7`, "needs[1].score_column"},
	{"unknown forbidden", `"forbidden":[["a","r/1"]]`, `"forbidden":[["a","r"]]`, "forbidden[0][1]"},
	{"pair of three", `"forbidden":[["a","r/1"]]`, `"forbidden":[["a","r/1","x"]]`, "forbidden[0][2]"},
	{"pair of one", `"forbidden":[["a","r/1"]]`, `"forbidden":[["a"]]`, "forbidden[0]"},
	{"both marks", `"forbidden":[["a","r/1"]]`, `"forbidden":[["b","r/1"]]`, "required[0]"},
	{"unknown sense", `"sense":"max"`, `"sense":"most"`, "sense"},
	{"unknown policy", `"policy":"score"`, `"policy":"nice"`, "policy"},
	{"path out", `"scores":[[7,-4],[5,8]]`, `"scores_file":"../x.i32"`, "scores_file"},
	{"absolute path", `"scores":[[7,-4],[5,8]]`, `"scores_file":"/etc/x"`, "scores_file"},
	{"budget alone", `"sense":"max"`, `"budget":3`, "budget"},
	{"negative cost", `"sense":"max"`, `"budget":3,"costs":[[1,1],[1,-1]]`, "costs[1][1]"},
	{"candidate order", `"scores":[[7,-4],[5,8]]`, `"candidates":[["b","q/1",1],["a","q/1",1]]`, "candidates[1]"},
	{"candidate twice", `"scores":[[7,-4],[5,8]]`, `"candidates":[["a","q/1",1],["a","q/1",1]]`, "candidates[1]"},
	{"candidate of two", `"scores":[[7,-4],[5,8]]`, `"candidates":[["a","q/1"]]`, "candidates[0]"},
	{"two forms", `"sense":"max"`, `"candidates":[]`, "scores"},
	{"trailing", `"policy":"score"}`, `"policy":"score"} {}`, "document"},
	{"cut off", `"policy":"score"}`, `"policy":`, "policy"},
}

func TestBadInputIsRefusedWithPlaceAndReason(t *testing.T) {
	t.Parallel()
	if _, err := read(good); err != nil {
		t.Fatalf("the legal instance: %v", err)
	}
	for _, c := range refused {
		if !strings.Contains(good, c.from) {
			t.Fatalf("%s: %q is not in the legal instance", c.name, c.from)
		}
		_, err := read(strings.Replace(good, c.from, c.to, 1))
		var refusal *instance.InputError
		if !errors.As(err, &refusal) {
			t.Errorf("%s: got %v, want a refusal", c.name, err)
			continue
		}
		if refusal.Place != c.place || refusal.Reason == "" {
			t.Errorf("%s: got %q (%s), want place %q", c.name, refusal.Place, refusal.Reason, c.place)
		}
	}
}

func TestScoresFileMustHaveTheExactSize(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	path := filepath.Join(dir, "in.json")
	doc := strings.Replace(good, `"scores":[[7,-4],[5,8]]`, `"scores_file":"x.i32"`, 1)
	if err := os.WriteFile(path, []byte(doc), 0o600); err != nil {
		t.Fatal(err)
	}
	for size := range 20 {
		if err := os.WriteFile(filepath.Join(dir, "x.i32"), bytes.Repeat([]byte{1}, size), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := instance.ReadFile(path); (err == nil) != (size == 16) {
			t.Errorf("%d bytes for 4 numbers: got %v", size, err)
		}
	}
	if err := os.Remove(filepath.Join(dir, "x.i32")); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("/etc/hostname", filepath.Join(dir, "x.i32")); err != nil {
		t.Fatal(err)
	}
	if _, err := instance.ReadFile(path); err == nil {
		t.Error("a link that leaves the folder was followed")
	}
}

// A few bytes cannot ask for more memory than there is, nor an instance of a few
// megabytes for pairs that nobody can number.
func TestAScoresFileAsksForNoMoreRoomThanItFills(t *testing.T) {
	t.Parallel()
	short := func(string) (io.ReadCloser, error) { return io.NopCloser(strings.NewReader("12345678")), nil }
	for side, want := range map[int]string{40_000: "shorter than 40000 x 40000 numbers", 50_000: "more than 2^31-1 pairs"} {
		var doc strings.Builder
		doc.WriteString(`{"innovators":[`)
		for k := range side {
			fmt.Fprintf(&doc, `%s{"id":"%d","capacity":1}`, []string{",", ""}[max(1-k, 0)], k)
		}
		doc.WriteString(`],"regions":[`)
		for k := range side {
			fmt.Fprintf(&doc, `%s{"id":"%d","max":1}`, []string{",", ""}[max(1-k, 0)], k)
		}
		doc.WriteString(`],"scores_file":"x"}`)
		before := allocated()
		if _, err := instance.Read(strings.NewReader(doc.String()), short); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%d x %d: got %v", side, side, err)
		}
		if got := allocated() - before; got > 1<<30 {
			t.Errorf("%d x %d: %d bytes were allocated", side, side, got)
		}
		dir := t.TempDir()
		path := filepath.Join(dir, "instance.json")
		if err := errors.Join(os.WriteFile(path, []byte(doc.String()), 0o600), os.WriteFile(filepath.Join(dir, "x"), []byte("12345678"), 0o600)); err != nil {
			t.Fatal(err)
		}
		if _, err := instance.ReadFile(path); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%d x %d: got %v", side, side, err)
		}
	}
}

func allocated() uint64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.TotalAlloc
}

func TestWrittenInstancesReadBackEqual(t *testing.T) {
	t.Parallel()
	for _, doc := range []string{
		good,
		`{"innovators":[],"regions":[],"candidates":[]}`,
		`{"innovators":[],"regions":[{"id":"r","max":1}],"scores":[]}`,
		`{"innovators":[{"id":"a","capacity":1}],"regions":[{"id":"r","max":1}],"candidates":[["a","r",2251799813685248]],
"costs":[[5]],"budget":4,"policy":"stable","proposer":"innovator","preferences":{"innovators":{"a":["r"]},"regions":{"r":["a"]}}}`,
	} {
		first, err := read(doc)
		if err != nil {
			t.Fatal(err)
		}
		var out bytes.Buffer
		if err := first.Write(&out); err != nil {
			t.Fatal(err)
		}
		second, err := read(out.String())
		if err != nil {
			t.Fatalf("%v in %s", err, out.String())
		}
		if !reflect.DeepEqual(first, second) {
			t.Errorf("got %+v, want %+v", second, first)
		}
	}
}

func TestGeneratorIsPinned(t *testing.T) {
	t.Parallel()
	in, err := instance.Generate("cabinet-s")
	if err != nil {
		t.Fatal(err)
	}
	var sum int64
	for _, s := range in.Dense {
		sum += int64(s)
	}
	if got := [3]int64{int64(in.Innovators[0].Capacity), int64(in.Dense[0]), sum}; got != [3]int64{4, 540996, 1894104907} {
		t.Errorf("got %v", got)
	}
	for _, name := range []string{"", "cabinet", "cabinet-x", "dense-0", "dense-x", "dense-99999999"} {
		if _, err := instance.Generate(name); err == nil {
			t.Errorf("%q was generated", name)
		}
	}
}

// immense is an instance with one visit and scores as large as may be read for so few.
// The solver adds them up along paths, too, and takes them while there are few nodes.
func immense(nodes int) string {
	var innovators, regions, candidates []string
	for k := range nodes {
		innovators = append(innovators, fmt.Sprintf(`{"id":"i%d","capacity":%d}`, k, 1-min(k, 1)))
		regions = append(regions, fmt.Sprintf(`{"id":"r%d","max":1}`, k))
		candidates = append(candidates, fmt.Sprintf(`["i%d","r%d",%d]`, k, k, int64(1)<<53))
	}
	return `{"innovators":[` + strings.Join(innovators, ",") + `],"regions":[` + strings.Join(regions, ",") + `],"candidates":[` + strings.Join(candidates, ",") + `]}`
}

// The reader takes scores that the solver refuses where too many could come together,
// and says then how large they may be.
func TestTheSolverRefusesScoresThatCouldOverflow(t *testing.T) {
	t.Parallel()
	for nodes, want := range map[int]string{7: "", 40: "scores of up to 9007199254740992 in size could overflow"} {
		in, err := read(immense(nodes))
		if err != nil {
			t.Fatal(err)
		}
		err = in.Problem().Check()
		if (want == "") != (err == nil) || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("%d on each side: got %v, want %q", nodes, err, want)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add(good)
	f.Add(`{"innovators":[],"regions":[],"candidates":[]}`)
	f.Add(`{"innovators":[{"id":"a","capacity":1}],"regions":[{"id":"r","max":1}],"scores_file":"x"}`)
	f.Add(immense(40))
	f.Fuzz(func(t *testing.T, doc string) {
		in, err := instance.Read(strings.NewReader(doc), func(string) (io.ReadCloser, error) {
			return io.NopCloser(strings.NewReader("\x01\x00\x00\x00")), nil
		})
		if err != nil {
			return
		}
		var out bytes.Buffer
		if err := in.Write(&out); err != nil {
			t.Fatal(err)
		}
		var refused *solve.ProblemError
		if err := in.Problem().Check(); err != nil && !(errors.As(err, &refused) && refused.Place == "scores" && strings.Contains(refused.Reason, "could overflow")) {
			t.Fatalf("an instance that was read is refused by the solver: %v", err)
		}
	})
}

// What is no JSON is said in words that name what is allowed there, not in those of a parser.
func TestMistakesAreSaidInWords(t *testing.T) {
	t.Parallel()
	for doc, want := range map[string]string{
		``:                              "instance: the file is empty; want a JSON object with innovators, regions and scores",
		`[]`:                            "instance: want a JSON object with innovators, regions and scores",
		`7`:                             "instance: want a JSON object with innovators, regions and scores",
		`{"innovators":{}}`:             "instance: innovators: want a list",
		`{"innovators":[7]}`:            "instance: innovators[0]: want an object",
		`NaN`:                           "instance: not JSON, in line 1: 'N' begins no value; want a number in digits, a text in double quotes, a list or an object",
		"{\n\"scores\":[[NaN]]}":        "instance: scores[0][0]: not JSON, in line 2: 'N' begins no value; want a number in digits, a text in double quotes, a list or an object",
		`{"innovators":[],}`:            "instance: not JSON, in line 1: '}' begins no name of a field; want a text in double quotes",
		`{"innovators":[] "regions":1}`: `instance: not JSON, in line 1: '"' stands after a field; want a comma or }`,
		`{"scores":[[1 2]]}`:            "instance: scores[0][1]: not JSON, in line 1: '2' stands after an element; want a comma or ]",
		`{"sense" "max"}`:               `instance: sense: not JSON, in line 1: '"' stands after the name of a field; want a colon`,
		`{sense:1}`:                     "instance: not JSON, in line 1: 's' begins no name of a field; want a text in double quotes",
		`{'sense':1}`:                   `instance: not JSON, in line 1: '\'' begins no name of a field; want a text in double quotes`,
		`{"sense":'max'}`:               `instance: sense: not JSON, in line 1: '\'' begins no value; want a number in digits, a text in double quotes, a list or an object`,
		`{"sense":tr ue}`:               "instance: sense: not JSON, in line 1: ' ' does not belong here: in literal true (expecting 'u')",
		`{"budget":1.x}`:                "instance: budget: not JSON, in line 1: 'x' does not belong here: after decimal point in numeric literal",
	} {
		if _, err := read(doc); err == nil || err.Error() != want {
			t.Errorf("%s:\ngot  %v\nwant %s", doc, err, want)
		}
	}
	_, err := read(`{"colour":"red"}`)
	if err == nil || !strings.HasPrefix(err.Error(), "instance: colour: unknown field; there are budget, candidates, costs, ") {
		t.Errorf("got %v, want the fields that there are", err)
	}
}
