package subscriptions

import (
	"bytes"
	"encoding/json"
	"errors"
	"strconv"

	"makcomblang.id/pkg/event"
)

// parcel is what waits in a lane: one document for one endpoint. It is written as one line about the delivery and then
// the document's own bytes, so that what is sent is what stands in the log.
type parcel struct {
	ID    string `json:"id"`            // webhook-id, the same over retries and replays
	Seq   uint64 `json:"seq,omitempty"` // of the fact; 0 for a test event
	Fact  string `json:"fact"`          // id of the fact
	Type  string `json:"type"`
	Tries int    `json:"tries,omitempty"` // attempts that were made
	Base  int    `json:"base,omitempty"`  // attempts of the queue before those, see live

	doc []byte
}

// live starts the table anew for a parcel that came back from the dead letters: the queue counts that as one attempt
// more than the parcel knows of.
func (p parcel) live(queueAttempt int) parcel {
	if queueAttempt > p.Base+p.Tries+1 {
		p.Base, p.Tries = queueAttempt-1, 0
	}
	return p
}

var errParcel = errors.New("subscriptions: this is not a parcel")

// deliveryID is the webhook-id of a fact for an endpoint.
func deliveryID(fact, endpointID string) string { return event.MintID("d", fact, endpointID, "") }

func (p parcel) encode() []byte {
	head, _ := json.Marshal(p) // strings and numbers only
	body := make([]byte, 0, len(head)+1+len(p.doc))
	body = append(append(body, head...), '\n')
	return append(body, p.doc...)
}

func openParcel(body []byte) (parcel, error) {
	head, doc, found := bytes.Cut(body, []byte{'\n'})
	var p parcel
	if !found || json.Unmarshal(head, &p) != nil || p.ID == "" || len(doc) == 0 {
		return parcel{}, errParcel
	}
	p.doc = doc
	return p, nil
}

// thin gives a document without its data, with the place where the whole one is read as CloudEvents' dataref.
func thin(doc []byte, seq uint64) []byte {
	f, err := event.Decode(doc)
	if err != nil {
		return doc
	}
	cut := bytes.LastIndex(doc[:len(doc)-len(f.Data)-1], []byte(`,"data":`))
	if cut < 0 {
		return doc
	}
	out := append([]byte{}, doc[:cut]...)
	return append(out, `,"dataref":"`+placeOf(seq)+`"}`...)
}

// placeOf is where one fact is read by who may hear it.
func placeOf(seq uint64) string {
	return "/api/v1/facts?after=" + strconv.FormatUint(seq-1, 10) + "&limit=1"
}
