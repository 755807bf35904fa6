package eventlog

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"

	"go.uber.org/zap"
)

// Head is what the head file holds: how far the log was read and the SHA-256 of all documents up to there, one a line.
// It is kept outside the store, so that a store which lost its end or a part of it is noticed.
type Head struct {
	Sequence uint64 `json:"sequence"`
	SHA256   string `json:"sha256"`
}

type headKeeper struct {
	mu    sync.Mutex
	saved Head   // as the file has it
	first Head   // as the file had it at the start, to be met again
	of    string // the log that the file is of, see Mark; empty if an older program wrote it
	now   Head
	mark  Mark // of now
}

// headFile is the head file: a head, and of which log it is.
type headFile struct {
	Head
	Log string `json:"log,omitempty"`
}

func (l *Log) loadHead() error {
	if l.opt.HeadFile == "" {
		return nil
	}
	doc, err := os.ReadFile(l.opt.HeadFile)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("eventlog: read head file: %w", err)
	}
	var h headFile
	if err := json.Unmarshal(doc, &h); err != nil {
		return fmt.Errorf("eventlog: the head file %s cannot be read; restore it from a backup, or remove it to start counting anew: %w", l.opt.HeadFile, err)
	}
	l.head.saved, l.head.first, l.head.of = h.Head, h.Head, h.Log
	return nil
}

func (l *Log) headSeq() uint64 {
	l.head.mu.Lock()
	defer l.head.mu.Unlock()
	return max(l.head.saved.Sequence, l.head.now.Sequence)
}

// compareHead checks the rolling hash where the head file of the last run ended.
func (l *Log) compareHead() {
	first := l.head.first
	if first.Sequence != 0 && l.chain.last == first.Sequence && l.chain.head() != first.SHA256 {
		l.health.damage(fmt.Sprintf("the facts up to %d are not those that were recorded before%s", first.Sequence, l.giveUp()))
	}
}

// giveUp says how commands are taken again where the head file is of a log that a backup replaced: it is the witness that facts
// are lost, and only a person can say that they are given up.
func (l *Log) giveUp() string {
	n := l.restored.Load()
	if n == 0 || l.head.of == l.identity {
		return ""
	}
	return fmt.Sprintf("; the log was restored from a backup with %d facts: if those after them are given up, remove head.json from this process's data folder and start it again", n)
}

func (l *Log) moveHead() {
	l.head.mu.Lock()
	defer l.head.mu.Unlock()
	l.head.now = Head{Sequence: l.chain.last, SHA256: l.chain.head()}
	l.head.mark = Mark{Log: l.identity, Seq: l.chain.last, Hash: l.chain.tip}
}

// Head is how far this process has read the log and what it hashed to.
func (l *Log) Head() Head {
	l.head.mu.Lock()
	defer l.head.mu.Unlock()
	return l.head.now
}

// saveHead writes the head file if it moved, by renaming. It never moves back, and not while the log is damaged.
func (l *Log) saveHead() {
	if l.opt.HeadFile == "" || !l.health.get().Writes {
		return
	}
	now := l.Head()
	l.head.mu.Lock()
	moved := now.Sequence > l.head.saved.Sequence
	l.head.mu.Unlock()
	if !moved {
		return
	}
	if err := writeFile(l.opt.HeadFile, headFile{now, l.identity}); err != nil {
		l.log.Error("the head file cannot be written", zap.Error(err))
		return
	}
	l.head.mu.Lock()
	l.head.saved = now
	l.head.mu.Unlock()
}

func writeFile(path string, h headFile) error {
	doc, err := json.Marshal(h)
	if err != nil {
		return err
	}
	tmp, err := os.CreateTemp(filepath.Dir(path), ".head-*")
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(tmp.Name()) }()
	_, err = tmp.Write(append(doc, '\n'))
	err = errors.Join(err, tmp.Sync(), tmp.Close())
	if err != nil {
		return err
	}
	return os.Rename(tmp.Name(), path)
}
