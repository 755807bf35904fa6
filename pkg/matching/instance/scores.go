package instance

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
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
	want := len(in.Innovators) * in.Columns()
	buf := make([]byte, 1<<18)
	for {
		k, err := io.ReadFull(f, buf)
		for at := 0; at+4 <= k; at += 4 {
			if len(in.Dense) == 0 {
				in.Dense = make([]int32, 0, want)
			}
			if len(in.Dense) == want {
				return refuse("scores_file", "longer than %d x %d numbers of 4 bytes", len(in.Innovators), in.Columns())
			}
			in.Dense = append(in.Dense, int32(binary.LittleEndian.Uint32(buf[at:])))
		}
		switch {
		case errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF):
			if k%4 != 0 || len(in.Dense) < want {
				return refuse("scores_file", "shorter than %d x %d numbers of 4 bytes", len(in.Innovators), in.Columns())
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
