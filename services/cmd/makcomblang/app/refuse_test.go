package app_test

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"makcomblang.id/services/cmd/makcomblang/app"
	"makcomblang.id/services/internal/eventlog"
)

// remoteNATS starts a server with users as `setup users` writes them and gives its addresses.
func remoteNATS(t *testing.T, change func(*server.Options), users string) (url, monitor string) {
	t.Helper()
	conf := filepath.Join(t.TempDir(), "nats.conf")
	text := "listen: 127.0.0.1:-1\nhttp: 127.0.0.1:-1\njetstream { store_dir: " + t.TempDir() + ", max_file_store: 16GB, sync_interval: always }\n"
	if users != "" {
		text += "include " + filepath.Base(users) + "\n"
		copyFile(t, users, filepath.Join(filepath.Dir(conf), filepath.Base(users)))
	}
	if err := os.WriteFile(conf, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	opts, err := server.ProcessConfigFile(conf)
	if err != nil {
		t.Fatal(err)
	}
	opts.NoSigs, opts.NoLog = true, true
	if change != nil {
		change(opts)
	}
	srv, err := server.NewServer(opts)
	if err != nil {
		t.Fatal(err)
	}
	srv.Start()
	t.Cleanup(func() { srv.Shutdown(); srv.WaitForShutdown() })
	if !srv.ReadyForConnections(20 * time.Second) {
		t.Fatal("NATS did not start")
	}
	return srv.ClientURL(), "http://" + srv.MonitorAddr().String()
}

func write(t *testing.T, mode os.FileMode, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(path, []byte(text), mode); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestBadConfigurationIsRefused starts a role with one thing wrong and wants the repair named.
func TestBadConfigurationIsRefused(t *testing.T) {
	t.Parallel()
	users := t.TempDir()
	if err := app.MakeUsers(users); err != nil {
		t.Fatal(err)
	}
	url, monitor := remoteNATS(t, nil, filepath.Join(users, "users.conf"))
	admin := app.Remote{AuthFile: filepath.Join(users, "admin", "nats.nk"), Monitors: []string{monitor}}
	if err := app.Setup(t.Context(), app.Config{NATS: url, Replicas: 1, Data: filepath.Join(users, "admin"), Remote: admin}); err != nil {
		t.Fatal(err)
	}
	lazyURL, lazy := remoteNATS(t, func(o *server.Options) { o.SyncAlways = false }, "")
	_, memory := remoteNATS(t, func(o *server.Options) { o.JetStreamMaxStore = 0 }, "")
	bareURL, bare := remoteNATS(t, nil, "")
	volatileURL, volatile := remoteNATS(t, nil, "")
	inMemory(t, volatileURL)
	for name, tc := range map[string]struct {
		change func(*app.Config)
		want   string
	}{
		"nothing":              {func(*app.Config) {}, ""},
		"wrong URL":            {func(c *app.Config) { c.NATS = "nats://127.0.0.1:1" }, "check --nats"},
		"no key":               {func(c *app.Config) { c.Remote.AuthFile = "" }, "--nats-auth-file"},
		"key that others read": {func(c *app.Config) { c.Remote.AuthFile = write(t, 0o644, "SU") }, "chmod 600"},
		"file that is no key":  {func(c *app.Config) { c.Remote.AuthFile = write(t, 0o600, "hello there") }, "setup users"},
		"another role's key":   {func(c *app.Config) { c.Remote.AuthFile = filepath.Join(users, "regions", "nats.nk") }, "permissions that `makcomblang setup users` writes"},
		"not set up":           {func(c *app.Config) { c.NATS, c.Remote.AuthFile, c.Remote.Monitors = bareURL, "", []string{bare} }, "makcomblang setup"},
		"sync not always":      {func(c *app.Config) { c.Remote.Monitors = []string{lazy} }, "sync_interval to always"},
		"memory-only server":   {func(c *app.Config) { c.Remote.Monitors = []string{memory} }, "set jetstream.store_dir"},
		"memory-only stream": {func(c *app.Config) {
			c.NATS, c.Remote.AuthFile, c.Remote.Monitors = volatileURL, "", []string{volatile}
		}, "kept in memory only"},
		"monitor that is none":   {func(c *app.Config) { c.Remote.Monitors = []string{"http://127.0.0.1:1"} }, "check --nats-monitor"},
		"other replicas":         {func(c *app.Config) { c.Replicas = 3 }, "--replicas"},
		"impossible replicas":    {func(c *app.Config) { c.Replicas = 2 }, "1, 3 or 5"},
		"unknown role":           {func(c *app.Config) { c.Roles = []string{"matchmaker"} }, "allowed are"},
		"no master key":          {func(c *app.Config) { c.Data = t.TempDir() }, "MAKCOMBLANG_MASTER_KEY_FILE"},
		"Redis of another form":  {func(c *app.Config) { c.Remote.Redis = "secret@redis" }, "redis://host:port"},
		"Redis away":             {func(c *app.Config) { c.Remote.Redis = "redis://127.0.0.1:1" }, "--redis"},
		"Redis that evicts":      {func(c *app.Config) { c.Remote.Redis = startRedis(t, "allkeys-lru") }, "noeviction"},
		"TLS to a plain server":  {func(c *app.Config) { c.Remote.CAFile = write(t, 0o644, someCertificate) }, "TLS"},
		"no certificate":         {func(c *app.Config) { c.Remote.CAFile = write(t, 0o644, "x") }, "PEM certificate"},
		"listener without key":   {func(c *app.Config) { c.Remote.CertFile = "x" }, "both --tls-cert and --tls-key"},
		"proxy that is none":     {func(c *app.Config) { c.Remote.Proxies = []string{"gateway"} }, "--trusted-proxy takes"},
		"level of the log":       {func(c *app.Config) { c.LogLevel = "loud" }, "debug, info, warn or error"},
		"no check of durability": {func(c *app.Config) { c.NATS, c.Remote.AuthFile, c.Remote.Monitors = lazyURL, "", []string{lazy} }, "makcomblang setup"},
	} {
		t.Run(name, func(t *testing.T) {
			cfg := app.Config{
				Data: filepath.Join(users, "innovations"), NATS: url, Replicas: 1, Roles: []string{"innovations"}, LogLevel: "error",
				Remote: app.Remote{AuthFile: filepath.Join(users, "innovations", "nats.nk"), Monitors: []string{monitor}},
			}
			tc.change(&cfg)
			a, err := app.Open(t.Context(), cfg)
			if tc.want == "" {
				if err != nil {
					t.Fatal(err)
				}
				a.Close()
				return
			}
			if err == nil || !strings.Contains(err.Error(), tc.want) || strings.Contains(err.Error(), "secret@") {
				t.Errorf("got %v, want it to say %q", err, tc.want)
			}
		})
	}
}

// inMemory makes the stream of the log as it must not be.
func inMemory(t *testing.T, url string) {
	t.Helper()
	nc, err := nats.Connect(url)
	if err != nil {
		t.Fatal(err)
	}
	defer nc.Close()
	js, err := jetstream.New(nc)
	if err != nil {
		t.Fatal(err)
	}
	want := eventlog.Wanted(1, -1)
	want.Storage = jetstream.MemoryStorage
	if _, err := js.CreateStream(t.Context(), want); err != nil {
		t.Fatal(err)
	}
}

func startRedis(t *testing.T, policy string) (url string) {
	return "redis://" + runRedis(t, func(port string) []string { return []string{"--port", port, "--maxmemory-policy", policy} })
}

// startSealedRedis starts one that speaks TLS alone, with a certificate of the authority.
func startSealedRedis(t *testing.T, a authority) (url string) {
	cert, key := a.issue(t)
	return "rediss://" + runRedis(t, func(port string) []string {
		return []string{"--port", "0", "--tls-port", port, "--tls-cert-file", cert, "--tls-key-file", key, "--tls-ca-cert-file", a.file, "--tls-auth-clients", "no"}
	})
}

func runRedis(t *testing.T, flags func(port string) []string) (addr string) {
	t.Helper()
	program, err := exec.LookPath("redis-server")
	if err != nil {
		t.Skip("redis-server is missing: install Debian's redis-server")
	}
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	addr = ln.Addr().String()
	port := fmt.Sprint(ln.Addr().(*net.TCPAddr).Port)
	_ = ln.Close()
	cmd := exec.Command(program, append(flags(port), "--bind", "127.0.0.1", "--save", "", "--maxmemory", "100mb")...)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	for end := time.Now().Add(20 * time.Second); time.Now().Before(end); {
		if conn, err := net.Dial("tcp", addr); err == nil {
			_ = conn.Close()
			return addr
		}
	}
	t.Fatal("redis-server did not start")
	return ""
}

// someCertificate signs nothing here.
const someCertificate = `-----BEGIN CERTIFICATE-----
MIIBdDCCARugAwIBAgIUTkQ68k21kdHJWUuTHd7dYpDkh1IwCgYIKoZIzj0EAwIw
DzENMAsGA1UEAwwEdGVzdDAgFw0yNjExMjEyMzUxMDhaGA8yMTI2MTAyODIzNTEw
OFowDzENMAsGA1UEAwwEdGVzdDBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABEqk
rtGSktpzjoQJssx0/IJaa5Bgc5ZyyK6OwpewyZaR7MWdZiMCYj1m901YTBOrnSTh
s0u9rsacnop4Yve6f8ijUzBRMB0GA1UdDgQWBBSHI0fjCZdTfMlRWOAapWLCe/QH
oDAfBgNVHSMEGDAWgBSHI0fjCZdTfMlRWOAapWLCe/QHoDAPBgNVHRMBAf8EBTAD
AQH/MAoGCCqGSM49BAMCA0cAMEQCIECM7iSFcKdKpH/P8SreBKMRiPUpunqQOj/l
B/8YcIlSAiA6J3hrtbPI/RZK2Uz1+x6xUGzPXLhrk98ZsOCzSqviBQ==
-----END CERTIFICATE-----
`
