package e2e

import (
	"net/http"
	"regexp"
	"strconv"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"
)

func newHTTP() *http.Client {
	return &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 8}, Timeout: patience}
}

func cmdAs(ts *testscript.TestScript, _ bool, args []string) {
	s := of(ts)
	if len(args) != 1 {
		ts.Fatalf("usage: as KEYFILE | as nobody")
	}
	if args[0] == "nobody" {
		s.caller.key = ""
		return
	}
	s.caller.key = strings.TrimSpace(ts.ReadFile(args[0]))
}

func cmdHTTP(ts *testscript.TestScript, neg bool, args []string) {
	s := of(ts)
	if neg || len(args) < 3 {
		ts.Fatalf("usage: http STATUS METHOD PATH [BODY | @FILE] [NAME: VALUE]…")
	}
	var body string
	var headers []string
	for _, arg := range args[3:] {
		name, value, isHeader := strings.Cut(arg, ": ")
		switch {
		case strings.HasPrefix(arg, "@"):
			body = ts.ReadFile(arg[1:])
		case isHeader && !strings.HasPrefix(arg, "{"):
			headers = append(headers, name, value)
		default:
			body = arg
		}
	}
	a, err := s.caller.send(args[1], s.after(args[1], args[2]), body, headers...)
	ts.Check(err)
	s.last = a
	if position := a.field("position"); args[1] == http.MethodPost && position != "" {
		s.seen = position
	}
	_, _ = ts.Stdout().Write(a.body)
	if strconv.Itoa(a.status) != args[0] {
		ts.Fatalf("%s %s: got %d, want %s: %s", args[1], args[2], a.status, args[0], a.body)
	}
}

// after makes a GET of the API wait for what the story has done before it.
func (s *script) after(method, path string) string {
	if method != http.MethodGet || s.seen == "" || !strings.HasPrefix(path, "/api/") || strings.Contains(path, "min_position") {
		return path
	}
	if strings.Contains(path, "?") {
		return path + "&min_position=" + s.seen
	}
	return path + "?min_position=" + s.seen
}

func cmdField(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) != 2 {
		ts.Fatalf("usage: field PATH VALUE")
	}
	compare(ts, neg, args[0], of(ts).last.field(args[0]), args[1])
}

func cmdHeader(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) != 2 {
		ts.Fatalf("usage: header NAME VALUE")
	}
	compare(ts, neg, args[0], of(ts).last.header.Get(args[0]), args[1])
}

func cmdKeep(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) != 2 && len(args) != 3 {
		ts.Fatalf("usage: keep NAME PATH [REGEXP] | keep NAME header:NAME")
	}
	value := of(ts).last.field(args[1])
	if name, ok := strings.CutPrefix(args[1], "header:"); ok {
		value = of(ts).last.header.Get(name)
	}
	if len(args) == 3 {
		found := regexp.MustCompile(args[2]).FindStringSubmatch(value)
		if len(found) != 2 {
			ts.Fatalf("%s is %q: no %s in it", args[1], value, args[2])
		}
		value = found[1]
	}
	if value == "" {
		ts.Fatalf("the last answer has no %s: %s", args[1], of(ts).last.body)
	}
	ts.Setenv(args[0], value)
}

func cmdUntil(ts *testscript.TestScript, _ bool, args []string) {
	s := of(ts)
	if len(args) != 4 {
		ts.Fatalf("usage: until METHOD PATH FIELD VALUE")
	}
	ts.Check(eventually(func() (err error) {
		if s.last, err = s.caller.send(args[0], args[1], ""); err == nil && s.last.field(args[2]) != args[3] {
			err = errorf("%s is %q, want %q: %.200s", args[2], s.last.field(args[2]), args[3], s.last.body)
		}
		return err
	}))
}

func cmdFacts(ts *testscript.TestScript, _ bool, _ []string) {
	a, err := of(ts).caller.send("GET", "/readyz", "")
	ts.Check(err)
	ts.Setenv("FACTS", a.field("position"))
}
