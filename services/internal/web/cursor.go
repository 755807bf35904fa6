package web

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"maps"
	"net/url"

	"makcomblang.id/pkg/fault"
)

// PageOf is one page of a list.
type PageOf[T any] struct {
	Items []T    `json:"items" nullable:"false" doc:"This page."`
	Next  string `json:"next,omitempty" doc:"Cursor of the next page; absent on the last."`
}

func (p *PageOf[T]) nextCursor() string { return p.Next }

// Cursor marks a place in an ordered list: the sort key of the last item that was given out. It is opaque and signed,
// and bound to the list and filters it was made for.
type Cursor struct {
	After string `json:"a"`           // sort key of the last item
	Seq   uint64 `json:"s,omitempty"` // of the log, for feeds
}

// cursorSum is how much of the signature stands in a cursor.
const cursorSum = 16

// Cursor signs a place in a list. list names the list with its filters, such as "needs?problem=malaria".
func (s *Site) Cursor(list string, at Cursor) string {
	payload, _ := json.Marshal(at) // strings and numbers only
	return base64.RawURLEncoding.EncodeToString(append(s.sumCursor(list, payload), payload...))
}

// ParseCursor reads a cursor back. The empty text is the beginning; a cursor that was changed, or was made for another
// list, is refused.
func (s *Site) ParseCursor(list, text string) (Cursor, error) {
	var at Cursor
	if text == "" {
		return at, nil
	}
	raw, err := base64.RawURLEncoding.Strict().DecodeString(text)
	if err != nil || len(raw) <= cursorSum || !hmac.Equal(raw[:cursorSum], s.sumCursor(list, raw[cursorSum:])) ||
		json.Unmarshal(raw[cursorSum:], &at) != nil {
		return Cursor{}, fault.Invalid("cursor", "request.cursor", "This cursor does not belong to this list.",
			"the next of the page before, with the same filters")
	}
	return at, nil
}

func (s *Site) sumCursor(list string, payload []byte) []byte {
	mac := hmac.New(sha256.New, s.opt.Secret)
	mac.Write([]byte("cursor:" + list + "\n"))
	mac.Write(payload)
	return mac.Sum(nil)[:cursorSum]
}

// link names the next page in a Link header.
func (x *exchange) link(out any) {
	page, ok := out.(interface{ nextCursor() string })
	if !ok || page.nextCursor() == "" {
		return
	}
	q := url.Values{}
	maps.Copy(q, x.query)
	q.Set("cursor", page.nextCursor())
	x.header.Add("Link", "<"+x.request.URL.EscapedPath()+"?"+q.Encode()+`>; rel="next"`)
}
