package webhook

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"
)

const (
	schemeHMAC    = "v1"
	schemeEd25519 = "v1a"
	maxID         = 256
)

// Sign gives the value of the signature header of one attempt: a v1 signature for
// each secret, in their order, separated by spaces. Two secrets are used while
// one replaces the other. The time is that of the attempt, in whole seconds.
//
// It returns ErrKey without a secret or with a zero one, ErrID and ErrTimestamp.
func Sign(secrets []Secret, id string, timestamp time.Time, body []byte) (string, error) {
	content, err := signedContent(id, timestamp, body)
	if err != nil {
		return "", err
	}
	return signHMAC(secrets, content)
}

// SetHeaders puts id, timestamp and a value from [Sign] or [SignV1a] into the
// header of a request. To send both schemes, join both values with a space.
func SetHeaders(h http.Header, id string, timestamp time.Time, signature string) {
	h.Set(HeaderID, id)
	h.Set(HeaderTimestamp, strconv.FormatInt(timestamp.Unix(), 10))
	h.Set(HeaderSignature, signature)
}

func signHMAC(secrets []Secret, content []byte) (string, error) {
	if len(secrets) == 0 {
		return "", fmt.Errorf("%w: no secret given", ErrKey)
	}
	list := make([]string, len(secrets))
	for i, s := range secrets {
		if s.IsZero() {
			return "", fmt.Errorf("%w: a secret is empty", ErrKey)
		}
		mac := hmac.New(sha256.New, s.key())
		mac.Write(content)
		list[i] = schemeHMAC + "," + base64.StdEncoding.EncodeToString(mac.Sum(nil))
	}
	return strings.Join(list, " "), nil
}

// signedContent is what both schemes sign.
func signedContent(id string, timestamp time.Time, body []byte) ([]byte, error) {
	if !validID(id) {
		return nil, ErrID
	}
	seconds := timestamp.Unix()
	if seconds < 0 {
		return nil, fmt.Errorf("%w: it is before 1970", ErrTimestamp)
	}
	return contentOf(id, strconv.FormatInt(seconds, 10), body), nil
}

func contentOf(id, seconds string, body []byte) []byte {
	content := make([]byte, 0, len(id)+len(seconds)+len(body)+2)
	content = append(content, id...)
	content = append(content, '.')
	content = append(content, seconds...)
	content = append(content, '.')
	return append(content, body...)
}

// validID: a dot would let a part of the id pass for the timestamp.
func validID(id string) bool {
	if id == "" || len(id) > maxID {
		return false
	}
	for i := range len(id) {
		if id[i] <= ' ' || id[i] > '~' || id[i] == '.' {
			return false
		}
	}
	return true
}
