package solve

// gains looks at the first columns of a row, eights times eight of them. One more
// of a pair gains score + y - u, one that is held gains as much by going out; the
// score is (score ^ flip) - flip and base is -u - flip. It returns the largest gain
// and its first column, 0 and -1 if nothing gains.
//
//go:noescape
func gains(row *int32, y *int64, held *uint64, eights int, base, flip int64) (gain int64, at int32)
