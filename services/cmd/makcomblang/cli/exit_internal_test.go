package cli

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/cobra"
)

// exitCase is a call that needs no server, its exit code, and what it has to say.
type exitCase struct {
	call string
	code int
	says string
}

// neverFail are commands that have nothing to fail at.
var neverFail = []string{"config", "version", "help", "completion bash", "completion fish", "completion powershell", "completion zsh"}

// exitCases hold every command to the one rule: 0 done or yes, 1 failed or no, 2 wrong use.
var exitCases = []exitCase{
	{"help slove", 2, "there is no command `makcomblang slove`; did you mean serve or solve?"},
	{"help plan lst", 2, "there is no command `makcomblang plan lst`; did you mean list?"},
	{"help version now", 2, "`makcomblang version` has no commands of its own"},
	{"help plan list", 0, "makcomblang plan list [flags]"},
	{"help", 0, "Exit codes of every command"},
	{"plan help", 0, "makcomblang plan [command]"},
	{"--version", 0, "makcomblang "},
	{"slove", 2, "did you mean serve or solve?"},

	{"serve --addr foo", 2, "--addr: want HOST:PORT, for example 127.0.0.1:8080"},
	{"serve --addr 127.0.0.1:http", 2, "--addr: want a port from 0 to 65535"},
	{"serve --addr ::1:8080", 2, "--addr: want HOST:PORT with an IPv6 address in brackets"},
	{"serve --ops-addr 99999", 2, "--ops-addr: want HOST:PORT"},
	{"serve --ops-addr :99999", 2, "--ops-addr: want a port from 0 to 65535"},
	{"serve --trusted-proxy me", 2, "--trusted-proxy takes"},
	{"serve --webhook-proxy me", 2, "allowed is http://host:port"},
	{"serve --public-url me", 2, "--public-url takes"},
	{"serve --bulletin daily", 2, "--bulletin takes"},
	{"serve --smtp me --public-url https://a.example", 2, "--smtp takes"},
	{"serve --log-level loud", 2, "debug, info, warn or error"},
	{"serve --trace-endpoint me", 2, "--trace-endpoint takes"},
	{"serve --trace-sample 4", 2, "--trace-sample takes"},
	{"serve --tls-cert one.pem", 2, "both --tls-cert and --tls-key"},
	{"serve --tls-cert one.pem --tls-key two.pem", 1, "there is no file or folder two.pem"},
	{"serve --today tomorrow", 2, "--today takes a date"},
	{"serve --demo --dataset none", 1, "there is no folder none"},
	{"serve --data text/below", 1, "leads through a file; name a folder"},
	{"run", 2, "takes one argument or more"},
	{"run matcher", 2, "run needs a remote NATS"},
	{"run matchmaker --nats nats://127.0.0.1:1", 2, "a role is unknown; allowed are"},
	{"run matcher --nats nats://127.0.0.1:1 --replicas 2", 2, "must be 1, 3 or 5"},
	{"run matcher --nats nats://127.0.0.1:1 --data fresh", 1, "NATS does not answer"},
	{"run gateway matcher", 2, "the gateway runs alone"},
	{"run gateway", 2, "--upstream access=http://host:port"},
	{"run gateway --upstream me", 2, "--upstream takes"},
	{"setup", 2, "`makcomblang setup` needs --nats"},
	{"setup --nats nats://127.0.0.1:1 --replicas 4", 2, "must be 1, 3 or 5"},
	{"setup --nats nats://127.0.0.1:1", 1, "NATS does not answer"},
	{"setup users now", 2, "takes no arguments"},
	{"setup users --out text/below", 1, "text"},
	{"setup secrets now", 2, "takes no arguments"},
	{"setup secrets --from none", 1, "none"},

	{"import", 2, "takes one argument or more, PATH…"},
	{"import here --period abc", 2, "--period takes a year (2027)"},
	{"import here --basis rumour", 2, "--basis takes official, press or reading"},
	{"import here --server nowhere", 2, "--server: want an address"},
	{"import here", 1, "the key file cannot be read"},
	{"export --server nowhere", 2, "--server: want an address"},
	{"export", 1, "the key file cannot be read"},
	{"plan compute --period abc", 2, "--period takes a year (2027), a half year (2027-h1) or a quarter (2027-q3)"},
	{"plan compute --policy nice", 2, "--policy: there are score, leximin, worst-first and stable"},
	{"plan compute --budget 5", 2, "--budget needs --cost"},
	{"plan compute", 1, "the key file cannot be read"},
	{"plan compare --period abc", 2, "--period takes a year"},
	{"plan compare --points 5", 2, "--points takes 9 to 33"},
	{"plan compare --file text", 1, "text is not a JSON list of runs"},
	{"plan compare", 1, "the key file cannot be read"},
	{"plan list --period abc", 2, "--period takes a year (2027), a half year (2027-h1) or a quarter (2027-q3)"},
	{"plan list --status done", 2, "--status: there are computed, published and withdrawn"},
	{"plan list", 1, "the key file cannot be read"},
	{"plan show", 2, "takes one argument, ID"},
	{"plan show p-1", 1, "the key file cannot be read"},
	{"plan recompute", 2, "takes one argument, ID"},
	{"plan recompute p-1", 1, "the key file cannot be read"},
	{"plan why-not p-1 a", 2, "takes 3 arguments, ID INNOVATION NEED"},
	{"plan why-not p-1 a n", 1, "the key file cannot be read"},
	{"plan publish", 2, "takes one argument, ID"},
	{"plan publish p-1", 1, "the key file cannot be read"},
	{"plan withdraw p-1", 2, "needs --reason"},
	{"plan withdraw p-1 --reason x", 1, "the key file cannot be read"},

	{"solve", 2, "takes one argument, INSTANCE.json"},
	{"solve none.json --policy nope", 2, "--policy: there are score, leximin, worst-first and stable"},
	{"solve none.json --limit -1s", 2, "--limit"},
	{"solve none.json", 1, "there is no file or folder none.json"},
	{"solve text", 1, "text"},
	{"solve text --out none/result.json", 1, "the file of --out cannot be written: there is no folder none"},
	{"verify text text", 1, "the instance text: not JSON"},
	{"verify one.json", 2, "takes 2 arguments"},
	{"verify one.json two.json --policy nope", 2, "--policy: there are score, leximin, worst-first and stable"},
	{"verify one.json two.json", 1, "there is no file or folder"},
	{"solve generate dense-0", 2, "dense-N with N from 1 to 20000"},
	{"solve generate dense-2 --out text/x.json", 1, "text"},
	{"solve blocking one.json", 2, "takes 2 arguments"},
	{"solve blocking one.json two.json", 1, "there is no file or folder one.json"},

	{"doctor --server nowhere", 2, "--server: want an address"},
	{"doctor --server http://127.0.0.1:1", 1, "something needs repair"},
	{"backup", 2, "`makcomblang backup` needs --out"},
	{"backup --data none --out copy", 1, "the folder none holds no log"},
	{"restore", 2, "`makcomblang restore` needs --from"},
	{"restore --from none --data fresh", 1, "none"},
	{"key create", 2, "takes one argument or more, ROLE[:SCOPE]…"},
	{"key create coordinator", 1, "the key file cannot be read"},
	{"key list now", 2, "takes no arguments"},
	{"key list", 1, "the key file cannot be read"},
	{"key revoke k-1", 2, "`makcomblang key revoke` needs --reason"},
	{"key revoke K! --reason x", 2, "a key id has only"},
	{"key revoke k-1 --reason x", 1, "the key file cannot be read"},
	{"key recover now", 2, "takes no arguments"},
	{"key recover --data none", 1, "none holds no log"},
	{"webhook listen --listen foo", 2, "--listen: want HOST:PORT"},
	{"webhook listen --answer 99", 2, "--answer takes a status"},
	{"webhook listen --secret-file none", 1, "none"},
	{"webhook verify body", 2, "needs --headers and --secret-file"},
	{"webhook verify body --headers h --secret-file none", 1, "none"},
	{"webhook replay e-1", 2, "--from or --after"},
	{"webhook replay e-1 --all", 1, "the key file cannot be read"},
	{"mail bounce now", 2, "takes no arguments"},
	{"mail bounce", 1, "not a mail"},
	{"demo now", 2, "takes no arguments"},
	{"demo --dataset none", 1, "none"},

	{"config", 0, "MAKCOMBLANG_DATA"},
	{"config now", 2, "takes no arguments"},
	{"version", 0, "makcomblang "},
	{"version now", 2, "takes no arguments"},
	{"completion bash", 0, "makcomblang"},
	{"completion bash now", 2, "takes no arguments"},
	{"completion fish now", 2, "takes no arguments"},
	{"completion powershell now", 2, "takes no arguments"},
	{"completion zsh now", 2, "takes no arguments"},
}

