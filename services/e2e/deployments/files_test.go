package deployments

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/nats-io/nats-server/v2/server"

	"makcomblang.id/services/cmd/makcomblang/app"
	"makcomblang.id/services/cmd/makcomblang/cli"
	"makcomblang.id/services/internal/host"
)

const root = "../../../"

func read(t *testing.T, name string) string {
	t.Helper()
	doc, err := os.ReadFile(root + name)
	if err != nil {
		t.Fatal(err)
	}
	return string(doc)
}

func TestFilesAreAsGenerated(t *testing.T) {
	t.Parallel()
	for name, want := range Files() {
		if read(t, name) != want {
			t.Errorf("%s is not what the package writes: run go generate ./services/e2e/deployments", name)
		}
	}
}

// TestSettingsAreThoseOfTheProgram holds every environment variable and every flag in the examples to the list that
// `makcomblang config` prints.
func TestSettingsAreThoseOfTheProgram(t *testing.T) {
	t.Parallel()
	var out, errOut bytes.Buffer
	if code := cli.Main([]string{"config"}, strings.NewReader(""), &out, &errOut); code != 0 {
		t.Fatalf("config: %s", errOut.String())
	}
	known := out.String()
	script := read(t, "deployments/cluster.sh")
	for name, text := range Files() {
		script += "\n# " + name + "\n" + text
	}
	for _, word := range regexp.MustCompile(`MAKCOMBLANG_[A-Z_]+|--[a-z]+-[a-z-]+`).FindAllString(script, -1) {
		switch word {
		case "--protected-mode", "--from-file": // of redis-server and kubectl
			continue
		}
		if !regexp.MustCompile(regexp.QuoteMeta(word) + `\s`).MatchString(known) {
			t.Errorf("%s is no setting of the program", word)
		}
	}
}

// TestNATSConfigurationKeepsThePromise reads nats.conf with the server's own parser, under the environment that
// docker-compose.yml gives it and the users that `setup users` writes.
func TestNATSConfigurationKeepsThePromise(t *testing.T) {
	dir := t.TempDir()
	if err := app.MakeUsers(dir); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "nats.conf"), []byte(read(t, "deployments/nats/nats.conf")), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, e := range natsEnv("nats1", composeNATSHost) {
		t.Setenv(e.key, e.value.(string))
	}
	opts, err := server.ProcessConfigFile(filepath.Join(dir, "nats.conf"))
	if err != nil {
		t.Fatal(err)
	}
	if !opts.SyncAlways || opts.StoreDir == "" || opts.JetStreamMaxStore <= 8<<30 || opts.Port != natsPort || opts.HTTPPort != natsMonitor ||
		opts.Cluster.Port != natsRoutePort || len(opts.Routes) != 3 || opts.SystemAccount != "SYS" {
		t.Errorf("nats.conf does not say what is needed: sync %v, store %q of %d, ports %d %d %d, routes %v",
			opts.SyncAlways, opts.StoreDir, opts.JetStreamMaxStore, opts.Port, opts.HTTPPort, opts.Cluster.Port, opts.Routes)
	}
	if got, want := len(opts.Nkeys), len(app.Roles())+1; got != want {
		t.Fatalf("got %d users, want %d: one for each role and the admin", got, want)
	}
	admins := 0
	for _, u := range opts.Nkeys {
		for _, verb := range []string{"UPDATE", "DELETE", "PURGE", "MSG.DELETE", "RESTORE", "CREATE"} {
			for _, allowed := range u.Permissions.Publish.Allow {
				if server.SubjectsCollide(allowed, "$JS.API.STREAM."+verb+".EVENTS") {
					admins++
				}
			}
		}
	}
	if admins != 6 {
		t.Errorf("got %d permissions to change the stream of the log, want the 6 of the admin", admins)
	}
}

func TestEveryKindHasOneWriter(t *testing.T) {
	t.Parallel()
	writers := make(map[string][]string)
	for _, role := range app.Roles() {
		for _, subject := range host.PermissionsOf(role).Publish {
			if kind, ok := strings.CutPrefix(subject, "mak.evt."); ok {
				writers[strings.TrimSuffix(kind, ".>")] = append(writers[strings.TrimSuffix(kind, ".>")], role)
			}
		}
	}
	for kind, roles := range writers {
		if len(roles) != 1 || kind == ">" {
			t.Errorf("facts of kind %s can be written by %v", kind, roles)
		}
	}
	for _, kind := range kinds() {
		if len(writers[kind]) == 0 {
			t.Errorf("nobody may write facts of kind %s: add it to services/internal/host/permissions.go", kind)
		}
	}
}

func TestDockerfileFitsTheRest(t *testing.T) {
	t.Parallel()
	text := read(t, "deployments/Dockerfile")
	version := regexp.MustCompile(`(?m)^go (\d+\.\d+)`).FindStringSubmatch(read(t, "go.work"))
	for _, want := range []string{"FROM golang:" + version[1], "USER 65532:65532", "EXPOSE 8080 8081", "EXPOSE 4222 6222 8222", "CGO_ENABLED=0"} {
		if !strings.Contains(text, want) {
			t.Errorf("the Dockerfile lacks %q", want)
		}
	}
	if conf := read(t, "deployments/redis/redis.conf"); !strings.Contains(conf, "maxmemory-policy noeviction") || !strings.Contains(conf, "port 6379") {
		t.Error("redis.conf must set noeviction and the port of the rest")
	}
}
