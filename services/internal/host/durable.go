package host

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"sync"
	"time"

	"github.com/nats-io/nats-server/v2/server"
)

// ErrNotDurable says that a server of the cluster may lose what it acknowledged.
var ErrNotDurable = errors.New("host: a NATS server acknowledges before it has written to disk")

// ErrNoMonitor says that none of the monitoring addresses answers, so that nobody knows whether the servers are durable.
var ErrNoMonitor = errors.New("host: no monitoring address of a NATS server answers; check --nats-monitor and http_port")

// Silent is a NATS server whose monitoring address does not answer: one of a cluster that is away, most of the time.
type Silent struct {
	Addr, Reason string
	Monitor      string // its address as it was named, to ask again
}

// String is the address with the reason.
func (s Silent) String() string { return s.Addr + " (" + s.Reason + ")" }

// CheckDurable asks all servers' monitoring addresses at once whether they keep JetStream on disk and sync always. A server
// that does not answer is in silent and no error as long as another one answers: a cluster works with one away, and a role
// must be able to start then. The error is the repair in one sentence; it is ErrNotDurable of a server that said so and
// ErrNoMonitor if none answers. roots sign the certificates of https addresses; nil takes the system's.
func CheckDurable(ctx context.Context, monitors []string, roots *x509.CertPool) (silent []Silent, err error) {
	transport := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12}, DisableKeepAlives: true}
	client := &http.Client{Timeout: 3 * time.Second, Transport: transport}
	said, failed := make([]string, len(monitors)), make([]error, len(monitors))
	var wg sync.WaitGroup
	for i, base := range monitors {
		wg.Go(func() { said[i], failed[i] = askDurable(ctx, client, base) })
	}
	wg.Wait()
	for i, base := range monitors {
		if said[i] != "" {
			silent = append(silent, Silent{Addr: address(base), Reason: said[i], Monitor: base})
		}
	}
	for _, err := range failed {
		if errors.Is(err, ErrNotDurable) {
			return silent, err
		}
	}
	for _, err := range failed {
		if err != nil {
			return silent, err
		}
	}
	if len(monitors) > 0 && len(silent) == len(monitors) {
		return silent, fmt.Errorf("%w: %v", ErrNoMonitor, silent)
	}
	return silent, nil
}

// askDurable asks one server. silence is why it did not answer.
func askDurable(ctx context.Context, client *http.Client, base string) (silence string, err error) {
	at, err := url.Parse(base)
	if err != nil || at.Host == "" || at.Scheme != "http" && at.Scheme != "https" {
		return "", errors.New("host: --nats-monitor takes the servers' monitoring addresses, such as http://n1:8222, comma separated")
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, at.JoinPath("varz").String(), nil)
	if err != nil {
		return "", fmt.Errorf("host: ask %s: %w", at.Host, err)
	}
	status, doc, err := read(client, req)
	switch {
	case untrusted(err):
		return "", errors.New("host: the certificate of a NATS server's monitoring address is not trusted: name the authority that signed it with --tls-ca")
	case err != nil:
		return unanswered(err), nil
	case status >= http.StatusInternalServerError: // of something in between: the server itself is away
		return fmt.Sprintf("answered with status %d", status), nil
	}
	var varz server.Varz
	err = json.Unmarshal(doc, &varz)
	switch cfg := varz.JetStream.Config; {
	case status != http.StatusOK:
		return "", fmt.Errorf("host: --nats-monitor names something that is not a NATS server's monitoring address: %s answered with status %d", at.Host, status)
	case err != nil || varz.ID == "":
		return "", fmt.Errorf("host: --nats-monitor names something that is not a NATS server's monitoring address: %s", at.Host)
	case cfg == nil || cfg.MaxStore <= 0 || cfg.StoreDir == "":
		return "", fmt.Errorf("%w: server %s keeps JetStream in memory only; set jetstream.store_dir and max_file_store", ErrNotDurable, varz.Name)
	case !cfg.SyncAlways:
		return "", fmt.Errorf("%w: server %s does not sync always; set jetstream.sync_interval to always", ErrNotDurable, varz.Name)
	}
	return "", nil
}

// unanswered is why there was no whole answer, in words without the address.
func unanswered(err error) string {
	var late interface{ Timeout() bool }
	if errors.As(err, &late) && late.Timeout() {
		return "no answer within 3 s"
	}
	var failed *url.Error
	if errors.As(err, &failed) {
		return failed.Err.Error()
	}
	return "the answer broke off: " + err.Error()
}

func read(client *http.Client, req *http.Request) (status int, doc []byte, err error) {
	resp, err := client.Do(req)
	if err != nil {
		return 0, nil, err
	}
	doc, err = io.ReadAll(io.LimitReader(resp.Body, 1<<20))
	return resp.StatusCode, doc, errors.Join(err, resp.Body.Close())
}

// address is a URL's host and port, without what else it may carry.
func address(base string) string {
	u, err := url.Parse(base)
	if err != nil {
		return ""
	}
	return u.Host
}
