package instance

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"
)

// readScores reads the scores_file: exactly one int32, little-endian, for each
// innovator and column, row by row.
func (in *Instance) readScores(open func(string) (io.ReadCloser, error)) error {
	if open == nil {
		return refuse("scores_file", "no file can be opened here")
	}
	f, err := open(in.ScoresFile)
	if err != nil {
		return fmt.Errorf("instance: scores_file: %q cannot be opened beside the instance: %w", in.ScoresFile, err)
	}
	defer f.Close()
	rows, columns := int64(len(in.Innovators)), int64(in.Columns())
	if columns > 0 && rows > math.MaxInt32/columns {
		return refuse("scores_file", "%d x %d are more than 2^31-1 pairs", rows, columns)
	}
	want := int(rows * columns)
	room, err := in.room(f, want)
	if err != nil {
		return err
	}
	buf := make([]byte, 1<<18)
	for {
		k, err := io.ReadFull(f, buf)
		for at := 0; at+4 <= k; at += 4 {
			if len(in.Dense) == 0 {
				in.Dense = make([]int32, 0, room)
			}
			if len(in.Dense) == want {
				return in.length("longer")
			}
			in.Dense = append(in.Dense, int32(binary.LittleEndian.Uint32(buf[at:])))
		}
		switch {
		case errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF):
			if k%4 != 0 || len(in.Dense) < want {
				return in.length("shorter")
			}
			if in.Dense == nil {
				in.Dense = []int32{}
			}
			return nil
		case err != nil:
			return fmt.Errorf("instance: scores_file: %w", err)
		}
	}
}

// room is how many numbers to make room for at once: all where the size of the file
// is known and right, and otherwise a few, so that an instance of a few bytes cannot
// ask for more memory than there is.
func (in *Instance) room(f io.Reader, want int) (int, error) {
	const few = 1 << 16
	sized, ok := f.(interface{ Stat() (fs.FileInfo, error) })
	if !ok {
		return min(want, few), nil
	}
	info, err := sized.Stat()
	switch {
	case err != nil:
		return 0, fmt.Errorf("instance: scores_file: %w", err)
	case !info.Mode().IsRegular():
		return min(want, few), nil
	case info.Size() < 4*int64(want):
		return 0, in.length("shorter")
	case info.Size() > 4*int64(want):
		return 0, in.length("longer")
	}
	return want, nil
}

func (in *Instance) length(than string) error {
	return refuse("scores_file", "%s than %d x %d numbers of 4 bytes", than, len(in.Innovators), in.Columns())
}

// writeScores writes a dense matrix in the form of a scores_file.
func writeScores(w io.Writer, scores []int32) error {
	buf := make([]byte, 0, 1<<18)
	for k, s := range scores {
		buf = binary.LittleEndian.AppendUint32(buf, uint32(s))
		if len(buf) == cap(buf) || k == len(scores)-1 {
			if _, err := w.Write(buf); err != nil {
				return fmt.Errorf("instance: write scores: %w", err)
			}
			buf = buf[:0]
		}
	}
	return nil
}
