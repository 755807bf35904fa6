package host

import (
	"fmt"
	"syscall"
)

// Bounds of the space that is kept free: a twentieth of the file system, within these.
const (
	leastRoom = 1 << 20
	mostRoom  = 256 << 20
)

// Room returns a function that says why nothing may be written to the file system of dir, or "". It stops the writing while
// there is still space for what a stop and a start need: a store that meets a full disk does not come back by itself, one
// that is told to wait does. It asks each time, which takes about a microsecond: an answer that is a moment old would let
// a write through.
func Room(dir string) func() string {
	return func() string {
		var fs syscall.Statfs_t
		if err := syscall.Statfs(dir, &fs); err != nil {
			return "the data folder cannot be looked at: " + err.Error()
		}
		free, all := fs.Bavail*uint64(fs.Bsize), fs.Blocks*uint64(fs.Bsize)
		if keep := min(max(all/20, leastRoom), mostRoom); free < keep {
			return fmt.Sprintf("the disk of the data folder is full: %d MiB are free, %d MiB have to be", free>>20, keep>>20)
		}
		return ""
	}
}
