// Package subscriptions tells the outside world what happened: by signed webhooks, by a live stream, by a cursor feed and
// by Atom feeds per region and sector. It owns the facts of kind endpoint.
//
// Facts in: all that are not internal. Facts out: endpoint.registered, changed, verified, secret_rotated, disabled,
// enabled, removed. Everything that leaves passes one filter, [endpoint.Holder], over the audience of package contract.
//
// Delivery is at least once. The fan-out follows the log from its own stored place and puts one parcel per endpoint into
// that endpoint's own lane of the queue; each lane has its own consumer with a small number of parcels in flight, so an
// endpoint that hangs holds nothing that another one needs. A parcel is acknowledged after its outcome is stored: done,
// due again later, or dead. Its id, the webhook-id, derives from fact and endpoint and stays the same over retries,
// restarts and replays.
//
// The log of attempts (journal.go) is for people: the last hundred per endpoint with what was answered, kept in the
// vault because an answer is a stranger's text, written every few seconds and at the stop. Nothing depends on it.
//
// Of several processes one delivers at a time, the one that has the lease (queue.Lead); all serve the API and the feeds.
package subscriptions
