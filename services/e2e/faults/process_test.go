package faults

import (
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

// patience bounds every wait; a passing run waits for signals and never this long.
const patience = 60 * time.Second

// process is a child that can be killed, frozen and started again with the same arguments.
type process struct {
	name   string
	build  func() *exec.Cmd
	log    string // file that it writes to
	ready  string // address that answers 200 once it works; empty for those that have none
	cmd    *exec.Cmd
	exited chan struct{}
}

func newProcess(dir, name string, build func() *exec.Cmd) *process {
	return &process{name: name, build: build, log: filepath.Join(dir, name+".log")}
}

func (p *process) start(t testing.TB) {
	t.Helper()
	out, err := os.OpenFile(p.log, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		t.Fatal(err)
	}
	p.cmd, p.exited = p.build(), make(chan struct{})
	p.cmd.Stdout, p.cmd.Stderr = out, out
	if err := p.cmd.Start(); err != nil {
		t.Fatalf("%s: %v", p.name, err)
	}
	go func(cmd *exec.Cmd, exited chan struct{}) {
		_ = cmd.Wait() // how it ended is the fault's business
		_ = out.Close()
		close(exited)
	}(p.cmd, p.exited)
}

func (p *process) signal(s os.Signal) {
	if p.cmd != nil {
		_ = p.cmd.Process.Signal(s)
	}
}

// kill ends it at once and waits until it is gone.
func (p *process) kill() {
	if p.cmd == nil {
		return
	}
	_ = p.cmd.Process.Signal(syscall.SIGCONT)
	_ = p.cmd.Process.Kill()
	<-p.exited
}

// running says whether it has not ended by itself.
func (p *process) running() bool {
	select {
	case <-p.exited:
		return false
	default:
		return true
	}
}

// said is the end of what it wrote, for a failure.
func (p *process) said() string {
	doc, _ := os.ReadFile(p.log)
	return fmt.Sprintf("%s said:\n%s", p.name, doc[max(0, len(doc)-3000):])
}

// self runs this test binary as a child of the given sort.
func self(sort string, env []string, args ...string) *exec.Cmd {
	program, err := os.Executable()
	if err != nil {
		panic(err)
	}
	cmd := exec.Command(program, args...)
	cmd.Env = append(append(os.Environ(), childVar+"="+sort), env...)
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	return cmd
}

// A process that is killed and started again wants its port back, so ports are taken below those that the system gives to
// connections of others.
const (
	firstPort = 12000
	ports     = 20000
)

var portsTaken atomic.Int64

// freePort is a port that nobody listens on, and that neither an outgoing connection nor another caller gets.
func freePort(t testing.TB) int {
	t.Helper()
	for range ports {
		port := firstPort + (os.Getpid()*61+int(portsTaken.Add(1)))%ports
		ln, err := net.Listen("tcp", "127.0.0.1:"+strconv.Itoa(port))
		if err != nil {
			continue
		}
		_ = ln.Close()
		return port
	}
	t.Fatal("no port is free")
	return 0
}

// await calls ok until it holds.
func await(t testing.TB, what string, ok func() bool) {
	t.Helper()
	for end := time.Now().Add(patience); !ok(); {
		if time.Now().After(end) {
			t.Fatalf("waited too long: %s", what)
		}
		pause()
	}
}

// pause lets a poll breathe; nothing is proven by its length.
func pause() { <-time.After(20 * time.Millisecond) }

func answers(url string) bool {
	client := http.Client{Timeout: 2 * time.Second}
	resp, err := client.Get(url)
	if err != nil {
		return false
	}
	_ = resp.Body.Close()
	return resp.StatusCode == http.StatusOK
}
