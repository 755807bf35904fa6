package subscriptions_test

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"makcomblang.id/services/internal/eventlog/eventlogtest"
	"makcomblang.id/services/internal/policy"
	"makcomblang.id/services/internal/vault"
)

const (
	killDir  = "MAKCOMBLANG_KILL_DIR"
	killSink = "MAKCOMBLANG_KILL_SINK"
	killMode = "MAKCOMBLANG_KILL_MODE"
)

// TestKilledChild is the process that TestKillLosesNothing kills: it tells each fact that was accepted on its output.
func TestKilledChild(t *testing.T) {
	dir := os.Getenv(killDir)
	if dir == "" {
		t.Skip("run by TestKillLosesNothing")
	}
	key, err := vault.CreateKey(filepath.Join(dir, "master.key"))
	if err != nil {
		t.Fatal(err)
	}
	h := openHouse(t, eventlogtest.Connect(t, eventlogtest.Start(t, dir)), dir, key)
	h.Key(policy.Integrator, "")
	h.run()
	fmt.Println("ready")
	if os.Getenv(killMode) == "write" {
		h.endpoint(os.Getenv(killSink), "")
		for n := range 1_000_000 {
			fmt.Println("fact", h.need(n).FactID)
		}
	}
	<-t.Context().Done()
}

// child starts the process and gives the facts that it tells; kill ends it like a power cut of the process.
func child(t *testing.T, dir, sink, mode string) (facts func() []string, ready <-chan struct{}, kill func()) {
	t.Helper()
	cmd := exec.Command(os.Args[0], "-test.run=^TestKilledChild$", "-test.v")
	cmd.Env = append(os.Environ(), killDir+"="+dir, killSink+"="+sink, killMode+"="+mode)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	var told []string
	isReady, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		for lines := bufio.NewScanner(out); lines.Scan(); {
			if id, ok := strings.CutPrefix(lines.Text(), "fact "); ok {
				told = append(told, id)
			} else if lines.Text() == "ready" {
				close(isReady)
			}
		}
	}()
	var once sync.Once
	kill = func() {
		once.Do(func() {
			_ = cmd.Process.Kill()
			<-ended
			_ = cmd.Wait()
		})
	}
	t.Cleanup(kill)
	return func() []string { return told }, isReady, kill
}

func TestKillLosesNothing(t *testing.T) {
	t.Parallel()
	const most = 4 // what was in flight: a parcel is settled only behind the stored place of the fan-out
	dir, s := t.TempDir(), newSink(t, nil)
	facts, _, kill := child(t, dir, s.URL, "write")
	seen := map[string]int{}
	for range 200 {
		seen[s.next().fact(t)]++
	}
	kill() // SIGKILL in the middle
	before := time.Now()
	_, ready, killAgain := child(t, dir, s.URL, "listen")
	defer killAgain()
	select {
	case <-ready:
	case <-time.After(patience):
		t.Fatal("the second process did not start")
	}
	start := time.Now()
	missing := map[string]bool{}
	for _, id := range facts() {
		if seen[id] == 0 {
			missing[id] = true
		}
	}
	for first := true; len(missing) > 0; first = false {
		d := s.next()
		if silent := time.Since(start); first && silent > 2*time.Second {
			t.Errorf("the first delivery came %v after the restart, want less than 2 s", silent)
		}
		id := d.fact(t)
		seen[id]++
		delete(missing, id)
	}
	twice := 0
	for _, n := range seen {
		twice += n - 1
	}
	t.Logf("%d facts accepted, started again in %v, %d delivered twice", len(facts()), start.Sub(before).Round(time.Millisecond), twice)
	if twice > most {
		t.Errorf("got %d deliveries twice, want at most %d", twice, most)
	}
}
