package e2e

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// TestStories runs the txtar scripts of this folder. Beside the commands of testscript they use:
//
//	serve DATA [FLAG…]            start the server on a data folder; makcomblang then speaks to it with its first key
//	halt | crash                   end it with SIGTERM or SIGKILL
//	exits CODE COMMAND…           run a command that has to end with this code
//	as KEYFILE                    send the following requests with this key; `as nobody` with none
//	http STATUS METHOD PATH [BODY | @FILE] [NAME: VALUE]…   send a request that has to be answered so;
//	                              a GET waits for the position of the command before it (?min_position)
//	field PATH VALUE              compare a field of the last answer; `~REGEXP` matches, `!field` denies
//	header NAME VALUE             the same for a header of the last answer
//	keep NAME PATH [REGEXP]       keep a field of the last answer in a variable, or the first group of REGEXP in it;
//	                              header:NAME keeps a header
//	until METHOD PATH FIELD VALUE ask again until a field of the answer has this value
//	same A B                      compare two texts
//	mode FILE PERMISSIONS         compare the permissions of a file
//	facts                         keep the number of facts in the log in $FACTS
func TestStories(t *testing.T) {
	t.Parallel()
	folder := dataset(t)
	testscript.Run(t, testscript.Params{
		Dir: ".", RequireExplicitExec: true, RequireUniqueNames: true,
		Setup: func(env *testscript.Env) error {
			env.Setenv("DATA", folder)
			env.Setenv("HOME", env.WorkDir)
			s := new(script)
			env.Values[scriptKey{}] = s
			env.Defer(s.close)
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"serve": cmdServe, "halt": cmdHalt, "crash": cmdCrash, "exits": cmdExits, "as": cmdAs, "http": cmdHTTP,
			"field": cmdField, "header": cmdHeader, "keep": cmdKeep, "until": cmdUntil, "same": cmdSame, "mode": cmdMode, "facts": cmdFacts,
		},
	})
}

// script is what one story has running and heard last.
type script struct {
	server *child
	caller caller
	last   answer
	seen   string // position of the story's last command
}

type scriptKey struct{}

func of(ts *testscript.TestScript) *script { return ts.Value(scriptKey{}).(*script) }

func (s *script) close() {
	if s.server != nil {
		_ = s.server.end(syscall.SIGKILL)
	}
	if s.caller.client != nil {
		s.caller.client.CloseIdleConnections()
	}
}

func cmdServe(ts *testscript.TestScript, neg bool, args []string) {
	s := of(ts)
	if neg || len(args) == 0 {
		ts.Fatalf("usage: serve DATA [FLAG…]")
	}
	_, err := os.Stat(ts.MkAbs(args[0]))
	fresh := os.IsNotExist(err)
	s.server, err = launch(ts.MkAbs(args[0]), []string{"HOME=" + ts.Getenv("HOME")}, append([]string{"serve"}, args[1:]...)...)
	ts.Check(err)
	key, err := readKey(s.server.key)
	ts.Check(err)
	s.seen = ""
	s.caller = caller{base: s.server.base, key: key, client: newHTTP(), api: &api{}}
	ts.Setenv("MAKCOMBLANG_SERVER", s.server.base)
	ts.Setenv("MAKCOMBLANG_KEY_FILE", s.server.key)
	ts.Check(eventually(func() error {
		a, err := s.caller.send("GET", "/api/v1/me", "")
		if err == nil && a.field("known") != "true" {
			err = errorf("the first key is not accepted: %d %s", a.status, a.body)
		}
		return err
	}))
	if at := slices.Index(args, "--dataset"); fresh && at > 0 && args[at+1] != "" {
		ts.Check(eventually(func() error {
			if !strings.Contains(s.server.said(), "of the data set;") {
				return errorf("the data set is not loaded: %s", s.server.said())
			}
			return nil
		}))
	}
}

func cmdHalt(ts *testscript.TestScript, _ bool, _ []string) {
	ts.Check(of(ts).server.end(syscall.SIGTERM))
}

func cmdCrash(ts *testscript.TestScript, _ bool, _ []string) {
	ts.Check(of(ts).server.end(syscall.SIGKILL))
}

func cmdExits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE COMMAND…")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	err = ts.Exec(args[1], args[2:]...)
	got := 0
	if err != nil {
		exit, ok := err.(*exec.ExitError)
		if !ok {
			ts.Fatalf("%v", err)
		}
		got = exit.ExitCode()
	}
	if got != want {
		ts.Fatalf("%s ended with %d, want %d", args[1], got, want)
	}
}

func cmdSame(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) != 2 || (args[0] == args[1]) == neg {
		ts.Fatalf("same: got %q", args)
	}
}

func cmdMode(ts *testscript.TestScript, _ bool, args []string) {
	info, err := os.Stat(ts.MkAbs(args[0]))
	ts.Check(err)
	if got := "0" + strconv.FormatUint(uint64(info.Mode().Perm()), 8); got != args[1] {
		ts.Fatalf("%s has mode %s, want %s", filepath.Base(args[0]), got, args[1])
	}
}

// compare holds a value against VALUE or ~REGEXP.
func compare(ts *testscript.TestScript, neg bool, what, got, want string) {
	equal := got == want
	if expr, ok := strings.CutPrefix(want, "~"); ok {
		equal = regexp.MustCompile(expr).MatchString(got)
	}
	if equal == neg {
		ts.Fatalf("%s is %q, want %q (denied: %v)", what, got, want, neg)
	}
}
