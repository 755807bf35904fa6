package e2e

import (
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"makcomblang.id/pkg/webhook"
	"makcomblang.id/services/cmd/makcomblang/app"
)

// freePort is a port that nobody listens on at the moment.
func freePort(t testing.TB) string {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = ln.Close() }()
	return strconv.Itoa(ln.Addr().(*net.TCPAddr).Port)
}

// run starts a program that listens and ends it with the test.
func run(t *testing.T, dir string, env []string, args ...string) {
	t.Helper()
	cmd := exec.Command(args[0], args[1:]...)
	cmd.Dir, cmd.Env, cmd.Stderr = dir, append(os.Environ(), env...), os.Stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
}

// The examples in docs/examples are what integrators copy: each takes what our server sends, proves its place, and
// refuses what is forged, old or unsigned.
func TestExampleReceivers(t *testing.T) {
	t.Parallel()
	h := open(t, func(c *app.Config) { c.Loopback = true })
	examples, err := filepath.Abs("../../docs/examples")
	if err != nil {
		t.Fatal(err)
	}
	for name, command := range map[string][]string{
		"go": {"go", "run", "receive.go"}, "python": {"python3", "receive.py"}, "node": {"node", "receive.mjs"},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := exec.LookPath(command[0]); err != nil {
				t.Skipf("SKIPPED: %s is not installed, docs/examples/%s was not run", command[0], command[len(command)-1])
			}
			text, err := os.ReadFile(filepath.Join(examples, command[len(command)-1]))
			if lines := strings.Count(string(text), "\n"); err != nil || lines > 30 {
				t.Errorf("the example has %d lines, want at most 30: %v", lines, err)
			}
			if name == "go" { // a binary of our own, since `go run` would leave its child behind when it is killed
				bin := filepath.Join(t.TempDir(), "receive")
				if out, err := exec.Command("go", "build", "-o", bin, filepath.Join(examples, "receive.go")).CombinedOutput(); err != nil {
					t.Fatalf("%v\n%s", err, out)
				}
				command = []string{bin}
			}
			receives(t, h, examples, command)
		})
	}
}

