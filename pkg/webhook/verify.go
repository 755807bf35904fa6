package webhook

import (
	"crypto/subtle"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"
)

const (
	maxSignatures = 32 // in one header; more is an attempt to keep us busy
	maxSeconds    = 12 // digits of a timestamp; enough for 30,000 years
)

// Verify checks that body, id and timestamp of a received delivery carry a v1
// signature by one of the secrets, and that the timestamp is at most tolerance
// older or newer than now. Signatures of other schemes are passed over. When it
// returns nil, the id in the header is genuine; whether it was seen before is
// for the caller to ask.
//
// It returns ErrKey without a secret or with a zero one, ErrHeader, ErrID,
// ErrTimestamp or ErrSignature. Comparing takes the same time wherever a
// signature differs.
func Verify(secrets []Secret, header http.Header, body []byte, now time.Time, tolerance time.Duration) error {
	content, presented, err := open(header, body, now, tolerance)
	if err != nil {
		return err
	}
	own, err := signHMAC(secrets, content)
	if err != nil {
		return err
	}
	match := 0
	for want := range strings.SplitSeq(own, " ") {
		for _, got := range presented {
			match |= subtle.ConstantTimeCompare([]byte(got), []byte(want))
		}
	}
	if match != 1 {
		return ErrSignature
	}
	return nil
}

// open reads the headers, checks the time, and gives what must have been signed
// and the signatures that claim so.
func open(header http.Header, body []byte, now time.Time, tolerance time.Duration) ([]byte, []string, error) {
	id, err := single(header, HeaderID)
	if err != nil {
		return nil, nil, err
	}
	if !validID(id) {
		return nil, nil, ErrID
	}
	seconds, err := single(header, HeaderTimestamp)
	if err != nil {
		return nil, nil, err
	}
	if err := checkTime(seconds, now, tolerance); err != nil {
		return nil, nil, err
	}
	presented := strings.Fields(strings.Join(header.Values(HeaderSignature), " "))
	if len(presented) == 0 || len(presented) > maxSignatures {
		return nil, nil, fmt.Errorf("%w: %s has 1 to %d signatures", ErrHeader, HeaderSignature, maxSignatures)
	}
	return contentOf(id, seconds, body), presented, nil
}

// single refuses a header that comes twice: two readers could choose differently.
func single(header http.Header, name string) (string, error) {
	values := header.Values(name)
	if len(values) != 1 || values[0] == "" {
		return "", fmt.Errorf("%w: %s is given once", ErrHeader, name)
	}
	return values[0], nil
}

func checkTime(seconds string, now time.Time, tolerance time.Duration) error {
	bad := len(seconds) > maxSeconds
	for i := range len(seconds) {
		bad = bad || seconds[i] < '0' || seconds[i] > '9'
	}
	n, err := strconv.ParseInt(seconds, 10, 64)
	if bad || err != nil {
		return fmt.Errorf("%w: %s is a number of seconds", ErrHeader, HeaderTimestamp)
	}
	sent := time.Unix(n, 0)
	if sent.Before(now.Add(-tolerance)) || sent.After(now.Add(tolerance)) {
		return ErrTimestamp
	}
	return nil
}
