package host

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"
)

// Embedded is a NATS server inside this process, reached in process only: it listens nowhere.
type Embedded struct {
	srv  *server.Server
	lock *os.File
}

// ErrLocked says that another process has the data folder open.
type ErrLocked struct {
	Dir string
	PID string // of the other process, "" if unknown
}

func (e *ErrLocked) Error() string {
	return fmt.Sprintf("the data folder %s is in use by process %s; stop it first, or name another folder with --data", e.Dir, e.PID)
}

// StartEmbedded locks the data folder, which it creates if needed, and starts the server in it. Every acknowledged write is
// on disk: the server syncs always. It returns *ErrLocked if another process holds the folder.
func StartEmbedded(dir string) (*Embedded, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("host: data folder: %w", err)
	}
	lock, err := lockDir(dir)
	if err != nil {
		return nil, err
	}
	srv, err := server.NewServer(&server.Options{
		ServerName: "makcomblang", DontListen: true, JetStream: true, StoreDir: filepath.Join(dir, "nats"),
		SyncAlways: true, NoSigs: true, NoLog: true, JetStreamMaxStore: 1 << 40, JetStreamMaxMemory: 64 << 20,
		MaxPayload: 8 << 20,
	})
	if err != nil {
		return nil, errors.Join(fmt.Errorf("host: embedded NATS: %w", err), lock.Close())
	}
	srv.Start()
	if !srv.ReadyForConnections(20*time.Second) || !srv.JetStreamEnabled() {
		srv.Shutdown()
		return nil, errors.Join(errors.New("host: the embedded NATS did not start its JetStream within 20 s; is the disk full or the folder not writable?"), lock.Close())
	}
	return &Embedded{srv: srv, lock: lock}, nil
}

func lockDir(dir string) (*os.File, error) {
	path := filepath.Join(dir, "lock")
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fmt.Errorf("host: data folder: %w", err)
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		pid, _ := os.ReadFile(path)
		return nil, errors.Join(&ErrLocked{Dir: dir, PID: strings.TrimSpace(string(pid))}, f.Close())
	}
	err = f.Truncate(0)
	if err == nil {
		_, err = fmt.Fprintln(f, os.Getpid())
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("host: data folder: %w", err), f.Close())
	}
	return f, nil
}

// Connect opens a connection inside the process.
func (e *Embedded) Connect(name string) (*nats.Conn, error) {
	nc, err := nats.Connect("", nats.InProcessServer(e.srv), nats.Name(name), nats.MaxReconnects(-1))
	if err != nil {
		return nil, fmt.Errorf("host: connect to the embedded NATS: %w", err)
	}
	return nc, nil
}

// SyncsAlways says whether the server writes to disk before it acknowledges; asked by the test of the durability promise.
func (e *Embedded) SyncsAlways() bool {
	cfg := e.srv.JetStreamConfig()
	return cfg != nil && cfg.SyncAlways
}

// Stop ends the server and releases the data folder. It is safe to call twice.
func (e *Embedded) Stop() {
	e.srv.Shutdown()
	e.srv.WaitForShutdown()
	_ = e.lock.Close()
}

// Conn is a connection to NATS; the alias lets the wiring pass one on without knowing the library.
type Conn = nats.Conn