// listening waits until somebody takes connections at a port of this machine.
func listening(t *testing.T, port string) {
	t.Helper()
	if err := eventually(func() error {
		conn, err := net.Dial("tcp", "127.0.0.1:"+port)
		if err == nil {
			err = conn.Close()
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
}

func receives(t *testing.T, h *house, dir string, command []string) {
	port := freePort(t)
	url := "http://127.0.0.1:" + port + "/"
	a := h.must(t, http.StatusCreated, "POST", "/api/v1/endpoints", `{"url":"`+url+`"}`)
	endpoint, secret := "/api/v1/endpoints/"+a.field("id"), a.field("result.secret")
	run(t, dir, []string{"WEBHOOK_SECRET=" + secret, "PORT=" + port}, command...)
	listening(t, port)
	h.must(t, http.StatusOK, "POST", endpoint+"/verify", `{}`)
	if sent := h.must(t, http.StatusOK, "POST", endpoint+"/test", `{}`); sent.field("result.ok") != "true" {
		t.Errorf("the test event was answered %s", sent.body)
	}
	key, err := webhook.ParseSecret(secret)
	if err != nil {
		t.Fatal(err)
	}
	body := `{"specversion":"1.0","type":"need.answered.v1"}`
	for name, forge := range map[string]func(*http.Request){
		"an altered body":     func(r *http.Request) { sign(t, r, key, time.Now(), body+" ") },
		"another secret":      func(r *http.Request) { sign(t, r, otherSecret(t), time.Now(), body) },
		"an old timestamp":    func(r *http.Request) { sign(t, r, key, time.Now().Add(-10*time.Minute), body) },
		"a future timestamp":  func(r *http.Request) { sign(t, r, key, time.Now().Add(10*time.Minute), body) },
		"no signature":        func(r *http.Request) { sign(t, r, key, time.Now(), body); r.Header.Del(webhook.HeaderSignature) },
		"no header at all":    func(*http.Request) {},
		"a signature of none": func(r *http.Request) { sign(t, r, key, time.Now(), body); r.Header.Set(webhook.HeaderSignature, "v1,") },
	} {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url, strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		forge(r)
		res, err := h.client.Do(r)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		_ = res.Body.Close()
		if res.StatusCode != http.StatusUnauthorized {
			t.Errorf("%s: got %d, want 401", name, res.StatusCode)
		}
	}
}

func sign(t *testing.T, r *http.Request, key webhook.Secret, at time.Time, body string) {
	t.Helper()
	signature, err := webhook.Sign([]webhook.Secret{key}, "d-1", at, []byte(body))
	if err != nil {
		t.Fatal(err)
	}
	webhook.SetHeaders(r.Header, "d-1", at, signature)
}

func otherSecret(t *testing.T) webhook.Secret {
	t.Helper()
	key, err := webhook.ParseSecret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// `webhook listen` takes a delivery, `webhook verify` checks the saved bytes, `webhook replay` has it sent again.
func TestWebhookCommands(t *testing.T) {
	t.Parallel()
	h := open(t, func(c *app.Config) { c.Loopback = true })
	dir, port := t.TempDir(), freePort(t)
	a := h.must(t, http.StatusCreated, "POST", "/api/v1/endpoints", `{"url":"http://127.0.0.1:`+port+`/","types":["region.registered.v1"]}`)
	save := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	secret, key := save("secret", a.field("result.secret")+"\n"), save("key", h.key)
	cmd := exec.Command("makcomblang", "webhook", "listen", "--listen", "127.0.0.1:"+port, "--secret-file", secret)
	lines, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	listening(t, port)
	h.must(t, http.StatusOK, "POST", "/api/v1/endpoints/"+a.field("id")+"/verify", `{}`)
	heard := json.NewDecoder(lines)
	next := func() (line struct {
		Delivery, Verified, Type, Subject string
		Repeated                          bool
		Status                            int
		Fact                              json.RawMessage
	},
	) {
		if err := heard.Decode(&line); err != nil {
			t.Fatal(err)
		}
		return line
	}
	if asked := next(); asked.Verified != "v1" || asked.Type != webhook.ChallengeType || asked.Status != 200 {
		t.Errorf("got %+v, want the challenge", asked)
	}
	h.must(t, http.StatusCreated, "POST", "/api/v1/regions", `{"code":"92","name":"Papua Barat","level":"province","source":"page: x","basis":"official"}`)
	first := next()
	if first.Verified != "v1" || first.Type != "region.registered.v1" || first.Subject != "92" || first.Repeated || first.Status != 204 {
		t.Errorf("got %+v", first)
	}
	for _, args := range [][]string{nil, {"--to", "2030-01-01T00:00:00Z"}, {"--all", "--after", "1"}} {
		args = append([]string{"webhook", "replay", a.field("id"), "--server", h.base, "--key-file", key}, args...)
		if out, err := exec.Command("makcomblang", args...).CombinedOutput(); err == nil || !strings.Contains(string(out), "--from or --after") {
			t.Errorf("%v: got %v: %s, want that the window is asked for", args, err, out)
		}
	}
	out, err := exec.Command("makcomblang", "webhook", "replay", a.field("id"), "--all", "--server", h.base, "--key-file", key).CombinedOutput()
	if err != nil || string(out) != "1 deliveries\n" {
		t.Errorf("replay: %v: %s", err, out)
	}
	if again := next(); !again.Repeated || again.Delivery != first.Delivery {
		t.Errorf("got %+v again, want the same delivery", again)
	}
	verifies(t, save, secret, first.Fact)
}

// verifies holds `webhook verify` to a good, an altered and an old delivery.
func verifies(t *testing.T, save func(name, text string) string, secretFile string, fact []byte) {
	t.Helper()
	text, err := os.ReadFile(secretFile)
	if err != nil {
		t.Fatal(err)
	}
	key, err := webhook.ParseSecret(strings.TrimSpace(string(text)))
	if err != nil {
		t.Fatal(err)
	}
	r := &http.Request{Header: http.Header{}}
	sign(t, r, key, time.Now().Add(-48*time.Hour), string(fact))
	var headers strings.Builder
	_ = r.Header.Write(&headers)
	saved := save("headers", headers.String())
	for _, c := range []struct {
		body string
		args []string
		code int
		says string
	}{
		{string(fact), nil, 0, "good: signed with v1, 48h0m"},
		{string(fact), nil, 0, fmt.Sprintf(`checked: the signature over webhook-id "d-1", webhook-timestamp and the %d bytes of the body, with the file's keys (1 secret, 0 public); any age was taken`, len(fact))},
		{string(fact), []string{"--max-age", "72h"}, 0, "; not older than 72h0m0s"},
		{string(fact), []string{"--max-age", "5m"}, 1, "timestamp"},
		{strings.Replace(string(fact), "Papua", "Papoa", 1), nil, 1, "signature"},
	} {
		args := append([]string{"webhook", "verify", save("body", c.body), "--headers", saved, "--secret-file", secretFile}, c.args...)
		cmd := exec.Command("makcomblang", args...)
		out, _ := cmd.CombinedOutput()
		if cmd.ProcessState.ExitCode() != c.code || !strings.Contains(string(out), c.says) {
			t.Errorf("%v: got %d, %s, want %d, %s", c.args, cmd.ProcessState.ExitCode(), out, c.code, c.says)
		}
	}
}