// TestExitCodes runs every case in an empty folder.
func TestExitCodes(t *testing.T) {
	t.Chdir(t.TempDir())
	if err := os.WriteFile("text", []byte("no such thing\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range exitCases {
		var out bytes.Buffer
		if code := Main(strings.Fields(c.call), strings.NewReader(""), &out, &out); code != c.code || !strings.Contains(out.String(), c.says) {
			t.Errorf("makcomblang %s: ended with %d, want %d with %q; it said %q", c.call, code, c.code, c.says, out.String())
		}
		if c.code == exitUsage && strings.Contains(out.String(), `"level"`) {
			t.Errorf("makcomblang %s: something was started before it was refused: %s", c.call, out.String())
		}
	}
	for _, made := range []string{"house", "copy", "var/data/nats"} {
		if _, err := os.Stat(filepath.FromSlash(made)); err == nil {
			t.Errorf("%s was made by a command that failed", made)
		}
	}
}

// TestExitCodesOfEveryCommand sees that no command is left out of the table: each has a case of wrong use, and one of
// failure unless it cannot fail. What holds for all of them alike is tried here.
func TestExitCodesOfEveryCommand(t *testing.T) {
	t.Chdir(t.TempDir())
	codes := map[string]map[int]bool{}
	root := newRoot(io.Discard)
	for _, c := range exitCases {
		if cmd, _, err := root.Find(strings.Fields(c.call)); err == nil {
			path := strings.TrimPrefix(strings.TrimPrefix(cmd.CommandPath(), "makcomblang"), " ")
			if codes[path] == nil {
				codes[path] = map[int]bool{}
			}
			codes[path][c.code] = true
		}
	}
	var walk func(*cobra.Command)
	walk = func(cmd *cobra.Command) {
		path := strings.TrimPrefix(strings.TrimPrefix(cmd.CommandPath(), "makcomblang"), " ")
		var out bytes.Buffer
		if code := Main(append(strings.Fields(path), "--help"), strings.NewReader(""), &out, &out); code != exitOK {
			t.Errorf("makcomblang %s --help ended with %d", path, code)
		}
		out.Reset()
		if code := Main(append(strings.Fields(path), "--no-such-flag"), strings.NewReader(""), &out, &out); code != exitUsage || !strings.Contains(out.String(), "has no flag --no-such-flag") {
			t.Errorf("makcomblang %s --no-such-flag ended with %d: %s", path, code, out.String())
		}
		if takesArgs(cmd) || !cmd.HasSubCommands() {
			if !codes[path][exitUsage] {
				t.Errorf("makcomblang %s has no case of wrong use", path)
			}
			if !codes[path][exitFailed] && !slices.Contains(neverFail, path) {
				t.Errorf("makcomblang %s has no case of failure", path)
			}
		}
		for _, sub := range cmd.Commands() {
			walk(sub)
		}
	}
	walk(root)
}
