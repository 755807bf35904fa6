package e2e

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// patience bounds every wait of the tests. It is long because the machine may be busy, and is never waited out in a
// passing run.
const patience = 60 * time.Second

// child is a server in a process of its own.
type child struct {
	base   string // http://127.0.0.1:port
	key    string // path of its first key file
	cmd    *exec.Cmd
	exited chan struct{}
	err    error // of Wait, once exited is closed

	mu  sync.Mutex
	out bytes.Buffer // what it said
}

// launch starts `makcomblang args…` on a free port with a data folder and waits until it takes commands and its key is
// known. args begin with serve, or with run and the names of roles.
func launch(data string, env []string, args ...string) (*child, error) {
	args = append(args, "--data", data, "--addr", "127.0.0.1:0", "--ops-addr", "")
	c := &child{cmd: exec.Command("makcomblang", args...), exited: make(chan struct{}), key: filepath.Join(data, "coordinator.key")}
	c.cmd.Env = append(os.Environ(), env...)
	said, err := c.cmd.StderrPipe()
	if err != nil {
		return nil, err
	}
	if err := c.cmd.Start(); err != nil {
		return nil, err
	}
	listening := make(chan string, 1)
	go c.read(bufio.NewReader(said), listening)
	select {
	case addr := <-listening:
		c.base = "http://" + addr
	case <-c.exited:
		return nil, fmt.Errorf("the server ended at once: %w\n%s", c.err, c.said())
	case <-time.After(patience):
		return nil, errors.Join(errors.New("the server did not say where it listens"), c.end(syscall.SIGKILL))
	}
	if err := c.ready(); err != nil {
		return nil, errors.Join(err, c.end(syscall.SIGKILL))
	}
	return c, nil
}

// read keeps what the child says, finds its address, and notes its end.
func (c *child) read(said *bufio.Reader, listening chan<- string) {
	found := false
	for {
		line, err := said.ReadBytes('\n')
		c.mu.Lock()
		if c.out.Len() < 1<<20 {
			c.out.Write(line)
		}
		c.mu.Unlock()
		if _, addr, ok := strings.Cut(strings.TrimSpace(string(line)), "http://127.0.0.1:"); ok && !found {
			found = true
			listening <- "127.0.0.1:" + addr
		}
		if err != nil {
			c.err = c.cmd.Wait()
			close(c.exited)
			return
		}
	}
}

func (c *child) said() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.out.String()
}

// ready waits until the log is read.
func (c *child) ready() error {
	return eventually(func() error {
		select {
		case <-c.exited:
			return errors.Join(errGone, errors.New(c.said()))
		default:
		}
		resp, err := http.Get(c.base + "/readyz")
		if err != nil {
			return err
		}
		defer func() { _ = resp.Body.Close() }()
		if resp.StatusCode != http.StatusOK {
			return fmt.Errorf("/readyz answers %d", resp.StatusCode)
		}
		return nil
	})
}

// end sends a signal and waits for the process to be gone. A second call does nothing.
func (c *child) end(sig syscall.Signal) error {
	select {
	case <-c.exited:
		return nil
	default:
	}
	if err := c.cmd.Process.Signal(sig); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return err
	}
	select {
	case <-c.exited:
	case <-time.After(patience):
		return errors.Join(errors.New("the server did not end"), c.cmd.Process.Kill())
	}
	if sig == syscall.SIGTERM && c.err != nil {
		return fmt.Errorf("the server did not end cleanly: %w\n%s", c.err, c.said())
	}
	return nil
}

// start is launch for a Go test, with a clean end.
func start(t testing.TB, data string, args ...string) *child {
	t.Helper()
	c, err := launch(data, nil, args...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := c.end(syscall.SIGTERM); err != nil {
			t.Error(err)
		}
	})
	return c
}

// errGone ends a wait early: it cannot come true any more.
var errGone = errors.New("the process is gone")

// eventually asks again until check has no complaint; what it complained of last is the error.
func eventually(check func() error) error {
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	limit := time.After(patience)
	for {
		err := check()
		if err == nil || errors.Is(err, errGone) {
			return err
		}
		select {
		case <-tick.C:
		case <-limit:
			return fmt.Errorf("it did not come true in %s: %w", patience, err)
		}
	}
}
