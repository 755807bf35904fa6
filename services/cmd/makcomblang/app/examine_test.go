package app_test

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/nats-io/nats-server/v2/server"

	"makcomblang.id/services/cmd/makcomblang/app"
)

// away is an address where nobody listens.
const away = "http://127.0.0.1:1"

// remoteCluster is a NATS that is set up, with its monitoring address and the users' folder.
func remoteCluster(t *testing.T) (cfg app.Config, monitor string) {
	t.Helper()
	users := t.TempDir()
	if err := app.MakeUsers(users); err != nil {
		t.Fatal(err)
	}
	url, monitor := remoteNATS(t, nil, filepath.Join(users, "users.conf"))
	admin := app.Remote{AuthFile: filepath.Join(users, "admin", "nats.nk"), Monitors: []string{away, monitor}}
	cfg = app.Config{NATS: url, Replicas: 1, Data: filepath.Join(users, "admin"), Remote: admin}
	if err := app.Setup(t.Context(), cfg); err != nil {
		t.Fatal(err)
	}
	return cfg, monitor
}

func TestARoleStartsWithANatsServerAway(t *testing.T) {
	t.Parallel()
	cfg, monitor := remoteCluster(t)
	_, lazy := remoteNATS(t, func(o *server.Options) { o.SyncAlways = false }, "")
	role := filepath.Join(filepath.Dir(cfg.Data), "innovations")
	cfg.Data, cfg.Roles, cfg.LogLevel, cfg.Remote.AuthFile = role, []string{"innovations"}, "error", filepath.Join(role, "nats.nk")
	for name, tc := range map[string]struct {
		monitors []string
		want     string
	}{
		"one away":                     {[]string{away, monitor}, ""},
		"one away, one may lose facts": {[]string{away, monitor, lazy}, "sync_interval to always"},
		"all away":                     {[]string{away, away}, "check --nats-monitor"},
	} {
		cfg.Remote.Monitors = tc.monitors
		a, err := app.Open(t.Context(), cfg)
		switch {
		case err == nil:
			a.Close()
			if tc.want != "" {
				t.Errorf("%s: it started, want it refused with %q", name, tc.want)
			}
		case tc.want == "" || !strings.Contains(err.Error(), tc.want):
			t.Errorf("%s: got %v, want %q", name, err, tc.want)
		}
	}
}

func TestDoctorNamesTheNatsServerThatIsAway(t *testing.T) {
	t.Parallel()
	cfg, monitor := remoteCluster(t)
	_, lazy := remoteNATS(t, func(o *server.Options) { o.SyncAlways = false }, "")
	for name, tc := range map[string]struct {
		monitors []string
		want     []string // the lines that are not OK, in their order
	}{
		"all there":       {[]string{monitor, monitor}, nil},
		"one away":        {[]string{monitor, away}, []string{"WARN the NATS server with the monitoring address 127.0.0.1:1 does not answer"}},
		"all away":        {[]string{away}, []string{"WARN the NATS server with the monitoring address 127.0.0.1:1", "WARN nobody says whether NATS writes to disk"}},
		"one not durable": {[]string{away, lazy}, []string{"WARN the NATS server with the monitoring address 127.0.0.1:1", "FAIL NATS may lose what it acknowledged"}},
		"unasked":         {nil, []string{"WARN NOBODY CHECKED"}},
	} {
		cfg.Remote.Monitors = tc.monitors
		var got []string
		for _, c := range app.ExamineCluster(t.Context(), cfg) {
			if c.State != "OK" {
				got = append(got, c.State+" "+c.What)
				if c.Repair == "" {
					t.Errorf("%s: %q has no repair", name, c.What)
				}
			}
		}
		if len(got) != len(tc.want) {
			t.Errorf("%s: got %q, want %q", name, got, tc.want)
			continue
		}
		for i, want := range tc.want {
			if !strings.HasPrefix(got[i], want) {
				t.Errorf("%s: got %q, want %q", name, got[i], want)
			}
		}
	}
}
